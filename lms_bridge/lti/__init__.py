"""LTI 1.3 Advantage: an LMS shows our pages; the protocol, without the pages (`web.lti`)."""

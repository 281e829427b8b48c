"""Names of LTI 1.3: claims, messages and scopes, as 1EdTech's documents write them."""

from __future__ import annotations

from typing import Final

_CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
_SCOPE = "https://purl.imsglobal.org/spec/"

VERSION: Final = f"{_CLAIM}version"
MESSAGE_TYPE: Final = f"{_CLAIM}message_type"
DEPLOYMENT: Final = f"{_CLAIM}deployment_id"
TARGET: Final = f"{_CLAIM}target_link_uri"
ROLES: Final = f"{_CLAIM}roles"
CONTEXT: Final = f"{_CLAIM}context"
RESOURCE_LINK: Final = f"{_CLAIM}resource_link"
CUSTOM: Final = f"{_CLAIM}custom"
LIS: Final = f"{_CLAIM}lis"

DEEP_LINKING: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
CONTENT_ITEMS: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/content_items"
DEEP_LINKING_DATA: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/data"
GRADES: Final = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NAMES: Final = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"

RESOURCE_REQUEST: Final = "LtiResourceLinkRequest"
DEEP_LINKING_REQUEST: Final = "LtiDeepLinkingRequest"
DEEP_LINKING_RESPONSE: Final = "LtiDeepLinkingResponse"

LINE_ITEM_SCOPE: Final = f"{_SCOPE}lti-ags/scope/lineitem"
RESULT_SCOPE: Final = f"{_SCOPE}lti-ags/scope/result.readonly"
SCORE_SCOPE: Final = f"{_SCOPE}lti-ags/scope/score"
NAMES_SCOPE: Final = f"{_SCOPE}lti-nrps/scope/contextmembership.readonly"
SCOPES: Final = (LINE_ITEM_SCOPE, RESULT_SCOPE, SCORE_SCOPE, NAMES_SCOPE)
"""All that we ask for."""

TOOL: Final = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM: Final = "https://purl.imsglobal.org/spec/lti-platform-configuration"

CUSTOM_FIELDS: Final = {
    "person": "$Person.sourcedId",
    "course": "$CourseSection.sourcedId",
    "link_history": "$ResourceLink.id.history",
    "context_history": "$Context.id.history",
}
"""What an LMS is asked to fill in at every launch; a field that it does not know stays as it is."""

"""Pages, made on the server: Jinja2 templates, Pico and htmx; they work without JavaScript, too.

One module a page or a family of pages, each with its `DOORS`.
"""

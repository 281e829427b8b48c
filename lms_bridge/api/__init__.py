"""REST v1 and its OpenAPI document. One module a resource, each with its `DOORS`."""

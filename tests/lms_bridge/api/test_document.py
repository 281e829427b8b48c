"""The OpenAPI document is valid, complete and open to everybody."""

from __future__ import annotations

import pytest
from openapi_spec_validator import validate

from lms_bridge.api.routes import OPERATIONS
from lms_bridge.api.rows import JSON
from tests.lms_bridge.api.rest import DOCUMENT, Rest, validator_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_document_is_valid_openapi() -> None:
    validate(DOCUMENT)
    assert DOCUMENT["openapi"].startswith("3.1")


async def test_document_is_open_to_everybody(rest: Rest) -> None:
    response = await rest.bridge.ask(None, "GET", "/api/v1/openapi.json")
    assert (response.status, await response.json()) == (200, DOCUMENT)


async def test_document_has_every_operation_with_its_roles() -> None:
    described = {
        (method.upper(), path): set(operation["x-roles"])
        for path, operations in DOCUMENT["paths"].items()
        for method, operation in operations.items()
    }
    assert described == {(d.method, d.path): set(d.roles or ()) for d in OPERATIONS}


async def test_operations_have_names_of_their_own_and_a_summary() -> None:
    operations = [o for path in DOCUMENT["paths"].values() for o in path.values()]
    assert len({o["operationId"] for o in operations}) == len(operations)
    assert all(o["summary"].endswith(".") for o in operations)


async def test_lists_are_paged_creates_take_a_key_resources_have_an_etag() -> None:
    for path, operations in DOCUMENT["paths"].items():
        for method, operation in operations.items():
            names = {parameter["name"] for parameter in operation["parameters"]}
            if operation["operationId"].startswith("list_"):
                assert {"page_size", "page_token"} <= names, path
            if method == "post" and "201" in operation["responses"]:
                assert "Idempotency-Key" in names, path
            if "If-Match" in names:
                assert method != "get", path


async def test_every_operation_shows_an_example_that_fits_its_schema() -> None:
    for path, operations in DOCUMENT["paths"].items():
        for method, operation in operations.items():
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            shown = [body["content"][JSON] for body in bodies if JSON in body.get("content", {})]
            assert shown or "204" in operation["responses"], (method, path)
            for each in shown:
                faults = [
                    fault.message
                    for fault in validator_of(each["schema"]).iter_errors(each["example"])
                ]
                assert faults == [], (method, path, faults)

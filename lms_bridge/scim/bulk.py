"""Many operations in one request, each done or refused by itself (RFC 7644, section 3.7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pydantic import ValidationError
from scim2_models import (
    BulkOperation,
    BulkRequest,
    Context,
    InvalidPathException,
    InvalidValueException,
    PayloadTooLargeException,
    SCIMException,
)

from catalogue.db import apart, changing
from catalogue.errors import CatalogueError
from catalogue.rows import parts
from catalogue.viewer import Viewer
from lms_bridge.scim.discovery import MOST_OPERATIONS, PROVIDER
from lms_bridge.scim.model import ROOT, Model, meta_of
from lms_bridge.scim.status import error_of
from lms_bridge.scim.users import (
    Document,
    create,
    operations_of,
    patch,
    put,
    remove,
    with_active,
)

_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"
_REFERENCE = "bulkId:"
_BULK: Final[Any] = BulkRequest[Model]
_TOGETHER: Final = 50
"""How many are stored at once, so that others who write wait no longer than for these."""


def carry_out(viewer: Viewer, url: str, sent: Document) -> dict[str, Any]:
    """Do one operation after another, until more than `failOnErrors` went wrong.

    Raises SCIMException, ValidationError where the request is none.
    """
    raw = operations_of(sent)
    completed = [_completed(each) for each in raw] if isinstance(raw, list) else raw
    with PROVIDER:
        asked = _BULK.model_validate(
            {**sent, "Operations": completed}, scim_ctx=Context.BULK_REQUEST
        )
    operations = asked.operations or []
    if len(operations) > MOST_OPERATIONS:
        raise PayloadTooLargeException(detail=f"at most {MOST_OPERATIONS} operations at once")
    ids: dict[str, str] = {}
    results: list[dict[str, Any]] = []
    most = asked.fail_on_errors or len(operations) + 1
    for some in parts(list(zip(operations, completed, strict=True)), _TOGETHER):
        results += _several(viewer, url, some, ids, most - _failures(results))
        if _failures(results) >= most:
            break
    return {"schemas": [_RESPONSE], "Operations": results}


def _failures(results: Sequence[dict[str, Any]]) -> int:
    return sum("response" in each for each in results)


@changing
def _several(
    viewer: Viewer,
    url: str,
    some: Sequence[tuple[BulkOperation[Any], Any]],
    ids: dict[str, str],
    most_failures: int,
) -> list[dict[str, Any]]:
    """Do some operations in one transaction; what goes wrong undoes none but itself."""
    results: list[dict[str, Any]] = []
    for operation, written in some:
        results.append(_done(viewer, url, operation, written, ids))
        if _failures(results) >= most_failures:
            break
    return results


def _completed(operation: Any) -> Any:
    match operation:
        case {"method": "POST" | "PUT", "data": dict(data)}:
            return operation | {"data": with_active(data)}
        case _:
            return operation


def _done(
    viewer: Viewer, url: str, operation: BulkOperation[Any], written: Any, ids: dict[str, str]
) -> dict[str, Any]:
    told: dict[str, Any] = {"method": str(operation.method or "POST")}
    if operation.bulk_id:
        told["bulkId"] = operation.bulk_id
    try:
        if operation.response is not None:  # it could not be read
            refused = operation.response.model_dump(scim_ctx=Context.DEFAULT)
            return told | {"status": str(operation.status), "response": refused}
        with apart():
            status, user = _carried_out(viewer, url, operation, written, ids)
    except (SCIMException, ValidationError, CatalogueError) as error:
        code, body = error_of(error)
        return told | {"status": str(code), "response": body}
    if user is not None:
        version, location = meta_of(user)
        told |= {"location": location, "version": version}
        if operation.bulk_id:
            ids[operation.bulk_id] = user.id
    elif operation.path:
        told["location"] = f"{url}{ROOT}{operation.path}"
    return told | {"status": str(status)}


def _carried_out(
    viewer: Viewer, url: str, operation: BulkOperation[Any], written: Any, ids: dict[str, str]
) -> tuple[int, Any]:
    kind, _, id = (operation.path or "").lstrip("/").partition("/")
    if kind != "Users":
        raise InvalidPathException(detail=f'there is nothing at "{operation.path}" but /Users')
    data = next((v for n, v in written.items() if n.casefold() == "data"), None) or {}
    if operation.method == BulkOperation.Method.post:
        if id:
            raise InvalidPathException(detail="POST goes to /Users")
        return 201, create(viewer, url, data)
    if id.startswith(_REFERENCE):
        if id.removeprefix(_REFERENCE) not in ids:
            raise InvalidValueException(detail=f'no operation before this one is "{id}"')
        id = ids[id.removeprefix(_REFERENCE)]
    wanted = operation.version or ""
    match operation.method:
        case BulkOperation.Method.put:
            return 200, put(viewer, url, id, data, wanted)
        case BulkOperation.Method.patch:
            return 200, patch(viewer, url, id, data, wanted)
        case _:
            remove(viewer, id, wanted)
            return 204, None

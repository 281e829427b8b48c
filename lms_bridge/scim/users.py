"""Officials are read and changed as users; every change goes through the catalogue's actions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, cast

from scim2_models import Context, PatchOp, PayloadTooLargeException, ResponseParameters

from catalogue.actions.keep_account import (
    change_account,
    register_account,
    remove_account,
)
from catalogue.db import changing
from catalogue.errors import ChangedMeanwhile
from catalogue.named import AccountLine
from catalogue.queries.accounts import account, dated_account
from catalogue.viewer import Role, Viewer
from lms_bridge.errors import NotAllowed
from lms_bridge.scim.discovery import MOST_PATCHES, PROVIDER
from lms_bridge.scim.model import Model, User, form_of, user_of, version_of

Document = Mapping[str, Any]
_PATCH: Final[Any] = PatchOp[Model]
_PRIMARY: Final = re.compile(r"\bprimary eq true\b", re.IGNORECASE)


def for_member(client: Viewer) -> Viewer:
    """Give a client as who answers for its member's officials. Raises NotAllowed."""
    if client.member is None:
        raise NotAllowed("a client of a member; make one with --member")
    return replace(client, roles=frozenset({Role.FOCAL_POINT}))


def read(viewer: Viewer, url: str, id: str) -> User[Any]:
    """Give a user. Raises NotFound."""
    line, moments = dated_account(viewer, id)
    return user_of(line, url, moments)


def create(viewer: Viewer, url: str, sent: Document) -> User[Any]:
    """Register an official. Raises SCIMException, ValidationError, Refused, AlreadyThere."""
    form = form_of(_read(sent, Context.RESOURCE_CREATION_REQUEST))
    line, moments = register_account(viewer, form)
    return user_of(line, url, moments)


@changing
def put(viewer: Viewer, url: str, id: str, sent: Document, wanted: str) -> User[Any]:
    """Let an official be as is sent; `wanted` is the etag that it must have, if any.

    Raises as `create` does, NotFound, ChangedMeanwhile.
    """
    seen = _seen(viewer, id, wanted)
    said = _read(sent, Context.RESOURCE_REPLACEMENT_REQUEST)
    said.replace(user_of(seen, url))
    change_account(viewer, seen, form_of(said))
    return read(viewer, url, id)


@changing
def patch(viewer: Viewer, url: str, id: str, sent: Document, wanted: str) -> User[Any]:
    """Change what is sent, or nothing. Raises as `put` does."""
    operations = operations_of(sent)
    if isinstance(operations, list) and len(operations) > MOST_PATCHES:
        raise PayloadTooLargeException(detail=f"at most {MOST_PATCHES} operations in a PATCH")
    seen = _seen(viewer, id, wanted)
    user = user_of(seen, url)
    with PROVIDER:
        asked = _PATCH.model_validate(as_meant(sent), scim_ctx=Context.RESOURCE_PATCH_REQUEST)
        if asked.patch(user):
            change_account(viewer, seen, form_of(user))
    return read(viewer, url, id)


@changing
def remove(viewer: Viewer, id: str, wanted: str) -> None:
    """Let an official have left, and be there no more. Raises NotFound, ChangedMeanwhile."""
    remove_account(viewer, _seen(viewer, id, wanted))


def shown(user: User[Any], wanted: ResponseParameters[Any] | None = None) -> dict[str, Any]:
    """Write a user with the attributes that are wanted."""
    with PROVIDER:
        return user.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=wanted)


def _read(sent: Document, context: Context) -> User[Any]:
    with PROVIDER:
        return cast("User[Any]", Model.model_validate(with_active(sent), scim_ctx=context))


def with_active(sent: Document) -> Document:
    """Let an official be there where nothing is said about it."""
    said = {name.casefold() for name in sent}
    return sent if "active" in said else {**sent, "active": True}


def operations_of(sent: Document) -> Any:
    """Give the operations of a message as they were sent, which may be anything."""
    return next((value for name, value in sent.items() if name.casefold() == "operations"), ())


def as_meant(sent: Document) -> Document:
    """Let each path of an operation that names several at once have an operation of its own.

    Microsoft Entra writes paths with filters as the names in a value. The one address that is kept,
    for work, is the primary one.
    """
    operations = operations_of(sent)
    if not isinstance(operations, list):
        return sent
    meant: list[Any] = []
    for operation in operations:
        is_read = isinstance(operation, dict)
        said = {name.casefold(): value for name, value in operation.items()} if is_read else {}
        path, value = said.get("path"), said.get("value")
        if isinstance(path, str) and path:
            meant.append(said | {"path": _PRIMARY.sub('type eq "work"', path)})
        elif isinstance(value, dict):
            paths = [name for name in value if "[" in name]
            rest = {name: each for name, each in value.items() if name not in paths}
            meant += [{"op": said.get("op"), "value": rest}] if rest or not paths else []
            meant += [
                {
                    "op": said.get("op"),
                    "path": _PRIMARY.sub('type eq "work"', each),
                    "value": value[each],
                }
                for each in paths
            ]
        else:
            meant.append(operation)
    named = next((name for name in sent if name.casefold() == "operations"), "Operations")
    return {**sent, named: meant}


def _seen(viewer: Viewer, id: str, wanted: str) -> AccountLine:
    seen = account(viewer, id)
    if wanted and not matches(version_of(seen), wanted):
        raise ChangedMeanwhile("official", id)
    return seen


def matches(version: str, wanted: str) -> bool:
    """Say whether an etag is one of those of a head such as `If-Match`, compared weakly."""
    named = [each.strip().removeprefix("W/") for each in wanted.split(",")]
    return "*" in named or version.removeprefix("W/") in named

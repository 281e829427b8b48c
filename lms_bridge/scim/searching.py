"""Officials are found: by a filter, in an order, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from scim2_models import Context, SearchRequest
from scim2_models.path import CompareOperator, Comparison

from catalogue.named import ALL, AccountLine, Called
from catalogue.queries.accounts import accounts, moments
from catalogue.viewer import Viewer
from lms_bridge.scim.discovery import LARGEST_PAGE, PROVIDER
from lms_bridge.scim.model import Model, User, user_of
from lms_bridge.scim.users import shown

_CALLED: Final = {"username": "user_name", "externalid": "external_id", "id": "id"}
_SEARCH: Final[Any] = SearchRequest[Model]


def search(viewer: Viewer, url: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Give a page of users. Raises ValidationError, SCIMException."""
    with PROVIDER:
        wanted = _SEARCH.model_validate(asked, scim_ctx=Context.SEARCH_REQUEST)
        lines = accounts(viewer, _called(wanted))
        if wanted.filter is None and wanted.sort_by is None:
            total, users = len(lines), _users(viewer, url, _page(lines, wanted))
        else:
            found = _users(viewer, url, lines)
            if wanted.filter is not None:
                found = [user for user in found if wanted.filter.match(user)]
            total, users = len(found), list(_page(wanted.sort(found), wanted))
        answer: dict[str, Any] = {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "totalResults": total,
            "startIndex": wanted.start_index or 1,
            "itemsPerPage": len(users),
        }
        if users or total:
            answer["Resources"] = [shown(user, wanted) for user in users]
        return answer


def _users(viewer: Viewer, url: str, lines: Sequence[AccountLine]) -> list[User[Any]]:
    known = moments(viewer, [line.id for line in lines])
    return [user_of(line, url, known.get(line.id)) for line in lines]


def _page(found: Any, wanted: SearchRequest[Any]) -> Any:
    start = wanted.start_index_0 or 0
    count = LARGEST_PAGE if wanted.count is None else min(wanted.count, LARGEST_PAGE)
    return found[start : start + count]


def _called(wanted: SearchRequest[Any]) -> Called:
    """Narrow what is looked through to whom a filter names, as identity systems ask mostly."""
    if wanted.filter is None:
        return ALL
    match wanted.filter.ast:
        case Comparison(attr_path=path, op=CompareOperator.eq, value=str(value)) if (
            path.sub_attr is None and path.attr.casefold() in _CALLED
        ):
            return Called(**{_CALLED[path.attr.casefold()]: value})
        case _:
            return ALL

"""What a client reads first: what is served, and of which form; agencies and cities by name."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from scim2_models import (
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    Context,
    ETag,
    External,
    Filter,
    Pagination,
    Patch,
    Reference,
    Resource,
    ResourceType,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
)

from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.queries.choices import agencies, cities
from catalogue.viewer import Viewer
from lms_bridge.scim.model import ROOT, Model, Official, User

LARGEST_PAGE: Final = 1000
"""Most officials of a page; who asks for more gets these, and asks again."""

MOST_OPERATIONS: Final = 1000
MOST_PATCHES: Final = 100
"""Most operations of one PATCH: nobody else writes while they are done."""

MOST_BYTES: Final = 4 * 2**20
"""How much one bulk request may hold."""

_CONFIG: Final = ServiceProviderConfig(
    patch=Patch(supported=True),
    bulk=Bulk(supported=True, max_operations=MOST_OPERATIONS, max_payload_size=MOST_BYTES),
    filter=Filter(supported=True, max_results=LARGEST_PAGE),
    change_password=ChangePassword(supported=False),
    sort=Sort(supported=True),
    etag=ETag(supported=True),
    pagination=Pagination(
        cursor=False,
        index=True,
        default_pagination_method=Pagination.DefaultPaginationMethod.index,
        default_page_size=LARGEST_PAGE,
        max_page_size=LARGEST_PAGE,
    ),
    authentication_schemes=[
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken,
            name="OAuth 2.0 bearer token",
            description="A token of /oauth2/token for the scope scim",
            spec_uri=Reference[External]("https://www.rfc-editor.org/info/rfc6750"),
            primary=True,
        )
    ],
)
_TOLERANT: Final = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,  # identity systems send all that they have
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)

PROVIDER: Final = ScimProvider(
    models=[User, Official],
    resource_types=[ResourceType.from_resource(Model)],
    config=_CONFIG,
    policy=_TOLERANT,
)
"""The service as the library has it."""

_PATHS: Final = {"Schema": "Schemas", "ResourceType": "ResourceTypes"}


@lru_cache(maxsize=8)
def config(url: str) -> dict[str, Any]:
    """Tell what is served."""
    return _told(_CONFIG, "ServiceProviderConfig", f"{url}{ROOT}/ServiceProviderConfig")


@lru_cache(maxsize=8)
def resource_types(url: str) -> dict[str, dict[str, Any]]:
    """Tell, by id, of what kinds there are resources."""
    return {str(each.id): _placed(each, url) for each in PROVIDER.resource_types}


@reading
def schemas(viewer: Viewer, url: str) -> dict[str, dict[str, Any]]:
    """Tell, by id, of which form resources are, and which agencies and cities there are."""
    known = {
        "agency": [each.id for each in agencies(viewer)],
        "city": [each.id for each in cities(viewer)],
    }
    told = {str(each.id): _placed(each, url) for each in PROVIDER.schemas}
    for attribute in told[str(Official.__schema__)]["attributes"]:
        if attribute["name"] in known:
            attribute["canonicalValues"] = known[attribute["name"]]
    return told


def one_of(known: dict[str, dict[str, Any]], kind: str, id: str) -> dict[str, Any]:
    """Give one of them. Raises NotFound."""
    if id not in known:
        raise NotFound(kind, id)
    return known[id]


def _placed(resource: Resource[Any], url: str) -> dict[str, Any]:
    kind = type(resource).__name__
    return _told(resource, kind, f"{url}{ROOT}/{_PATHS[kind]}/{resource.id}")


def _told(resource: Resource[Any], kind: str, location: str) -> dict[str, Any]:
    told = resource.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
    return told | {"meta": {"resourceType": kind, "location": location}}

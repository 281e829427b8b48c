"""An operation of REST: a function whose signature says all that there is to say of it.

What a parameter is, its type or name says:

=============================  ===================================================================
`viewer`                       who asks
`beforehand`                   what was worked out before the transaction began (`prepared_by`)
`parts`                        the parts of the bridge
named in braces in the path    that part of the path
`Annotated[Sheet, Rows(...)]`  many rows: JSON, CSV or an Excel workbook
`Annotated[bytes, File(...)]`  the body as it is, a file
a pydantic model               the body, as JSON
a dataclass                    what may stand in the query
=============================  ===================================================================

The return type is what is answered, None for nothing. The docstring's first line is the summary,
the rest the description. An ordinary function is one transaction in a thread; a coroutine function
sees to that itself. Both the document and the reading of requests are made from this.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from functools import cached_property
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model

M = TypeVar("M")

ROOT = "/api/v1"
"""Where REST begins."""

_BRACES = re.compile(r"{(\w+)}")


class Body(BaseModel):
    """A body: nothing that it does not name, nothing of another type than it says."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class NoBody(Body):
    """Nothing is said besides the address; an empty object will do."""


@dataclass(frozen=True, slots=True)
class Rows:
    """That a body has many rows: what each is in JSON, and the name that they have there.

    Without a model each is an object of texts by column.
    """

    row: type[Body] | None
    name: str


@dataclass(frozen=True, slots=True)
class File:
    """That a body is a file, and of which media type; its bytes tell whether it is one."""

    media: str


@dataclass(frozen=True)
class Operation:
    """What a door of REST does.

    `tagged`: its answer is a resource and carries an etag. `guarded_by` is the function of the
    tagged resource that it changes, with which `If-Match` is compared. `kept` gives what is stored
    of an answer for its idempotency key, where that is not all. `prepared_by` gives what takes long
    and changes nothing. `location` is the address of what was made, with fields of the answer in
    braces.
    """

    method: str
    path: str
    act: Callable[..., Any]
    tag: str
    status: int = 200
    tagged: bool = False
    guarded_by: Callable[..., Any] | None = None
    kept: Callable[[Any], Any] | None = None
    location: str = ""
    prepared_by: Callable[..., Any] | None = None

    @property
    def name(self) -> str:
        """How the document and generated clients call it."""
        return self.act.__name__

    @property
    def is_safe(self) -> bool:
        """Whether it changes nothing."""
        return self.method == "GET"

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for others than the catalogue, and makes its own transactions."""
        return inspect.iscoroutinefunction(self.act)

    @property
    def may_make(self) -> bool:
        """Whether it makes what is not there yet, which is answered with 201."""
        return self.method == "PUT" and self.guarded_by is not None

    @property
    def takes_key(self) -> bool:
        """Whether the same idempotency key again gets the same answer."""
        return self.method == "POST" and not self.is_waiting

    @cached_property
    def summary(self) -> tuple[str, str]:
        """What it does, in a line and at length."""
        line, _, more = inspect.cleandoc(self.act.__doc__ or "").partition("\n")
        return line, more.strip()

    @cached_property
    def in_path(self) -> tuple[str, ...]:
        """Names in braces, in their order."""
        return tuple(_BRACES.findall(self.path))

    @cached_property
    def hints(self) -> Mapping[str, Any]:
        """The parameters with their types, and `return`."""
        return get_type_hints(self.act, include_extras=True)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters."""
        return tuple(name for name in self.hints if name != "return")

    @cached_property
    def answer(self) -> TypeAdapter[Any] | None:
        """What is answered; None for nothing."""
        kind = self.hints["return"]
        return None if kind is type(None) else TypeAdapter(kind)

    @cached_property
    def body(self) -> tuple[str, type[Body]] | None:
        """The parameter that is a JSON body, and its model."""
        for name, kind in self.hints.items():
            if name != "return" and inspect.isclass(kind) and issubclass(kind, Body):
                return name, kind
        return None

    @cached_property
    def taken(self) -> type[Body] | None:
        """What the body may have: what of a resource as it is shown cannot be set is not read.

        So what GET gives can be sent back as it is. The document tells such a field `readOnly`.
        """
        if self.body is None:
            return None
        model = self.body[1]
        if self.guarded_by is None or self.method not in {"PUT", "PATCH"}:
            return model
        seen = TypeAdapter(get_type_hints(self.guarded_by)["return"])
        shown = seen.json_schema(mode="serialization")["properties"]
        more: dict[str, Any] = {
            name: (Any, Field(default=None, json_schema_extra={"readOnly": True}))
            for name in shown
            if name not in model.model_fields
        }
        if not more:
            return model
        return create_model(
            f"{model.__name__}AsShown", __base__=model, __doc__=model.__doc__, **more
        )

    @cached_property
    def rows(self) -> tuple[str, Rows] | None:
        """The parameter that is many rows, and what they are."""
        return next(self._marked(Rows), None)

    @cached_property
    def file(self) -> tuple[str, File] | None:
        """The parameter that is a file, and what it is."""
        return next(self._marked(File), None)

    def _marked(self, mark: type[M]) -> Iterator[tuple[str, M]]:
        for name, kind in self.hints.items():
            if get_origin(kind) is Annotated:
                yield from ((name, each) for each in get_args(kind) if isinstance(each, mark))

    @cached_property
    def queries(self) -> Mapping[str, TypeAdapter[Any]]:
        """The parameters that are read from the query, with their types."""
        return {
            name: TypeAdapter(kind)
            for name, kind in self.hints.items()
            if name not in {"return", "viewer", "parts", "beforehand"} and is_dataclass(kind)
        }

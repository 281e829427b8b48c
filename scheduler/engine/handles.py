"""Handles: a record of arrays as one reference, which compiled functions pass cheaply.

Numba passes a named tuple field by field: with a hundred arrays a call is slow, and slower to
compile (measured: 8 times the time of a move, 390 s instead of 45 s to compile all). A handle has
the record's fields and reads the same arrays; a type checker sees the record itself.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from numba import typeof
from numba.core import types
from numba.experimental import structref

from scheduler.engine.compiled import compiled
from scheduler.engine.instance import Instance
from scheduler.engine.state import State

R = TypeVar("R", Instance, State)


@structref.register
class _InstanceType(types.StructRef):
    pass


@structref.register
class _StateType(types.StructRef):
    pass


class _InstanceHandle(structref.StructRefProxy):
    pass


class _StateHandle(structref.StructRefProxy):
    pass


structref.define_boxing(_InstanceType, _InstanceHandle)
structref.define_boxing(_StateType, _StateHandle)


def handle(record: R) -> R:
    """Give a record's handle."""
    kind = _InstanceType if isinstance(record, Instance) else _StateType
    fields: tuple[str, ...] = record._fields
    opened: R = _opener(kind, fields, tuple(typeof(getattr(record, f)) for f in fields))(record)
    return opened


@cache
def _opener(kind: Any, fields: tuple[str, ...], field_types: tuple[Any, ...]) -> Any:
    """Compile what makes a handle.

    It is written out, since a compiled function cannot loop over fields of several types, and has
    this file's name so that numba keeps its machine code too.
    """
    name = f"open{kind.__name__}"
    lines = [f"    handle.{field} = record.{field}" for field in fields]
    source = "\n".join(
        [f"def {name}(record):", "    handle = new(handle_type)", *lines, "    return handle"]
    )
    namespace: dict[str, Any] = {
        "__name__": __name__,
        "new": structref.new,
        "handle_type": kind(list(zip(fields, field_types, strict=True))),
    }
    exec(compile(source, __file__, "exec"), namespace)  # noqa: S102  # our own field names
    return compiled(namespace[name])

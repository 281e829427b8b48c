"""Handles: a record of arrays as one pointer, which compiled functions pass and read cheaply.

Numba passes a named tuple field by field: with a hundred arrays a call is slow, and slower to
compile. Its own references to records count whoever holds an array, at each read of a field, which
costs more than most of what is read. A handle is a table of where the arrays are; a compiled
function reads from it as from the record itself, counts nothing, and takes the table for constant.
A type checker sees the record.

What a handle belongs to must live as long as a call that reads from it, which whoever calls sees to
by holding the handle; a compiled function must not give an array of a handle back to Python.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from llvmlite import ir
from numba import typeof
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    register_model,
    typeof_impl,
    unbox,
)
from numba.core.typing.templates import AttributeTemplate
from numba.np.arrayobj import make_array, populate_array

R = TypeVar("R", bound=NamedTuple)

_WORD = ir.IntType(64)


class _Handle:
    """A record, and its table: for a number its bits, for an array its address and its shape."""

    def __init__(self, record: Any) -> None:
        words: list[int] = []
        for name in record._fields:
            value = getattr(record, name)
            if isinstance(value, np.ndarray):
                if not value.flags.c_contiguous:
                    raise ValueError(f"{name} is not stored row by row")
                words += [value.ctypes.data, *value.shape]
            else:
                words.append(int(value))
        self.record = record
        self.table = np.array(words, dtype=np.int64)
        self.address = self.table.ctypes.data
        fields = tuple((name, typeof(getattr(record, name))) for name in record._fields)
        self.type = _HandleType(type(record).__name__, fields)


class _HandleType(types.Type):
    """The type of the handles of all records with the same fields, and where each field begins."""

    def __init__(self, record: str, fields: tuple[tuple[str, Any], ...]) -> None:
        self.fields, self.places = dict(fields), {}
        place = 0
        for name, kind in fields:
            self.places[name] = place
            place += 1 + (kind.ndim if isinstance(kind, types.Array) else 0)
        super().__init__(f"Handle({record}: {fields})")


def handle(record: R) -> R:
    """Give a record's handle; its arrays stay where they are.

    Numbers in it are whole ones of 64 bits or truths. Raise ValueError where an array is not stored
    row by row.
    """
    return cast(R, _Handle(record))


@typeof_impl.register(_Handle)
def _type_of(handle: _Handle, _context: Any) -> _HandleType:
    return handle.type


register_model(_HandleType)(models.OpaqueModel)


@unbox(_HandleType)  # type: ignore[untyped-decorator]  # numba has no types
def _address(_kind: _HandleType, handle: Any, c: Any) -> NativeValue:
    number = c.pyapi.object_getattr_string(handle, "address")
    address = c.pyapi.long_as_voidptr(number)
    c.pyapi.decref(number)
    return NativeValue(address)


@infer_getattr
class _Fields(AttributeTemplate):
    key = _HandleType

    def generic_resolve(self, kind: _HandleType, name: str) -> Any:  # type: ignore[override]  # numba says NotImplemented
        """Give a field's type, None where there is no such field."""
        return kind.fields.get(name)


@lower_getattr_generic(_HandleType)  # type: ignore[untyped-decorator]  # numba has no types
def _field(context: Any, builder: Any, kind: _HandleType, address: Any, name: str) -> Any:
    """Read a number, or make an array around its address, which belongs to no one."""
    field, table = kind.fields[name], builder.bitcast(address, _WORD.as_pointer())

    def word(place: int) -> Any:
        found = builder.load(cgutils.gep_inbounds(builder, table, kind.places[name] + place))
        # The table never changes, so that what was read once need not be read again.
        found.set_metadata("invariant.load", builder.module.add_metadata([]))
        return found

    if isinstance(field, types.Boolean):
        return builder.icmp_unsigned("!=", word(0), _WORD(0))
    if not isinstance(field, types.Array):
        return word(0)
    array = make_array(field)(context, builder)
    itemsize = _WORD(context.get_abi_sizeof(context.get_data_type(field.dtype)))
    shape = [word(1 + axis) for axis in range(field.ndim)]
    strides = [itemsize]
    for size in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], size))
    populate_array(
        array,
        data=builder.inttoptr(word(0), array.data.type),
        shape=shape,
        strides=strides,
        itemsize=itemsize,
        meminfo=None,
    )
    return array._getvalue()  # noqa: SLF001  # numba's name for it

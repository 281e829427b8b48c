"""Many rows at once: read as values, as many as are wanted, and added to a table."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from peewee import ColumnBase, ModelSelect

from catalogue.db import Row, database, is_sqlite

_SET_ON_SQLITE = (
    'UPDATE "{table}" SET {sets} FROM json_each(?) AS told '
    'WHERE "{table}"."{key}" = json_extract(told.value, \'$.{key}\')'
)
_SET_ON_POSTGRESQL = (
    'UPDATE "{table}" SET {sets} FROM json_populate_recordset(NULL::"{table}", %s) AS told '
    'WHERE "{table}"."{key}" = told."{key}"'
)
T = TypeVar("T")
_FEW = 500
_AT_ONCE = 5000
_ON_SQLITE = 'INSERT INTO "{table}" ({names}) SELECT {read} FROM json_each(?)'
_ON_POSTGRESQL = (
    'INSERT INTO "{table}" ({names}) '
    'SELECT {names} FROM json_populate_recordset(NULL::"{table}", %s)'
)


def read_as(make: Callable[..., T], query: ModelSelect[Any]) -> list[T]:
    """Make a value of each row: every selected column is an argument by its name or alias."""
    rows: Any = query.objects(make)
    return list(rows)


def narrowed(query: ModelSelect[Any], column: ColumnBase, ids: Collection[str]) -> ModelSelect[Any]:
    """Narrow a query to some ids where they are few.

    Where they are many all rows are read, which is faster than asking for them in parts; the
    caller takes those that it wants.
    """
    return query.where(column.in_(sorted(ids))) if len(ids) <= _FEW else query


def parts(things: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """Divide things, in their order, into so many at a time."""
    for first in range(0, len(things), most):
        yield things[first : first + most]


def add_rows(table: type[Row], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows, all with the same columns; what they do not name gets its default.

    The database reads them out of one document, which is quicker than as many parameters.
    """
    if not rows:
        return
    meta: Any = table._meta  # noqa: SLF001
    named = {name: meta.combined[name] for name in rows[0]}
    usual = {f: f.default for f in meta.sorted_fields if f.default is not None}
    fields = [*named.values(), *(usual.keys() - set(named.values()))]
    columns = [field.column_name for field in fields]
    statement = (_ON_SQLITE if is_sqlite() else _ON_POSTGRESQL).format(
        table=meta.table_name,
        names=", ".join(f'"{column}"' for column in columns),
        read=", ".join(f"json_extract(value, '$.{column}')" for column in columns),
    )
    for some in parts(rows, _AT_ONCE):
        document = [
            {
                **{f.column_name: f.db_value(d() if callable(d) else d) for f, d in usual.items()},
                **{f.column_name: f.db_value(row[name]) for name, f in named.items()},
            }
            for row in some
        ]
        database.execute_sql(statement, (json.dumps(document, ensure_ascii=False, default=str),))


def change_rows(table: type[Row], changes: Mapping[Any, Mapping[str, Any]]) -> None:
    """Change values of rows, told by their keys; likewise out of one document."""
    meta: Any = table._meta  # noqa: SLF001
    alike: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for key, values in changes.items():
        alike[tuple(values)].append(key)
    for names, keys in alike.items():
        fields = {name: meta.combined[name] for name in names}
        value = "json_extract(told.value, '$.{0}')" if is_sqlite() else 'told."{0}"'
        statement = (_SET_ON_SQLITE if is_sqlite() else _SET_ON_POSTGRESQL).format(
            table=meta.table_name,
            key=meta.primary_key.column_name,
            sets=", ".join(
                f'"{field.column_name}" = {value.format(field.column_name)}'
                for field in fields.values()
            ),
        )
        for some in parts(keys, _AT_ONCE):
            document = [
                {
                    meta.primary_key.column_name: meta.primary_key.db_value(key),
                    **{f.column_name: f.db_value(changes[key][n]) for n, f in fields.items()},
                }
                for key in some
            ]
            database.execute_sql(
                statement, (json.dumps(document, ensure_ascii=False, default=str),)
            )

"""A whole database as one file, out of either database and into either.

A backup is a ZIP file: `manifest.json` says which migrations the tables had, and for each table its
columns, how many rows it has and the SHA-256 digest over them; `<table>.jsonl` has a row a line, as
a list of JSON, in the order of the key. It is taken within one reading transaction, so that others
go on changing things meanwhile. Restoring makes the tables as the backup had them, fills them, and
runs the migrations that came since.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from graphlib import TopologicalSorter
from pathlib import Path
from typing import IO, Any, NamedTuple

from catalogue.db import (
    close_database,
    connected,
    database,
    is_sqlite,
    open_database,
    reading,
    stored_tables,
)
from catalogue.ddl import count_on_from, indexes_at_rest, rows_of, triggers_at_rest
from catalogue.errors import BadBackup, NotEmpty
from catalogue.migrate import migrate, references_checked_at_the_end, run_scripts

_MANIFEST = "manifest.json"
_FORMAT = 1
_NOT_KEPT = frozenset({"migration", "searchable"})
"""Tables that restoring makes anew."""
_SELECT = 'SELECT {names} FROM "{table}" ORDER BY {order}'
_INSERT = 'INSERT INTO "{table}" ({names}) VALUES ({marks})'
_KINDS = {
    "BOOLEAN": "bool",
    "TIMESTAMP": "moment",
    "TIMESTAMP WITHOUT TIME ZONE": "moment",
    "INTEGER": "number",
    "BIGINT": "number",
}


class Column(NamedTuple):
    """A column, and what it keeps: `bool`, `moment`, `number`, or anything else."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A table in a backup: its columns, rows, and the digest over them."""

    columns: tuple[str, ...]
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: the migrations of its tables, and each table."""

    migrations: tuple[str, ...]
    tables: dict[str, Kept]


@contextmanager
def whole_file(file: Path) -> Iterator[IO[bytes]]:
    """Open a file to be written, which has its name only once it is whole and on the disk."""
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        with unfinished.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def backup(file: Path) -> Backup:
    """Write all that is stored into a file, or none. Raises Busy; OSError where it cannot be."""
    with whole_file(file) as out:
        return _write(out)


@reading
def _write(file: IO[bytes]) -> Backup:
    tables: dict[str, Kept] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in _tables():
            columns, digest, count = _columns(table), hashlib.sha256(), 0
            with archive.open(f"{table}.jsonl", "w", force_zip64=True) as out:
                for line in _lines(table, columns):
                    out.write(line)
                    digest.update(line)
                    count += 1
            names = tuple(column.name for column in columns)
            tables[table] = Kept(names, count, digest.hexdigest())
        made = Backup(_applied(), tables)
        archive.writestr(_MANIFEST, json.dumps(_document(made), indent=1))
    return made


def restore(file: Path) -> Backup:
    """Fill an empty database from a backup, and bring its tables up to date: all, or nothing.

    Raises BadBackup where the file is none, is broken or comes from a newer release; NotEmpty where
    the database holds anything; Busy.
    """
    with _opened(file) as archive:
        return _restore(file.name, archive)


def _restore(name: str, archive: zipfile.ZipFile) -> Backup:
    held = _manifest(archive)
    with connected(), references_checked_at_the_end():
        _must_be_empty(name)
        try:
            run_scripts(only=held.migrations)
        except KeyError as error:
            raise BadBackup(f"{name} comes from a newer release: {error}") from None
        if set(_tables()) != held.tables.keys():
            raise BadBackup(f"{name} has other tables than its migrations make")
        with triggers_at_rest(database.obj), indexes_at_rest(database.obj):
            for table in _in_order(held.tables):
                _fill(archive, table, held.tables[table])
        run_scripts()
    return held


def _must_be_empty(name: str) -> None:
    if stored_tables():
        raise NotEmpty(f"there are tables already; {name} needs an empty database")


def _in_order(tables: Collection[str]) -> Iterable[str]:
    """Give tables so that each comes after those that it refers to."""
    needs = {
        table: {key.dest_table for key in database.get_foreign_keys(table)} - {table}
        for table in tables
    }
    return TopologicalSorter(needs).static_order()


def _fill(archive: zipfile.ZipFile, table: str, kept: Kept) -> None:
    """Put a backup's rows into a table. Raises BadBackup where they are not those of its digest."""
    kinds = {column.name: column.kind for column in _columns(table)}
    if kinds.keys() != set(kept.columns):
        raise BadBackup(f"{table} has other columns in this release")
    digest, count = hashlib.sha256(), 0
    names = ", ".join(f'"{name}"' for name in kept.columns)

    def rows() -> Iterator[list[Any]]:
        nonlocal count
        with archive.open(f"{table}.jsonl") as lines:
            for line in lines:
                digest.update(line)
                count += 1
                values = zip(json.loads(line), kept.columns, strict=True)
                yield [_in(value, kinds[name]) for value, name in values]

    try:
        if is_sqlite():
            marks = ", ".join("?" * len(kept.columns))
            statement = _INSERT.format(table=table, names=names, marks=marks)
            database.cursor().executemany(statement, rows())
        else:
            with database.cursor().copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows():
                    copy.write_row(row)
            count_on_from(database.obj, table)
    except (KeyError, ValueError) as error:
        raise BadBackup(f"{table}.jsonl cannot be read: {error}") from error
    if (count, digest.hexdigest()) != (kept.rows, kept.digest):
        raise BadBackup(f"{table}.jsonl is not what was written: its digest differs")


def move(source: str, target: str) -> Backup:
    """Copy one database into another, empty one, and compare all digests.

    It goes through a file without a name, of which nothing is left however this ends.
    Raises BadDatabase, NotEmpty, Busy; BadBackup where a table differs afterwards.
    """
    with tempfile.TemporaryFile() as file:
        open_database(source, is_there=True)
        close_database()
        open_database(target)  # before all of the source is read in vain
        with connected():
            _must_be_empty("what is moved")
        close_database()
        open_database(source, is_there=True)
        migrate()
        held = _write(file)
        close_database()
        open_database(target)
        with zipfile.ZipFile(file) as archive:
            _restore("what is moved", archive)
    arrived = reading(_digests)()
    differing = [name for name, kept in held.tables.items() if arrived[name] != kept.digest]
    if differing:
        raise BadBackup(f"these tables did not arrive as they were: {', '.join(differing)}")
    return held


def _digests() -> dict[str, str]:
    found = {}
    for table in _tables():
        digest = hashlib.sha256()
        for line in _lines(table, _columns(table)):
            digest.update(line)
        found[table] = digest.hexdigest()
    return found


def _tables() -> list[str]:
    """List the tables that are kept; what belongs to an index for searching is not."""
    return sorted(
        table
        for table in stored_tables()
        if table not in _NOT_KEPT and not table.startswith("searchable_")
    )


def _columns(table: str) -> tuple[Column, ...]:
    """List a table's columns by their names: their order differs with how a table came about."""
    columns = database.get_columns(table)
    return tuple(sorted(Column(c.name, _KINDS.get(c.data_type.upper(), "")) for c in columns))


def _applied() -> tuple[str, ...]:
    rows = database.execute_sql("SELECT name FROM migration ORDER BY name").fetchall()
    return tuple(name for (name,) in rows)


def _lines(table: str, columns: Collection[Column]) -> Iterator[bytes]:
    """Write a table's rows, in the order of their keys' bytes."""
    (key,) = database.get_primary_keys(table)
    names = ", ".join(f'"{column.name}"' for column in columns)
    is_text = not any(c.name == key and c.kind == "number" for c in columns)
    order = f'"{key}"' if is_sqlite() or not is_text else f'"{key}" COLLATE "C"'
    query = _SELECT.format(names=names, table=table, order=order)
    for row in rows_of(database.obj, query):
        values = [_out(value, column.kind) for value, column in zip(row, columns, strict=True)]
        yield json.dumps(values, ensure_ascii=False).encode() + b"\n"


def _out(value: Any, kind: str) -> Any:
    """Write a value so that it looks the same from either database."""
    if kind == "bool":
        return None if value is None else bool(value)
    if isinstance(value, str) and kind == "moment":
        value = datetime.fromisoformat(value)
    return value.isoformat() if isinstance(value, date) else value


def _in(value: Any, kind: str) -> Any:
    """Give a value as the database keeps it."""
    if kind == "moment" and value is not None:
        moment = datetime.fromisoformat(value)
        return str(moment) if is_sqlite() else moment
    return value


def _document(made: Backup) -> dict[str, Any]:
    tables = {
        name: {"columns": kept.columns, "rows": kept.rows, "digest": kept.digest}
        for name, kept in made.tables.items()
    }
    return {"format": _FORMAT, "migrations": made.migrations, "tables": tables}


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (
        *(OSError, zipfile.BadZipFile, zlib.error, EOFError),
        *(RuntimeError, NotImplementedError, struct.error),  # locked, or packed as nothing is
    ) as error:
        raise BadBackup(f"{file.name} cannot be read: {error}") from error


def _manifest(archive: zipfile.ZipFile) -> Backup:
    try:
        said = json.loads(archive.read(_MANIFEST))
        if said["format"] != _FORMAT:
            raise BadBackup(f"the backup has the format {said['format']}, this release {_FORMAT}")
        tables = {
            name: Kept(tuple(kept["columns"]), kept["rows"], kept["digest"])
            for name, kept in said["tables"].items()
        }
        return Backup(tuple(said["migrations"]), tables)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BadBackup(f"it is no backup: {error}") from error

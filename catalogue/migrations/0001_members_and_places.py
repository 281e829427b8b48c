"""Members, agencies, funders, cities, travel, venues and their closures."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
CREATE TABLE member (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    seat_target INTEGER NOT NULL,
    host_target INTEGER NOT NULL
);

CREATE TABLE agency (
    id TEXT NOT NULL PRIMARY KEY,
    member_id TEXT NOT NULL REFERENCES member,
    name TEXT NOT NULL,
    kind TEXT NOT NULL
);
CREATE INDEX agency_member_id ON agency (member_id);

CREATE TABLE funder (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    budget_usd INTEGER
);

CREATE TABLE city (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    latitude DOUBLE PRECISION NOT NULL,
    longitude DOUBLE PRECISION NOT NULL,
    per_diem_usd INTEGER NOT NULL,
    time_zone TEXT NOT NULL
);
CREATE INDEX city_country ON city (country);

CREATE TABLE travel (
    id AUTO,
    origin_id TEXT NOT NULL REFERENCES city,
    destination_id TEXT NOT NULL REFERENCES city,
    days INTEGER NOT NULL,
    cost_usd INTEGER NOT NULL
);
CREATE INDEX travel_destination_id ON travel (destination_id);
CREATE UNIQUE INDEX travel_origin_id_destination_id ON travel (origin_id, destination_id);

CREATE TABLE venue (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    city_id TEXT NOT NULL REFERENCES city,
    member_id TEXT REFERENCES member,
    capacity INTEGER NOT NULL,
    parallel_runs INTEGER NOT NULL,
    facilities TEXT NOT NULL,
    day_rate_usd INTEGER NOT NULL
);
CREATE INDEX venue_city_id ON venue (city_id);
CREATE INDEX venue_member_id ON venue (member_id);

CREATE TABLE closure (
    id AUTO,
    venue_id TEXT NOT NULL REFERENCES venue,
    start DATE NOT NULL,
    "end" DATE NOT NULL,
    reason TEXT NOT NULL,
    CHECK ("end" >= start)
);
CREATE INDEX closure_venue_id ON closure (venue_id);

CREATE TABLE holiday (
    id AUTO,
    country TEXT NOT NULL,
    start DATE NOT NULL,
    "end" DATE NOT NULL,
    name TEXT NOT NULL,
    CHECK ("end" >= start)
);
CREATE UNIQUE INDEX holiday_country_start_name ON holiday (country, start, name);
"""


def up(_: object, database: Database) -> None:
    """Make the tables."""
    run_script(database, _TABLES)

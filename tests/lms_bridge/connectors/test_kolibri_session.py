"""What answers of a real Kolibri are believed, and what is tried again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from lms_bridge.connectors.kolibri import connect
from lms_bridge.connectors.kolibri.session import Session
from lms_bridge.local_kolibri import LocalKolibri
from lms_bridge.sync.errors import (
    NotAllowed,
    NotSupported,
    Refused,
    SessionLost,
    SignInRefused,
    Unreachable,
)
from tests.lms_bridge.connectors.proxy import (
    Fault,
    Proxy,
    answer,
    drop_after,
    drop_before,
    half,
    proxy_to,
    signed_out,
)
from tests.lms_bridge.haste import HASTY

pytestmark = pytest.mark.kolibri

USERS = "/api/auth/facilityuser/"
CLASSES = "/api/auth/classroom/"
SESSION = "/api/auth/session/"


@pytest.fixture
async def proxy(local: LocalKolibri) -> AsyncIterator[Proxy]:
    async with proxy_to(local.url) as running:
        yield running


@pytest.fixture
async def session(proxy: Proxy, local: LocalKolibri) -> AsyncIterator[Session]:
    async with Session(proxy.url, *local.administrator, HASTY) as signed_in:
        proxy.requests.clear()
        yield signed_in


async def create_class(session: Session, name: str) -> str:
    async def find() -> dict[str, str] | None:
        return next((row for row in await session.rows(CLASSES) if row["name"] == name), None)

    body = {"name": name, "parent": session.facility_id}
    return str((await session.create(CLASSES, body, find))["id"])


async def test_session_refuses_a_wrong_password(local: LocalKolibri) -> None:
    with pytest.raises(SignInRefused, match="INVALID_CREDENTIALS"):
        async with Session(local.url, "admin", "wrong", HASTY):
            pass


async def test_session_refuses_an_unknown_username(local: LocalKolibri) -> None:
    with pytest.raises(SignInRefused, match="Username not found"):
        async with Session(local.url, "nobody", "wrong", HASTY):
            pass


async def test_connect_refuses_whoever_is_no_administrator(local: LocalKolibri) -> None:
    with pytest.raises(NotAllowed, match="no administrator"):
        async with connect(local.url, *local.coach, patience=HASTY):
            pass


async def test_session_says_where_nobody_answers() -> None:
    with pytest.raises(Unreachable, match=r"http://127\.0\.0\.1:9 cannot be reached"):
        async with Session("http://127.0.0.1:9", "admin", "secret", HASTY):
            pass


async def test_session_refuses_an_old_kolibri(proxy: Proxy, local: LocalKolibri) -> None:
    info = answer(200, '{"kolibri_version": "0.18.4"}', "application/json")
    proxy.fail("GET", "/api/public/info/", info)

    with pytest.raises(NotSupported, match=r"0\.18\.4"):
        async with Session(proxy.url, *local.administrator, HASTY):
            pass


async def test_session_signs_in_again_when_a_list_seems_empty(
    session: Session, proxy: Proxy
) -> None:
    proxy.fail("GET", USERS, signed_out)

    users = await session.rows(USERS)

    assert session.user_id in [user["id"] for user in users]
    assert proxy.requests == [
        f"GET {USERS}",
        f"PUT {SESSION}current/",
        f"POST {SESSION}",
        f"GET {USERS}",
    ]


async def test_session_believes_an_empty_list_when_it_is_alive(
    session: Session, proxy: Proxy
) -> None:
    assert await session.rows("/api/auth/membership/", user=session.user_id) == []
    assert proxy.requests == ["GET /api/auth/membership/", f"PUT {SESSION}current/"]


async def test_session_signs_in_again_when_a_change_is_refused_without_it(
    session: Session, proxy: Proxy, key: str
) -> None:
    proxy.fail("POST", CLASSES, signed_out)

    await create_class(session, key)

    assert [row["name"] for row in await session.rows(CLASSES)].count(key) == 1


async def test_session_gives_up_when_it_is_forgotten_again_and_again(
    session: Session, proxy: Proxy
) -> None:
    proxy.fail("GET", USERS, *[signed_out] * 3)

    with pytest.raises(SessionLost):
        await session.rows(USERS)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(drop_before, id="request lost"),
        pytest.param(drop_after, id="answer lost"),
        pytest.param(half, id="half an answer"),
        pytest.param(answer(500), id="500"),
        pytest.param(answer(503), id="503"),
        pytest.param(answer(429), id="429"),
        pytest.param(answer(200, "<html>Down for maintenance</html>"), id="maintenance"),
        pytest.param(answer(200, ""), id="nothing"),
    ],
)
async def test_session_makes_one_thing_and_no_more_whatever_happens(
    session: Session, proxy: Proxy, key: str, fault: Fault
) -> None:
    proxy.fail("POST", CLASSES, fault)
    proxy.fail("GET", CLASSES, fault)

    made = await create_class(session, key)

    rows = await session.rows(CLASSES)
    assert [row["id"] for row in rows if row["name"] == key] == [made]
    assert proxy.faults == []


@pytest.mark.parametrize("fault", [drop_after, half])
async def test_session_sends_no_second_creation_when_the_first_was_made(
    session: Session, proxy: Proxy, key: str, fault: Fault
) -> None:
    proxy.fail("POST", CLASSES, fault)

    await create_class(session, key)

    assert proxy.requests == [f"POST {CLASSES}", f"GET {CLASSES}"]


async def test_session_signs_in_once_for_all_who_found_it_lost(
    session: Session, proxy: Proxy
) -> None:
    proxy.fail("GET", USERS, *[signed_out] * 5)

    lists = await asyncio.gather(*(session.rows(USERS) for _ in range(5)))

    assert [len(users) for users in lists] == [len(lists[0])] * 5
    assert proxy.requests.count(f"POST {SESSION}") == 1


async def test_session_keeps_retry_after(session: Session, proxy: Proxy) -> None:
    proxy.fail("GET", USERS, answer(503, Retry_After="1"))

    began = time.monotonic()
    await session.rows(USERS)

    assert time.monotonic() - began >= 1


async def test_session_leaves_a_longer_retry_after_to_its_caller(
    session: Session, proxy: Proxy
) -> None:
    proxy.fail("GET", USERS, answer(429, Retry_After="120"))

    with pytest.raises(Unreachable) as caught:
        await session.rows(USERS)

    assert caught.value.retry_after_seconds == 120
    assert proxy.requests == [f"GET {USERS}"]


async def test_session_reports_one_item_when_only_that_fails(
    session: Session, proxy: Proxy
) -> None:
    path = f"{CLASSES}{'0' * 32}/"
    proxy.fail("PATCH", path, *[answer(500)] * HASTY.tries)

    with pytest.raises(Refused, match="answered 500"):
        await session.write("PATCH", path, {"name": "x"})


async def test_session_gives_kolibris_reason_for_a_refusal(session: Session) -> None:
    with pytest.raises(Refused, match="name: Ensure this field has no more than 100 characters"):
        await create_class(session, "x" * 101)

"""Moodle, the double or a real one, passes the contract of connectors."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from lms_bridge.connectors.moodle import Moodle
from lms_bridge.connectors.moodle.client import Client
from lms_bridge.sync.state import Role, Seat
from tests.lms_bridge.connectors.contract import ConnectorContract

LEARNER, COACH = 5, 4


@dataclass
class HandsInMoodle:
    client: Client

    async def end(self, seat: Seat) -> None:
        role = COACH if seat.role is Role.COACH else LEARNER
        row = {"roleid": role, "userid": seat.person_id, "courseid": seat.class_id, "suspend": 1}
        await self.client.write("enrol_manual_enrol_users", enrolments=[row])

    async def nobody(self) -> str:
        return "99999999"

    async def join(self, class_id: str, name: str) -> None:
        given, family = name.split()
        account = {"username": f"{given}.{family}".lower(), "firstname": given, "lastname": family}
        account |= {"email": f"{given}.{family}@example.org".lower(), "password": "By-hand-1"}
        (made,) = await self.client.write("core_user_create_users", users=[account])
        row = {"roleid": LEARNER, "userid": made["id"], "courseid": class_id}
        await self.client.write("enrol_manual_enrol_users", enrolments=[row])


class TestMoodle(ConnectorContract):
    @pytest.fixture
    def lms(self, moodle: Moodle) -> Moodle:
        return moodle

    @pytest.fixture
    def hands(self, by_hand: Client) -> HandsInMoodle:
        return HandsInMoodle(by_hand)

"""The model in memory and a real Kolibri pass the contract of connectors."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from lms_bridge.connectors.kolibri import Kolibri
from lms_bridge.connectors.kolibri.session import Session
from lms_bridge.local_kolibri import LocalKolibri
from lms_bridge.sync.state import Seat
from tests.lms_bridge.connectors.contract import ConnectorContract
from tests.lms_bridge.haste import HASTY
from tests.lms_bridge.sync.model import Model


@dataclass
class HandsInModel:
    model: Model

    async def end(self, seat: Seat) -> None:
        self.model.seats.discard(seat)

    async def nobody(self) -> str:
        self.model.refuses.add("refused")
        return self.model.hand_person("refused")

    async def join(self, class_id: str, name: str) -> None:
        self.model.hand_enrol(class_id, self.model.hand_person(None, name))


class TestModel(ConnectorContract):
    @pytest.fixture(params=[True, False], ids=["atomic", "item by item"])
    def lms(self, request: pytest.FixtureRequest) -> Model:
        return Model(atomic=request.param)

    @pytest.fixture
    def hands(self, lms: Model) -> HandsInModel:
        return HandsInModel(lms)


@dataclass
class HandsInKolibri:
    local: LocalKolibri

    async def end(self, seat: Seat) -> None:
        async with Session(self.local.url, *self.local.administrator, HASTY) as session:
            where = {"collection": seat.class_id, "user": seat.person_id}
            for row in await session.rows("/api/auth/membership/", **where):
                await session.write("DELETE", f"/api/auth/membership/{row['id']}/")

    async def nobody(self) -> str:
        return "0" * 32

    async def join(self, class_id: str, name: str) -> None:
        async with Session(self.local.url, *self.local.administrator, HASTY) as session:
            account = {"username": name.replace(" ", "_"), "full_name": name, "password": "x"}
            account |= {"facility": session.facility_id}
            user = (await session.write("POST", "/api/auth/facilityuser/", account))["id"]
            where = [{"user": user, "collection": class_id}]
            await session.write("POST", "/api/auth/membership/", where)


@pytest.mark.kolibri
class TestKolibri(ConnectorContract):
    @pytest.fixture
    def lms(self, kolibri: Kolibri) -> Kolibri:
        return kolibri

    @pytest.fixture
    def hands(self, local: LocalKolibri) -> HandsInKolibri:
        return HandsInKolibri(local)

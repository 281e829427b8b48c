"""What somebody sees who watches over a bridge; and that it holds no secret and nobody's name."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, CookieJar, web
from aiohttp.test_utils import TestServer
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client.parser import text_string_to_metric_families

from lms_bridge.oauth.scopes import METRICS
from tests.lms_bridge.bridge import Bridge
from tests.lms_bridge.process import ABridge

pytestmark = pytest.mark.asyncio(loop_scope="module")

NAMES = ("Wulandari", "Ratna", "example.org")


async def test_metrics_are_figures_for_who_watches_and_name_nobody(bridge: Bridge) -> None:
    await bridge.ask("IDN-focal", "GET", "/api/v1/officials/IDN-0001")
    answer = await bridge.ask(None, "GET", "/metrics", headers=bridge.signed({METRICS}))
    text = await answer.text()
    found = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert found["lokakarya_planner_up",] == 1
    assert found["lokakarya_failures_total",] == 0
    assert found["lokakarya_scenarios", "solving"] == 1
    assert found["lokakarya_lms_refused_items",] == 1
    door = "/api/v1/officials/{official}"
    assert found["lokakarya_answers_total", door, "200", "GET"] == 1
    assert found["lokakarya_request_seconds_count", door, "GET"] == 1
    assert "IDN-0001" not in text


async def test_scope_of_another_kind_sees_no_metrics(bridge: Bridge) -> None:
    others = bridge.signed({"https://purl.imsglobal.org/spec/or/v1p2/scope/roster.readonly"})
    assert (await bridge.ask(None, "GET", "/metrics", headers=others)).status == 403


class Collector:
    """Takes traces as OpenTelemetry's collector does."""

    def __init__(self) -> None:
        self.spans: list[tuple[str, Any]] = []

    async def take(self, request: web.Request) -> web.Response:
        told = ExportTraceServiceRequest.FromString(await request.read())
        for resource in told.resource_spans:
            (service,) = [
                each.value.string_value
                for each in resource.resource.attributes
                if each.key == "service.name"
            ]
            for scope in resource.scope_spans:
                self.spans += [(service, span) for span in scope.spans]
        return web.Response()


@pytest_asyncio.fixture(loop_scope="module")
async def collector() -> AsyncIterator[tuple[Collector, str]]:
    made = Collector()
    app = web.Application()
    app.router.add_post("/v1/traces", made.take)
    async with TestServer(app) as server:
        yield made, str(server.make_url("")).rstrip("/")


async def test_log_and_traces_of_a_running_bridge(
    tmp_path: Path, collector: tuple[Collector, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One trace goes through bridge and planner; a line a request, without secrets or names."""
    seen, url = collector
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
    bridge = ABridge(tmp_path / "data", "--sample", log_form="json", log_level="info")
    bridge.start()
    try:
        await asyncio.to_thread(bridge.until_ready)
        people = {each["person"]: each for each in bridge.first_run["people"]}
        token = people["coordinator"]["token"]
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
            await http.post(people["IDN-focal"]["link"], headers={"Origin": "https://evil.org"})
            link = people["IDN-focal"]["link"]
            await (await http.post(link, headers={"Origin": bridge.url})).read()
            found = await http.get(f"{bridge.url}/api/v1/search", params={"text": "Wulandari"})
            request = found.headers["X-Request-Id"]
            bearer = {"Authorization": f"Bearer {token}"}
            path = await _a_check(http, bridge.url, bearer)
            made = await http.get(f"{bridge.url}{path}", headers=bearer)
            assert made.status == 200, await made.text()
            checked = made.headers["X-Request-Id"]
        assert await asyncio.to_thread(bridge.stop) == 0
    finally:
        if bridge.process and bridge.process.poll() is None:
            bridge.kill()
    lines = [json.loads(line) for line in bridge.said.splitlines() if line.startswith("{")]
    answered = {line["request_id"]: line for line in lines if "door" in line}
    assert answered[request]["door"] == "/api/v1/search"
    assert answered[request]["status"] == 200
    asked = {line["request_id"]: line["status"] for line in lines if "rpc" in line}
    assert asked[checked] == "OK"  # the planner's line has the name of the bridge's request
    written = json.dumps(lines)
    secrets = [each["token"] for each in people.values()]
    secrets += [each["link"].rpartition("/")[2] for each in people.values()]
    assert [word for word in (*NAMES, *secrets) if word in written] == []
    checks = {span.trace_id for _, span in seen.spans if span.name.endswith("/move/check")}
    theirs = {span.trace_id for service, span in seen.spans if service == "lokakarya-planner"}
    assert len(checks) == 1
    assert checks <= theirs


async def _a_check(http: ClientSession, url: str, bearer: dict[str, str]) -> str:
    """Give where a move of a run is checked, for which the planner is asked."""

    async def items(path: str) -> list[dict[str, Any]]:
        listed = await http.get(f"{url}/api/v1/programmes{path}", headers=bearer)
        found: list[dict[str, Any]] = (await listed.json())["items"]
        return found

    (programme,) = await items("")
    runs = await items(f"/{programme['id']}/runs")
    run = max((run for run in runs if run["start"]), key=lambda run: str(run["start"]))
    return f"/programmes/{programme['id']}/runs/{run['id']}/move/check?start={run['start']}"

"""What is watched by whoever runs a bridge: Prometheus's metrics, a line and a span a request.

None of them has an address with ids or secrets in it, only the door's pattern, and nobody's name.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from aiohttp import web
from opentelemetry import propagate, trace
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from catalogue.queries.operations import Operations, operations
from lms_bridge.doors import (
    MACHINES,
    REQUEST_ID,
    Door,
    Handler,
    Kind,
    door_of,
    viewer_of,
)
from lms_bridge.oauth.scopes import METRICS
from lms_bridge.parts import PARTS
from lms_bridge.threads import in_thread

_TYPE = "text/plain"
_FAILURE = 500
log = logging.getLogger(__name__)
_tracer = trace.get_tracer("lms_bridge")


class Meters:
    """What one bridge counts of itself."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.seconds = Histogram(
            "lokakarya_request_seconds",
            "How long requests take, by door",
            ("method", "door"),
            registry=self.registry,
        )
        self.answers = Counter(
            "lokakarya_answers",
            "Answers, by door and status",
            ("method", "door", "status"),
            registry=self.registry,
        )
        self.failures = Counter(  # it is there, and 0, before the first, so that a rise is seen
            "lokakarya_failures", "Answers with status 500", registry=self.registry
        )
        self.planner = Gauge(
            "lokakarya_planner_up", "Whether the planner answers", registry=self.registry
        )


METERS: web.AppKey[Meters] = web.AppKey("meters", Meters)


@web.middleware
async def watch(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count a request, trace it, and write a line of it; outside all that may answer it."""
    began = time.perf_counter()
    context = propagate.extract(request.headers)
    with _tracer.start_as_current_span("request", context, kind=trace.SpanKind.SERVER) as span:
        try:
            response = await handler(request)
        except web.HTTPRedirection as redirection:
            _note(request, redirection.status, time.perf_counter() - began, span)
            raise
        _note(request, response.status, time.perf_counter() - began, span)
        return response


def _note(request: web.Request, status: int, seconds: float, span: trace.Span) -> None:
    door = door_of(request)
    method, path = (door.method, door.path) if door else ("ANY", "none")
    meters = request.config_dict[METERS]
    meters.seconds.labels(method, path).observe(seconds)
    meters.answers.labels(method, path, status).inc()
    meters.failures.inc(status == _FAILURE)
    span.update_name(f"{method} {path}")
    span.set_attributes(
        {
            "http.request.method": method,
            "http.route": path,
            "http.response.status_code": status,
            "lokakarya.request_id": request[REQUEST_ID],
        }
    )
    told = {"method": method, "door": path, "status": status, "seconds": round(seconds, 3)}
    log.info("answered", extra=told | {"request_id": request[REQUEST_ID]})


async def _metrics(request: web.Request) -> web.Response:
    """Give what is counted here, and the figures of the installation."""
    meters = request.config_dict[METERS]
    meters.planner.set(await request.config_dict[PARTS].planner.is_serving())
    found = await in_thread(operations, viewer_of(request))
    figures = CollectorRegistry()
    figures.register(_Figures(found))
    body = generate_latest(meters.registry) + generate_latest(figures)
    return web.Response(body=body, content_type=_TYPE, charset="utf-8")


class _Figures:
    """The figures of the installation, as Prometheus's library takes them."""

    def __init__(self, found: Operations) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        """Give them."""
        found, now = self._found, datetime.now(UTC)

        def age(moment: datetime | None) -> float:
            return (now - moment).total_seconds() if moment else 0.0

        yield _gauge("outbox_waiting", "Letters that no relay has taken", found.outbox)
        yield _gauge(
            "outbox_oldest_seconds", "For how long the first of them waits", age(found.outbox_since)
        )
        yield _by("scenarios", "Scenarios by state", ["state"], found.scenarios)
        if found.last_solve:
            yield _gauge("solve_seconds", "How long the last solve took", found.last_solve.seconds)
            if found.last_solve.gap is not None:
                yield _gauge("solve_gap", "How far at most from the best", found.last_solve.gap)
        since = found.first_sync_at | found.synced_at
        lag = {lms: age(moment) for lms, moment in since.items()}
        yield _by("sync_lag_seconds", "Since one ended well, or began first", ["lms"], lag)
        yield _by("syncs", "Synchronisations by state", ["lms", "state"], found.syncs)
        yield _gauge("lms_refused_items", "Changes that the LMS refuses", found.refused_items)
        yield _by("deliveries", "Webhook messages by state", ["state"], found.deliveries)


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"lokakarya_{name}", text, value)


def _by(
    name: str,
    text: str,
    labels: list[str],
    values: dict[str, float] | dict[str, int] | dict[tuple[str, str], int],
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"lokakarya_{name}", text, labels=labels)
    for key, value in values.items():
        family.add_metric([key] if isinstance(key, str) else list(key), value)
    return family


DOORS = (Door("GET", "/metrics", _metrics, MACHINES, Kind.API, scopes=frozenset({METRICS})),)

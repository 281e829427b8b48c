"""The planner's command line: `serve`, `solve`, `check`, `compare`, `price` and `worth`."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from planning.v1 import planning_pb2, planning_pb2_grpc, problem_pb2

from scheduler import files, guard, memory, telling, what_if, wire
from scheduler.check import check
from scheduler.errors import Fault, Malformed, OutOfMemory, PlanningError, loading
from scheduler.request import Objective, Request
from scheduler.schedule import Outcome, Schedule, Solution
from scheduler.telling import Teller
from scheduler.what_if import INTERRUPTED, read, write

MALFORMED, SERVICE = 2, 4
_BEYOND = 2**31
_EXIT = {Outcome.OPTIMAL: 0, Outcome.FEASIBLE: 0, Outcome.INFEASIBLE: 1, Outcome.UNKNOWN: 3}
_OBJECTIVES = {"total": Objective.TOTAL, "changes-first": Objective.CHANGES_FIRST}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; gives its exit status."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # a reader that has gone is no error
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except Malformed as malformed:
        print(malformed, file=sys.stderr)
        return MALFORMED
    except PlanningError as error:
        print(f"{error.reason}: {error}", file=sys.stderr)
        return SERVICE
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scheduler", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve planning.v1.PlanningService")
    serve.add_argument("--listen", required=True, metavar="ADDRESS", help="host:port or unix:PATH")
    serve.add_argument("--solves", type=int, metavar="N", help="at most so many at once")
    serve.add_argument("--memory-mb", type=int, metavar="N", help="of one solve at most")
    serve.add_argument(
        "--log-form", choices=["text", "json"], default="text", help="json: an object a line"
    )
    guard.add_options(serve)
    serve.set_defaults(run=_serve)
    solve = commands.add_parser(
        "solve",
        help="solve a problem",
        description="Exit status: 0 OPTIMAL or FEASIBLE, 1 INFEASIBLE, 2 malformed, 3 UNKNOWN, "
        "4 service error, 130 interrupted.",
    )
    solve.add_argument("problem", type=Path, metavar="PROBLEM.json")
    solve.add_argument("--out", type=Path, required=True, metavar="SOLUTION.json")
    solve.add_argument("--seconds", type=float, default=60.0, metavar="S")
    solve.add_argument("--gap", type=float, default=0.0, metavar="G", help="good enough, 0 to 1")
    solve.add_argument(
        "--workers",
        type=_number,
        metavar="N",
        help="threads: all cores unless said, 1 with --work-units or --server",
    )
    solve.add_argument("--seed", type=_number, default=0, metavar="N")
    solve.add_argument("--work-units", type=_number, metavar="N")
    solve.add_argument("--memory-mb", type=_number, metavar="N")
    solve.add_argument("--objective", choices=list(_OBJECTIVES), default="total")
    solve.add_argument("--start", type=Path, metavar="FILE", help="a schedule to begin with")
    solve.add_argument("--server", metavar="ADDRESS", help="solve there instead of here")
    solve.add_argument("--progress", choices=["auto", "json", "none"], default="auto")
    solve.add_argument(
        "--plot", type=Path, metavar="FILE.svg", help="draw total and bound over time"
    )
    guard.add_options(solve)
    solve.set_defaults(run=_solve)
    checks = commands.add_parser(
        "check",
        help="check a schedule",
        description="Exit status: 0 valid, 1 violations, 2 malformed.",
    )
    checks.add_argument("problem", type=Path, metavar="PROBLEM.json")
    checks.add_argument("schedule", type=Path, metavar="FILE")
    checks.add_argument("--json", action="store_true", help="the answer as JSON")
    checks.set_defaults(run=_check)
    what_if.add_commands(commands)
    return parser


def _number(text: str) -> int:
    """Read a whole number that the contract's messages can carry."""
    number = int(text)
    if abs(number) >= _BEYOND:
        raise argparse.ArgumentTypeError(f"{text} is too large; give less than {_BEYOND}")
    return number


def _serve(options: argparse.Namespace) -> int:
    from scheduler.logs import configure_json  # noqa: PLC0415  # the others start faster
    from scheduler.server import serve  # noqa: PLC0415  # without these

    if options.log_form == "json":
        configure_json()
    return serve(options.listen, options.solves, options.memory_mb, guard.guard_of(options))


def _check(options: argparse.Namespace) -> int:
    message = read(options.problem, files.read_problem)
    schedule = wire.schedule_of(read(options.schedule, files.read_schedule))
    verdict = check(wire.problem_of(message), schedule)
    if options.json:
        print(files.write(wire.check_message(verdict, wire.digest(message))), end="")
    elif verdict.score is None:
        for violation in verdict.violations:
            print(telling.line(violation))
    else:
        print(f"valid, total {telling.amount(verdict.score.total)}")
    return 1 if verdict.violations else 0


def _workers(options: argparse.Namespace) -> int:
    """Use what is here, but one thread where the same schedule must come out again."""
    if options.workers is not None:
        return int(options.workers)
    is_one = options.work_units is not None or options.server is not None
    return 1 if is_one else os.cpu_count() or 1


def _solve(options: argparse.Namespace) -> int:
    if options.out.is_dir() or not os.access(options.out.resolve().parent, os.W_OK):
        raise Malformed(
            [Fault(str(options.out), "cannot be written: a folder, in no folder, or no right")]
        )
    message = read(options.problem, files.read_problem)
    request = Request(
        problem=wire.problem_of(message),
        digest=wire.digest(message),
        objective=_OBJECTIVES[options.objective],
        limits=wire.limits_of(
            planning_pb2.Limits(
                seconds=options.seconds,
                gap=options.gap,
                workers=_workers(options),
                seed=options.seed,
                memory_mb=options.memory_mb,
                work_units=options.work_units,
            )
        ),
        start=_start(options),
    )
    teller = Teller(options.out, request, options.progress)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: _interrupt(stop))
    run = _solve_there if options.server else _solve_here
    solution = run(options, message, request, teller, stop)
    teller.end()
    if solution is not None:
        teller.write(solution)
        if options.plot is not None:
            write(options.plot, teller.picture(solution))
        nominations = len(request.problem.nominations)
        print(telling.summary(solution, len(request.problem.runs), nominations), file=sys.stderr)
    if stop.is_set():
        return INTERRUPTED
    return SERVICE if solution is None else _EXIT[solution.outcome]


def _interrupt(stop: threading.Event) -> None:
    if stop.is_set():
        os._exit(INTERRUPTED)
    stop.set()


def _start(options: argparse.Namespace) -> Schedule | None:
    if options.start is None:
        return None
    return wire.schedule_of(read(options.start, files.read_schedule), "start")


def _solve_here(
    options: argparse.Namespace,
    message: problem_pb2.Problem,
    request: Request,
    teller: Teller,
    stop: threading.Event,
) -> Solution | None:
    """Solve in a thread, so that signals are heard at once."""
    with loading():
        from scheduler.engine.solve import solve  # noqa: PLC0415  # `check` does without a solver

    found: list[Solution | BaseException] = []
    full = threading.Event()

    def work() -> None:
        try:
            found.append(solve(request, teller, stop))
        except BaseException as error:  # handed to the main thread, which raises it
            found.append(error)

    def give_up() -> None:
        full.set()
        stop.set()

    if request.limits.memory_mb is not None:
        memory.watch(request.limits.memory_mb, give_up)
    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    while worker.is_alive():
        worker.join(0.2)
    if full.is_set():
        stop.clear()
        raise OutOfMemory(f"the search held more than {request.limits.memory_mb} MiB")
    result = found[0]
    if isinstance(result, BaseException):
        raise result
    return result


def _solve_there(
    options: argparse.Namespace,
    message: problem_pb2.Problem,
    request: Request,
    teller: Teller,
    stop: threading.Event,
) -> Solution | None:
    """Let a server solve; after an interrupt the last schedule it sent is the answer."""
    limits = request.limits
    asked = planning_pb2.SolveRequest(
        problem=message,
        objective=request.objective.value,
        limits=wire.message_of(limits, planning_pb2.Limits),
    )
    if request.start is not None:
        asked.start.CopyFrom(wire.schedule_message(request.start))
    size = [(f"grpc.max_{way}_message_length", wire.MOST_BYTES) for way in ("send", "receive")]
    ours = guard.guard_of(options)
    with ours.channel(options.server, size) as channel:
        stub: Any = planning_pb2_grpc.PlanningServiceStub(channel)
        call = stub.Solve(asked, metadata=ours.metadata)
        threading.Thread(target=lambda: stop.wait() and call.cancel(), daemon=True).start()
        try:
            for response in call:
                told = wire.told(response)
                if isinstance(told, Solution):
                    return told
                teller.hear(told)
        except grpc.RpcError as error:
            if not stop.is_set():
                raise _error(error) from None
    return None


def _error(error: Any) -> PlanningError:
    """Read what a server refused, with its reason and every fault."""
    status = rpc_status.from_call(error)
    reason, faults = error.code().name, []
    for detail in status.details if status else ():
        info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
        if detail.Unpack(info):
            reason = info.reason
        elif detail.Unpack(bad):
            faults += [Fault(v.field, v.description) for v in bad.field_violations]
    if faults:
        return Malformed(faults)
    refused = PlanningError(error.details())
    refused.reason = reason
    return refused


def _leave(status: int) -> NoReturn:
    """End at once: a solver that hears no stop, in a thread, would break an orderly end."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    ended = main()
    if sys.argv[1] == "serve":
        sys.exit(ended)
    _leave(ended)

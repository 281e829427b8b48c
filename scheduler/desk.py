"""Short questions about a schedule, answered one after another by a process that lives on.

The searches of the last problems are kept, since making one takes longer than most answers.
"""

from __future__ import annotations

from collections import OrderedDict

from planning.v1 import planning_pb2

from scheduler import wire
from scheduler.engine.search import Search
from scheduler.errors import NotCached, PlanningError
from scheduler.explain import explain
from scheduler.frames import EXPLAIN, refusal
from scheduler.suggest import suggest

_MOST_PROBLEMS = 2

Question = planning_pb2.ExplainRequest | planning_pb2.SuggestRequest


class Desk:
    """Answers questions; a problem that it does not know must be sent with the question."""

    def __init__(self) -> None:
        """Know no problem."""
        self._searches: OrderedDict[str, Search] = OrderedDict()

    def answer(self, job: bytes) -> bytes:
        """Answer a question or refuse it."""
        try:
            if job[:1] == EXPLAIN:
                return self._explain(planning_pb2.ExplainRequest.FromString(job[1:]))
            return self._suggest(planning_pb2.SuggestRequest.FromString(job[1:]))
        except PlanningError as error:
            return refusal(error)

    def _explain(self, asked: planning_pb2.ExplainRequest) -> bytes:
        digest, search = self._search(asked)
        answer = explain(
            search.problem,
            wire.schedule_of(asked.schedule),
            run=asked.run if asked.HasField("run") else None,
            nomination=asked.nomination if asked.HasField("nomination") else None,
            full=asked.full,
            seconds=asked.limits.seconds if asked.limits.HasField("seconds") else None,
            search=search,
        )
        return wire.explain_message(answer, digest).SerializeToString()

    def _suggest(self, asked: planning_pb2.SuggestRequest) -> bytes:
        digest, search = self._search(asked)
        answer = suggest(
            search.problem,
            wire.schedule_of(asked.schedule),
            run=asked.run if asked.HasField("run") else None,
            nomination=asked.nomination if asked.HasField("nomination") else None,
            block=asked.block if asked.HasField("block") else None,
            count=asked.count if asked.HasField("count") else None,
            seconds=asked.limits.seconds if asked.limits.HasField("seconds") else None,
            search=search,
        )
        return wire.suggest_message(answer, digest).SerializeToString()

    def _search(self, asked: Question) -> tuple[str, Search]:
        """Give the digest and a search of a question's problem, from those kept if it is there."""
        if asked.WhichOneof("subject") == "problem":
            digest = wire.digest(asked.problem)
            if digest not in self._searches:
                self._searches[digest] = Search(wire.problem_of(asked.problem), seed=0)
        else:
            digest = asked.problem_digest
        if digest not in self._searches:
            raise NotCached("this process does not know the problem")
        self._searches.move_to_end(digest)
        while len(self._searches) > _MOST_PROBLEMS:
            self._searches.popitem(last=False)
        return digest, self._searches[digest]

"""What can go wrong in the catalogue.

CatalogueError        has a stable `reason` (UPPER_SNAKE); texts for users are made at the edge
├── NotFound          NOT_FOUND: no such thing, or none that this viewer may know of
├── Forbidden         FORBIDDEN: none of the viewer's roles may do it
├── WrongState        WRONG_STATE: the thing is in a state from which it cannot get there
├── Refused           NOT_POSSIBLE: values or rows cannot be taken; carries every fault
├── NotSeatable       NOT_SEATABLE: there is no seat for a nomination in a run; says why
├── AlreadyThere      ALREADY_THERE: it would be there twice
├── StillOpen         STILL_OPEN: somebody has nominations or duties that stand in the way
├── Outdated          OUTDATED: the plan was made before something that it ought to know
├── Irrevocable       IRREVOCABLE: it cannot be taken back, and nobody said that they know
├── ChangedMeanwhile  ETAG_DIFFERS: it is no longer as it was seen; nothing was changed
├── KeyReused         IDEMPOTENCY_KEY_REUSED: the key came with another request before
├── BadPageToken      BAD_PAGE_TOKEN: the token is not one of this list
├── NotSignedIn       NOT_SIGNED_IN: the link, session or token is unknown, used, over or revoked
├── Busy              BUSY: others have kept the database for too long; try again
├── NoStorage         NO_STORAGE: the disk is full, read-only or gone; nothing was changed
│   └── NoAnswer      MAYBE_CHANGED: the database was lost as a change ended; ask again
├── BadDatabase       BAD_DATABASE: the URL names no database that can be opened
├── BadKey            BAD_KEY: secrets in the database are locked with another key, or there is none
├── BadBackup         BAD_BACKUP: the file is no backup, is broken, or did not arrive whole
└── NotEmpty          NOT_EMPTY: the database holds something already; nothing was written
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from catalogue.faults import Fault


class CatalogueError(Exception):
    """An error of the catalogue that a caller can act on."""

    reason = "CATALOGUE"


class NotFound(CatalogueError):
    """There is no such thing, or none that this viewer may know of; the two look alike."""

    reason = "NOT_FOUND"

    def __init__(self, kind: str, id: str) -> None:
        """Say what was looked for."""
        super().__init__(f'there is no {kind} "{id}" for you')
        self.kind = kind
        self.id = id


class Forbidden(CatalogueError):
    """None of the viewer's roles may do it; `allowed` names those that may."""

    reason = "FORBIDDEN"

    def __init__(self, allowed: Iterable[str]) -> None:
        """Name the roles that may."""
        self.allowed = tuple(sorted(allowed))
        super().__init__(f"only for: {', '.join(self.allowed)}")


class WrongState(CatalogueError):
    """A thing cannot get from its state to another, or not through these actors.

    `allowed` are the states that these actors can move it to from here.
    """

    reason = "WRONG_STATE"

    def __init__(
        self,
        kind: str,
        id: str,
        *,
        state: str,
        wanted: str,
        actors: Iterable[str] = (),
        allowed: Iterable[str] = (),
    ) -> None:
        """Name the thing, its state, what was wanted, by whom, and what they may do instead."""
        self.kind = kind
        self.id = id
        self.state = state
        self.wanted = wanted
        self.actors = tuple(sorted(actors))
        self.allowed = tuple(sorted(allowed))
        who = f" by {' or '.join(self.actors)}" if self.actors else ""
        instead = f"; possible: {', '.join(self.allowed)}" if self.allowed else ""
        super().__init__(f'{kind} "{id}" is {state} and cannot become {wanted}{who}{instead}')


class Refused(CatalogueError):
    """Values or rows cannot be taken; nothing was changed. `faults` has every one of them."""

    reason = "NOT_POSSIBLE"

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Carry every fault that was found."""
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


class NotSeatable(CatalogueError):
    """There is no seat for a nomination in a run; `code` is a reason of the contract."""

    reason = "NOT_SEATABLE"

    def __init__(self, nomination: str, run: str, code: str) -> None:
        """Say who cannot sit where, and why."""
        super().__init__(f'no seat for nomination "{nomination}" in run "{run}": {code}')
        self.nomination = nomination
        self.run = run
        self.code = code


class AlreadyThere(CatalogueError):
    """It would be there twice; `id` is the one that is there."""

    reason = "ALREADY_THERE"

    def __init__(self, kind: str, id: str) -> None:
        """Name what is there."""
        super().__init__(f'there is {kind} "{id}" already')
        self.kind = kind
        self.id = id


class StillOpen(CatalogueError):
    """Somebody cannot be erased yet: what stands in the way, each with its state.

    `nominations` can be withdrawn; `attended` are nominations in runs whose completion is not
    decided; `duties` are runs in which they are to teach.
    """

    reason = "STILL_OPEN"

    def __init__(
        self,
        person: str,
        *,
        nominations: Mapping[str, str],
        attended: Iterable[str],
        duties: Mapping[str, str],
    ) -> None:
        """Name everything that stands in the way, and what to do about it."""
        self.person = person
        self.nominations, self.duties = dict(nominations), dict(duties)
        self.attended = tuple(attended)
        told = []
        if self.nominations:
            told.append(
                f"withdraw these nominations, or erase with `withdraw` set, which does it: "
                f"{_with_states(self.nominations)}"
            )
        if self.duties:
            told.append(
                "let these assignments to runs be refused, in their name if need be: "
                f"{_with_states(self.duties)}"
            )
        if self.attended:
            told.append(
                "wait until it is decided who completed, as the run's rule does after its days: "
                f"{', '.join(self.attended)}"
            )
        super().__init__(
            f'person "{person}" cannot be erased yet; nothing was changed. First {"; ".join(told)}'
        )

    def without_nominations(self) -> StillOpen:
        """Make what is left to say to who lets the nominations be withdrawn."""
        return StillOpen(self.person, nominations={}, attended=self.attended, duties=self.duties)


def _with_states(states: Mapping[str, str]) -> str:
    return ", ".join(f"{id} ({state})" for id, state in states.items())


class Outdated(CatalogueError):
    """A plan was made before something that it ought to know: plan again from today's state.

    `newer_version` is a version published since; `nominations` have moved since; `runs` are those
    of other programmes that need the same people or halls on the same days.
    """

    reason = "OUTDATED"

    def __init__(
        self, newer_version: str | None, nominations: Sequence[str], runs: Sequence[str] = ()
    ) -> None:
        """Say what the plan does not know."""
        what = [f'version "{newer_version}" was published since'] if newer_version else []
        what += [f'nomination "{n}" moved since' for n in nominations]
        what += [f'run "{r}" of another programme has the same people or hall' for r in runs]
        super().__init__(f"the plan is outdated: {'; '.join(what)}")
        self.newer_version = newer_version
        self.nominations = tuple(nominations)
        self.runs = tuple(runs)


class Irrevocable(CatalogueError):
    """A planning date brings what cannot be taken back; it is set by who says that they know.

    The numbers are those of offers that lapse, of nominations whose waiting list closes, of
    officials who are judged although days were not noted, and of people who are erased.
    """

    reason = "IRREVOCABLE"

    def __init__(self, day: str, *, lapse: int, close: int, judge: int, erase: int) -> None:
        """Say what the day brings."""
        self.day = day
        self.lapse, self.close, self.judge, self.erase = lapse, close, judge, erase
        brings = {
            "offers that lapse": lapse,
            "nominations whose waiting list closes": close,
            "officials who are judged by the days noted until then": judge,
            "people who are erased": erase,
        }
        told = "; ".join(f"{what}: {count}" for what, count in brings.items() if count)
        super().__init__(
            f"the planning date {day} brings what cannot be taken back ({told}); nothing was "
            "changed. Set it knowingly to have it so"
        )


class ChangedMeanwhile(CatalogueError):
    """Something is no longer as its reader saw it: somebody else changed it since."""

    reason = "ETAG_DIFFERS"

    def __init__(self, kind: str, id: str) -> None:
        """Name what was changed."""
        super().__init__(
            f'{kind} "{id}" was changed since you looked; look at it again, and see whether you '
            "still mean it"
        )
        self.kind = kind
        self.id = id


class KeyReused(CatalogueError):
    """An idempotency key came with another request before."""

    reason = "IDEMPOTENCY_KEY_REUSED"


class BadPageToken(CatalogueError):
    """A page token is not one of this list with this filter and order."""

    reason = "BAD_PAGE_TOKEN"


class NotSignedIn(CatalogueError):
    """A link, session or token is unknown, used, over or revoked; which one is not told."""

    reason = "NOT_SIGNED_IN"


class Busy(CatalogueError):
    """Others have kept the database for too long: try again."""

    reason = "BUSY"

    def __init__(self) -> None:
        """Say so."""
        super().__init__("others keep the database busy; nothing was changed, try again")


class NoStorage(CatalogueError):
    """Nothing can be kept at present: the message says why. Nothing was changed or lost."""

    reason = "NO_STORAGE"

    came_of_it = "nothing was changed"

    def __init__(self, why: str) -> None:
        """Say why, and what is to be done; once it is done everything goes on by itself."""
        super().__init__(f"{why}; {self.came_of_it}. Once that is mended it goes on by itself")


class NoAnswer(NoStorage):
    """The database was lost when it had been told to keep a change: it is there whole, or not."""

    reason = "MAYBE_CHANGED"
    came_of_it = "the change may have been made; the same Idempotency-Key makes it once and tells"


class BadDatabase(CatalogueError):
    """The URL names no database that can be opened; the message says what would do."""

    reason = "BAD_DATABASE"


class BadKey(CatalogueError):
    """Secrets in the database cannot be read or locked with the keys that were given."""

    reason = "BAD_KEY"


class BadBackup(CatalogueError):
    """A file is no backup, is broken, or comes from a newer release; the message says which."""

    reason = "BAD_BACKUP"


class NotEmpty(CatalogueError):
    """A database that was to be filled holds something already; nothing was written."""

    reason = "NOT_EMPTY"

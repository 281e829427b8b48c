"""What should be there minus what is there, in the light of what we made there before.

Pure: reading and applying are elsewhere. Applying a difference and taking it again gives none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from lms_bridge.sync.brake import Hold, Why, hold
from lms_bridge.sync.changes import (
    ArchiveClass,
    Change,
    CreateClass,
    CreatePerson,
    DescribeClass,
    Enrol,
    JoinCohort,
    JoinGroup,
    ProvideLesson,
    RenameClass,
    RenamePerson,
    Unenrol,
    key_of,
)
from lms_bridge.sync.made import Account, Made, Standing
from lms_bridge.sync.match import Duplicate, Matched, match
from lms_bridge.sync.shown import (
    ByHand,
    Changed,
    Closed,
    Gone,
    LeftBehind,
    OtherName,
    by_hand,
    changed,
    closed,
    gone,
    left_behind,
    other_names,
)
from lms_bridge.sync.state import (
    Class,
    Desired,
    Enrolment,
    Person,
    Remote,
    RemoteClass,
    RemotePerson,
    Role,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a run would do, in order, and what it would only show.

    Where `hold` is set, the run waits for a person and does nothing; `held` are those of its people
    who are gone there, and come back where their whole class is gone or emptied. `class_ids` and
    `person_ids` are the LMS's ids, by our keys, of what is there. `made` is our record after this
    reading; it is as before while the run is held.
    """

    changes: tuple[Change, ...]
    hold: Hold | None
    held: tuple[Gone, ...]
    gone: tuple[Gone, ...]
    by_hand: tuple[ByHand, ...]
    other_names: tuple[OtherName, ...]
    duplicates: tuple[Duplicate, ...]
    closed: tuple[Closed, ...]
    left_behind: tuple[LeftBehind, ...]
    changed: tuple[Changed, ...]
    class_ids: Mapping[str, str]
    person_ids: Mapping[str, str]
    made: Made

    def sending(self, aside: Collection[str] = ()) -> Made:
        """Our record as it must be saved before the changes but those set `aside` are sent."""
        sent = [c for c in self.changes if key_of(c) not in aside]
        return self.made.sending(
            [c.wanted.key for c in sent if isinstance(c, CreatePerson)],
            [c.enrolment for c in sent if isinstance(c, Enrol)],
        )


def difference(
    desired: Desired,
    remote: Remote,
    made: Made,
    confirmed: Collection[Enrolment] = frozenset(),
    elsewhere: int = 0,
) -> Difference:
    """Compare what an LMS can hold of the desired state (`Connector.fit`) with what it holds.

    `confirmed` are enrolments whose end, in either direction, a person has seen and agreed to.
    Where only a part is compared, `elsewhere` is how many enrolments we keep in the other parts.
    """
    matched = match(desired, remote, made)
    there = matched.enrolments.keys()
    missing = desired.enrolments - there
    replaced = _replaced(matched, made)
    vanished = {e for e in missing if made.enrolments.get(e) is Standing.SEEN}
    staying = {e for e in there if e in made.enrolments or e in desired.enrolments}
    emptied = _emptied(vanished, {e.class_key for e in staying} | replaced)
    absent = {e for e in vanished - emptied if e.class_key not in replaced}
    absent |= {e for e in missing if made.enrolments.get(e) is Standing.GONE}
    accountless = _without_account(missing, matched, made, replaced)
    absent |= accountless
    leaving = {e for e in there if e in made.enrolments and e not in desired.enrolments}
    active = len(staying) + elsewhere
    behind = left_behind(remote, matched, made)
    before = active + len(vanished)
    held = hold(Why.MASS_VANISHING, vanished, before, confirmed, emptied) or hold(
        Why.MASS_REMOVAL, leaving, active, confirmed
    )
    return Difference(
        changes=(
            *_classes(desired, matched, made),
            *_lessons(desired, matched),
            *_people(desired, matched, made, {e.person_key for e in missing - absent}),
            *_cohorts(desired, matched),
            *_joining(missing - absent, desired),
            *_groups(desired, matched, remote),
            *_leaving(leaving, matched),
            *_cancelled(desired, matched),
        ),
        hold=held,
        held=gone(held.enrolments & missing if held else (), desired, remote, matched),
        gone=gone(absent, desired, remote, matched, accountless),
        by_hand=by_hand(desired, remote, matched, made),
        other_names=other_names(desired, matched, made),
        duplicates=matched.duplicates,
        closed=closed(desired, matched),
        left_behind=behind,
        changed=changed(desired, matched, made),
        class_ids={key: c.id for key, c in matched.classes.items()},
        person_ids={key: p.id for key, p in matched.people.items()},
        made=made if held else _record(desired, matched, made, absent, behind),
    )


def _replaced(matched: Matched, made: Made) -> set[str]:
    """Name our classes that are gone, or whose key somebody gave to another class.

    That nobody is in such a one says nothing of them.
    """
    there = {key: c.id for key, c in matched.classes.items()}
    return {key for key, id in made.classes.items() if there.get(key) != id}


def _emptied(vanished: Iterable[Enrolment], others: Collection[str]) -> set[Enrolment]:
    """Find who is gone with all others of ours in their class, which is not one of the `others`.

    It is the class that has changed, as where a way of enrolment was switched off in it: that says
    nothing of its people. Somebody who was alone there may have left it.
    """
    people: dict[str, set[str]] = defaultdict(set)
    for e in vanished:
        people[e.class_key].add(e.person_key)
    return {e for e in vanished if e.class_key not in others and len(people[e.class_key]) > 1}


def _without_account(
    missing: Iterable[Enrolment], matched: Matched, made: Made, replaced: Collection[str]
) -> set[Enrolment]:
    """Find seats of people whose account is gone.

    A new seat would have gone with it, had it come first, so that it is reported, too. Where the
    class is `replaced` as well that says nothing.
    """
    lost = {key for key, account in made.people.items() if account.id} - matched.people.keys()
    return {
        e
        for e in missing
        if e.person_key in lost
        and e.class_key not in replaced
        and made.enrolments.get(e) is not Standing.SENT
    }


def _classes(desired: Desired, matched: Matched, made: Made) -> list[Change]:
    created: list[Change] = []
    renamed: list[Change] = []
    described: list[Change] = []
    for wanted in sorted(desired.classes, key=lambda c: c.key):
        there = matched.classes.get(wanted.key)
        if there is None:
            created.append(CreateClass(wanted, again=wanted.key in made.classes))
        elif (there.key, there.title, there.archived) != (wanted.key, wanted.title, False):
            renamed.append(RenameClass(wanted, there.title))
        empty = RemoteClass("", wanted.key, wanted.title)
        if _told(wanted) != _told(there or empty):
            described.append(DescribeClass(wanted, there.about if there else ""))
    return created + renamed + described


def _told(of: Class | RemoteClass) -> tuple[object, ...]:
    return of.about, of.start, of.end, of.place


def _lessons(desired: Desired, matched: Matched) -> list[ProvideLesson]:
    """List the lessons that a class lacks, wholly or by some of their materials."""
    lacking: list[ProvideLesson] = []
    for wanted in sorted(desired.classes, key=lambda c: c.key):
        there = matched.classes.get(wanted.key)
        have = {x.title.casefold(): set(x.materials) for x in there.lessons} if there else {}
        lacking += [
            ProvideLesson(wanted.key, wanted.title, lesson)
            for lesson in wanted.lessons
            if not have.get(lesson.title.casefold(), set()) >= set(lesson.materials)
            or lesson.title.casefold() not in have
        ]
    return lacking


def _people(
    desired: Desired, matched: Matched, made: Made, joining: Collection[str]
) -> list[Change]:
    created: list[Change] = []
    renamed: list[Change] = []
    for wanted in sorted(desired.people, key=lambda p: p.key):
        there = matched.people.get(wanted.key)
        if there is None:
            if wanted.key in joining:
                created.append(CreatePerson(wanted))
        elif made.ours(wanted.key) and _named(there) != _named(wanted):
            renamed.append(RenamePerson(wanted, there.name))
    return created + renamed


def _named(of: Person | RemotePerson) -> tuple[object, ...]:
    return of.key, of.name, of.email


def _joining(enrolments: Iterable[Enrolment], desired: Desired) -> list[Change]:
    name = {p.key: p.name for p in desired.people}
    title = {c.key: c.title for c in desired.classes}
    return [Enrol(e, name[e.person_key], title[e.class_key]) for e in _in_order(enrolments)]


def _cohorts(desired: Desired, matched: Matched) -> list[JoinCohort]:
    """List whose cohort is another's; who belongs to no member is left alone."""
    return [
        JoinCohort(wanted, there.member)
        for wanted in sorted(desired.people, key=lambda p: p.key)
        if (there := matched.people.get(wanted.key))
        and there.member is not None
        and wanted.member not in {"", there.member}
    ]


def _groups(desired: Desired, matched: Matched, remote: Remote) -> list[JoinGroup]:
    name = {p.key: p.name for p in desired.people}
    title = {c.key: c.title for c in desired.classes}
    return [
        JoinGroup(e, name[e.person_key], title[e.class_key])
        for e in _in_order(desired.enrolments & matched.enrolments.keys())
        if matched.enrolments[e] in remote.ungrouped
    ]


def _leaving(enrolments: Iterable[Enrolment], matched: Matched) -> list[Change]:
    return [
        Unenrol(e, matched.people[e.person_key].name, matched.classes[e.class_key].title)
        for e in _in_order(enrolments)
    ]


def _in_order(enrolments: Iterable[Enrolment]) -> list[Enrolment]:
    """Put coaches first, so that a class has somebody to receive its learners."""
    return sorted(enrolments, key=lambda e: (e.role is Role.LEARNER, e))


def _cancelled(desired: Desired, matched: Matched) -> list[Change]:
    held = {c.key for c in desired.classes}
    return [
        ArchiveClass(Class(key, there.title))
        for key, there in sorted(matched.classes.items())
        if key not in held and not there.archived
    ]


def _record(
    desired: Desired,
    matched: Matched,
    made: Made,
    absent: Collection[Enrolment],
    behind: Collection[LeftBehind],
) -> Made:
    """Note what was seen; what is neither wanted nor there is forgotten."""
    people = dict(made.people)
    for key in {*made.people, *(p.key for p in desired.people)} & matched.people.keys():
        people[key] = Account(matched.people[key].id, made.ours(key))
    enrolments = dict.fromkeys(
        (e for e in matched.enrolments if e in desired.enrolments or e in made.enrolments),
        Standing.SEEN,
    )
    for e in desired.enrolments - matched.enrolments.keys():
        if e in absent:
            enrolments[e] = Standing.GONE
        elif made.enrolments.get(e) is Standing.SENT:
            enrolments[e] = Standing.SENT
    classes = {key: c.id for key, c in matched.classes.items()}
    lacking = {lesson.class_key for lesson in _lessons(desired, matched)}
    told = {
        wanted.key: wanted.digest
        for wanted in desired.classes
        if wanted.key in classes
        and wanted.key not in lacking
        and matched.classes[wanted.key].title == wanted.title
        and _told(matched.classes[wanted.key]) == _told(wanted)
    }
    former = {each.id: each.key for each in behind}
    return Made(classes, people, enrolments, told, former)

"""Accounts: found by their ID number, and made in batches.

Moodle accepts an ID number twice, so a key is looked for before an account is made, and again when
an answer was lost. It refuses a whole batch for one bad row and does not name it: usernames and
addresses are then read, and the rows that they do not explain are left to be halved.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from lms_bridge.connectors.at_once import at_once
from lms_bridge.connectors.moodle import texts
from lms_bridge.connectors.moodle.client import Client, portions
from lms_bridge.sync.errors import AnswerLost, Faltered, NotAllowed, Refused
from lms_bridge.sync.state import Person

Row = dict[str, Any]

READ = 100
"""How many accounts a call reads: Moodle looks at each whole, and must answer in time."""
AT_ONCE = 2
"""How many such calls are under way together, beside other readings."""

HOMONYMS = 100
"""How many usernames of one form are looked at when the first turns out to be taken."""

MANUAL = "manual"
"""The sign-in method by which Moodle keeps passwords itself, and mails the first one."""

OWN_PASSWORDS = frozenset({"nologin", "email", "none"})
"""Other methods for which it demands a password."""


class Accounts:
    """Accounts of one Moodle, made with the sign-in method `auth`."""

    def __init__(self, client: Client, auth: str = MANUAL) -> None:
        self._client = client
        self._auth = auth
        self._absent: set[str] = set()  # keys that nobody bore when they were last looked for
        self._bearers: dict[str, str] = {}  # usernames that were seen or sent, and whose they are

    async def by_key(self, keys: Iterable[str]) -> list[Row]:
        """Read the accounts that bear these keys.

        Raises NotAllowed where Moodle hides their ID numbers or addresses from us.
        """
        wanted = sorted(set(keys))
        rows = await self.by_field("idnumber", wanted)
        for row in rows:
            if row.get("idnumber") not in wanted:
                raise NotAllowed(
                    f"Moodle at {self._client.url} hides ID numbers from the bridge's account: "
                    "its role needs moodle/user:viewalldetails"
                )
            if "email" not in row:
                raise NotAllowed(
                    f"Moodle at {self._client.url} hides addresses from the bridge's account: its "
                    "role needs moodle/site:viewuseridentity, and the setting showuseridentity "
                    "must hold email"
                )
        self._absent |= set(wanted)
        self._absent -= {row["idnumber"] for row in rows}
        self._bearers |= {row["username"]: row["idnumber"] for row in rows}
        return rows

    async def by_field(self, field: str, values: Sequence[str]) -> list[Row]:
        """Read accounts by one of id, idnumber, username, email."""

        async def ask(some: Sequence[str]) -> list[Row]:
            rows: list[Row] = await self._client.ask(
                "core_user_get_users_by_field", field=field, values=some
            )
            return rows

        calls = [values[start : start + READ] for start in range(0, len(values), READ)]
        return [row for rows in await at_once(AT_ONCE, calls, ask) for row in rows]

    async def create(self, wanted: Sequence[Person]) -> list[str | Refused]:
        """Make accounts, or find those that are there. Raises Refused for a batch as a whole."""
        unsure = [p.key for p in wanted if p.key not in self._absent]
        known = {row["idnumber"]: row for row in await self.by_key(unsure)} if unsure else {}
        answers: dict[str, str | Refused] = {key: str(row["id"]) for key, row in known.items()}
        new = [p for p in wanted if p.key not in answers]
        answers |= await self._create(new)
        return [answers[p.key] for p in wanted]

    async def rename(self, person_id: str, wanted: Person) -> None:
        """Give an account name, key and address."""
        row = {"id": person_id, "idnumber": wanted.key, "email": wanted.email}
        row |= {"firstname": wanted.given_name, "lastname": wanted.family_name}
        await self._client.write("core_user_update_users", users=[row])

    async def _create(self, new: Sequence[Person]) -> dict[str, str | Refused]:
        answers: dict[str, str | Refused] = {}
        left = list(new)
        for attempt in range(self._client.patience.tries):
            if not left:
                break
            rows = [self._row(person) for person in left]
            try:
                for some in portions(rows):
                    made = await self._client.create("core_user_create_users", users=some)
                    for row, account in zip(some, made, strict=True):
                        answers[row["idnumber"]] = str(account["id"])
                        self._absent.discard(row["idnumber"])
            except AnswerLost as error:
                lost: Refused = Faltered(str(error))
                await asyncio.sleep(self._client.patience.wait_seconds(attempt))
                answers |= await self._found(left)
            except Refused as error:
                lost = error
                explained = await self._explained(left)
                if not explained:
                    raise
                answers |= {k: v for k, v in explained.items() if v is not None}
            left = [p for p in left if p.key not in answers]
        if left:
            raise lost
        return answers

    def _row(self, person: Person) -> Row:
        row = {
            "username": self._username(person),
            "auth": self._auth,
            "firstname": person.given_name,
            "lastname": person.family_name,
            "email": person.email,
            "idnumber": person.key,
        }
        if self._auth == MANUAL:
            row["createpassword"] = "1"
        elif self._auth in OWN_PASSWORDS:
            row["password"] = f"{secrets.token_urlsafe(24)}-Aa1"  # nobody is to know it
        return row

    def _username(self, person: Person) -> str:
        """Take the first username that is not known to be another's.

        Where another system signs people in, it knows them by their address.
        """
        if self._auth != MANUAL and not person.email.endswith(texts.NO_ADDRESS):
            return person.email
        free = (u for u in texts.usernames(person) if self._take(u, person))
        return next(free)

    def _take(self, username: str, person: Person) -> bool:
        return self._bearers.setdefault(username, person.key) == person.key

    async def _found(self, people: Sequence[Person]) -> dict[str, str | Refused]:
        return {row["idnumber"]: str(row["id"]) for row in await self.by_key(p.key for p in people)}

    async def _explained(self, people: Sequence[Person]) -> dict[str, str | Refused | None]:
        """Find why a batch was refused: who is there already, whose address or username is taken.

        None is for those who only need another username.
        """
        explained: dict[str, str | Refused | None] = dict(await self._found(people))
        names = {self._username(p): p for p in people if p.key not in explained}
        for row in await self.by_field("username", list(names)):
            person = names[row["username"]]
            self._bearers[row["username"]] = row.get("idnumber", "")
            explained[person.key] = None
        if self._auth == MANUAL:
            await self._see_names_like([p for p in people if explained.get(p.key, "") is None])
        else:
            explained |= {
                p.key: Refused(f"{p.email} is the username of an account with another ID number")
                for name, p in names.items()
                if name == p.email and explained.get(p.key, "") is None
            }
        addresses = {p.email: p for p in people if not isinstance(explained.get(p.key), str)}
        for row in await self.by_field("email", list(addresses)):
            person = addresses[str(row["email"]).lower()]
            explained[person.key] = Refused(
                f"the account {row['username']} has the address {person.email} already: give it "
                f"the ID number {person.key}, or change the address"
            )
        return explained

    async def _see_names_like(self, people: Iterable[Person]) -> None:
        """Note who has the next usernames of these people: a name may be a common one."""
        next_ones = [u for p in people for u in islice(texts.usernames(p), HOMONYMS)]
        for row in await self.by_field("username", next_ones):
            self._bearers[row["username"]] = row.get("idnumber", "")

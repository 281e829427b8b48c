"""What the double holds, as tables of rows, and how it refuses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]

PARAMETER = "core\\exception\\invalid_parameter_exception"
MOODLE = "core\\exception\\moodle_exception"

STUDENT, TEACHER, MANAGER = 5, 4, 1
ASSIGNABLE = {STUDENT: "student", TEACHER: "teacher", 3: "editingteacher"}


class Fault(Exception):
    """A refusal: opaque unless it is given a code."""

    def __init__(
        self,
        code: str = "invalidparameter",
        message: str = "Invalid parameter value detected",
        exception: str = "",
        debug: str = "",
    ) -> None:
        super().__init__(code)
        self.debug = debug
        self.said = {
            "exception": exception or (PARAMETER if code == "invalidparameter" else MOODLE),
            "errorcode": code,
            "message": message,
        }

    def body(self, *, debugging: bool) -> Row:
        return self.said | ({"debuginfo": self.debug} if debugging and self.debug else {})


@dataclass
class Held:
    """Tables by their names; each row has an `id`."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    next_id: dict[str, int] = field(default_factory=dict)
    user_id: int = 3
    now: int = 1795455000
    release: str = "4.5.6 (Build: 20250811)"
    version: str = "2024100706"
    not_found: tuple[str, str] = ("invaliduser", "Invalid user")

    def __post_init__(self) -> None:
        if not self.rows["user"]:
            self.insert("user", a_user(1, "guest"))
            self.insert("user", a_user(2, "admin"))
            self.insert("user", a_user(3, "wsbridge") | {"timezone": "UTC"})
            self.insert("category", {"id": 1, "name": "Category 1", "idnumber": "", "parent": 0})
            self.insert(
                "course",
                {"id": 1, "fullname": "Site", "shortname": "s", "idnumber": "", "categoryid": 0},
            )

    def insert(self, table: str, row: Row) -> Row:
        highest = max((r["id"] for r in self.rows[table]), default=0)
        new = {"id": self.next_id.pop(table, highest + 1)} | row
        self.rows[table].append(new)
        return new

    def find(self, table: str, **values: Any) -> Iterator[Row]:
        wanted = values.items()
        return (row for row in self.rows[table] if all(row.get(k) == v for k, v in wanted))

    def one(self, table: str, **values: Any) -> Row | None:
        return next(self.find(table, **values), None)

    def taken(self, table: str, **values: Any) -> bool:
        return all(v != "" for v in values.values()) and self.one(table, **values) is not None

    def delete(self, table: str, **values: Any) -> None:
        gone = list(self.find(table, **values))
        self.rows[table] = [row for row in self.rows[table] if row not in gone]

    def site_info(self, functions: list[str]) -> Row:
        user = self.one("user", id=self.user_id)
        assert user is not None
        return {
            "username": user["username"],
            "userid": self.user_id,
            "release": self.release,
            "version": self.version,
            "functions": [{"name": name, "version": self.version} for name in functions],
        }

    def is_active(self, course: int, user: int) -> bool:
        found = self.find("enrolment", courseid=course, userid=user)
        return any(not row["status"] for row in found)


def a_user(id: int, username: str) -> Row:
    return {
        "id": id,
        "username": username,
        "firstname": username,
        "lastname": username,
        "email": f"{username}@example.org",
        "idnumber": "",
        "auth": "manual",
        "suspended": False,
        "timezone": "99",
        "deleted": False,
    }

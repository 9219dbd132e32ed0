"""How an address, and what each kind of person gets from it, is written down: here and in each programme's `matrix`."""

from dataclasses import dataclass, field
from typing import Any

from council.members.models import User

LOGIN, ON = "log-in", "redirect"
PEOPLE = ("anonymous", "applicant", "member", "other", "coordinator", "admin")


@dataclass
class World:
    """The people who may or may not see things, and the things, by name. Programmes add people of their own."""

    people: dict[str, User | None]
    things: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """What each of `people` gets from one address: a status, LOGIN (led to log-in) or ON (led elsewhere)."""

    name: str
    outcomes: tuple[int | str, ...]
    args: tuple[Any, ...] = ()
    method: str = "get"
    note: str = ""
    people: tuple[str, ...] = PEOPLE

    def __str__(self) -> str:
        return " ".join([self.method, self.name, *map(str, self.args), self.note]).strip()


def everybody(outcome: int | str) -> tuple[int | str, ...]:
    return (outcome,) * len(PEOPLE)


# anonymous, applicant, member (sits in the forum, is invited), other (member of nothing), coordinator (of the forums), admin
ALL = everybody(200)
LOGGED_IN = (LOGIN, 200, 200, 200, 200, 200)
MEMBERS = (LOGIN, 404, 200, 200, 404, 404)
VISITORS = (200, ON, ON, ON, ON, ON)
NOBODY = everybody(404)
SECRETARIAT = (404, 404, 404, 404, 404, 200)


def or_login(outcomes: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """The same where an anonymous reader is led to log-in first."""
    return (LOGIN, *outcomes[1:])

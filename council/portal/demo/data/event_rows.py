"""How an event of the demonstration is written down. Days count from the day of loading, times are Seoul's."""

from dataclasses import dataclass

Pair = tuple[str, str]  # Korean, English


@dataclass(frozen=True, kw_only=True)
class AgendaRow:
    """A part of the programme, on the event's first (1), second, … day."""

    at: str
    until: str
    title: Pair
    day: int = 1
    abstract: Pair = ("", "")
    room: str = ""
    speakers: tuple[str, ...] = ()
    # People sign up for it: so many places, and of those with a seat so many chose it (the last of them wait).
    places: int | None = None
    chosen: int = 0


@dataclass(frozen=True, kw_only=True)
class QuestionRow:
    label: Pair
    kind: str = "line"
    options: Pair = ("", "")
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """How many registrations of one state, and who is surely among them; the rest are taken from those who may attend."""

    count: int = 0
    people: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class KeptRow:
    """Seats kept for those who come in a role, until `days` before the event."""

    role: str
    seats: int
    days: int


@dataclass(frozen=True, kw_only=True)
class EventRow:
    """An event: `day` it begins (moved off weekends unless it is today), `days` long, `until` on its last day. `opens` and
    `closes` are days, too: registration opens at 09:00 and closes at 18:00."""

    slug: str
    programme: str
    title: Pair
    summary: Pair
    description: Pair = ("", "")
    kind: str = "meeting"
    day: int
    at: str = "14:00"
    until: str = "17:00"
    days: int = 1
    # Whole days: `at` and `until` say nothing.
    all_day: bool = False
    format: str = "in-person"
    venue: str = ""
    room: str = ""
    body: str = ""
    audience: str = "public"
    mode: str = "open"
    state: str = "published"
    cancel_reason: str = ""
    opens: int | None = None
    closes: int | None = None
    capacity: int | None = None
    keeps: tuple[KeptRow, ...] = ()
    # Seats that become free are offered for so many hours. What is offered at loading is so until the event begins.
    offer_hours: int | None = None
    offered: Crowd = Crowd()
    confirmed: Crowd = Crowd()
    waitlisted: Crowd = Crowd()
    pending: Crowd = Crowd()
    declined: Crowd = Crowd()
    cancelled: Crowd = Crowd()
    # Standing members who sent regrets.
    regrets: int = 0
    invited: tuple[str, ...] = ()
    # Addresses without a log-in that were sent a letter.
    letters: tuple[str, ...] = ()
    agenda: tuple[AgendaRow, ...] = ()
    questions: tuple[QuestionRow, ...] = ()


LUNCH = QuestionRow(
    label=("점심 식사를 하시겠습니까?", "Will you have lunch?"),
    kind="yes-no",
    required=True,
)
DIET = QuestionRow(
    label=("식사에 참고할 점이 있으면 적어 주세요.", "Is there anything you do not eat?"),
)

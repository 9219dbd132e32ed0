"""Who acts for an organisation, which seats organisations have, whom they invited, and terms to come."""

from dataclasses import dataclass

# Organisation, person.
CONTACTS = {"dalmuri": "company", "solnaeum": "member", "baramgol": "rival"}


@dataclass(frozen=True)
class SeatRow:
    """A seat of an organisation in a body. `holder`: who takes it, with the place that he has there; empty: free. `begins`,
    `ends`: days from the day of loading, None for no end."""

    organisation: str
    body: str
    role: str = "delegate"
    holder: str = ""
    begins: int | None = -300
    ends: int | None = 430


SEATS = {
    "dalmuri-injection": SeatRow("dalmuri", "injection-moulding-forum", role="member", holder="company"),
    "dalmuri-ip": SeatRow("dalmuri", "joint-ip-forum"),
    "solnaeum-automotive": SeatRow("solnaeum", "automotive-mechanical-forum", role="member", holder="member"),
    # Nobody acts for this one: the desk says so.
    "byeolmaru-injection": SeatRow("byeolmaru", "injection-moulding-forum"),
}


@dataclass(frozen=True)
class LetterRow:
    """A letter to a colleague. `days`: how long ago; `state`: sent, old (the link has ended), revoked."""

    organisation: str
    seat: str = ""
    days: int = 1
    revoked: bool = False


LETTERS = {
    "new.colleague": LetterRow("dalmuri", seat="dalmuri-ip"),
    "old.colleague": LetterRow("dalmuri", days=45),
    "former.colleague": LetterRow("dalmuri", days=20, revoked=True),
}


@dataclass(frozen=True)
class TermRow:
    """A term that begins by itself: in how many days, for how many."""

    person: str
    body: str
    role: str
    begins: int
    lasts: int


TERMS = {
    # A new member of the group from next month on, and a next term for its vice-chair.
    "researcher-focus-group": TermRow("researcher", "gyeongbuk-focus-group", "observer", 20, 365),
    "vice-chair-again": TermRow("haram.choi", "gyeongbuk-focus-group", "vice-chair", 431, 730),
}

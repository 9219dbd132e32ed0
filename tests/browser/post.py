"""The postman and the letter box: what is in the outbox is delivered as the worker does it, and read as its reader has it."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from icalendar import Calendar

from council.messaging.models import DeliveredMail
from council.messaging.services import deliver


class Letter:
    """One delivered mail, from what would have travelled."""

    def __init__(self, row: DeliveredMail) -> None:
        mail = message_from_bytes(bytes(row.source), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        # Folded where the first word is long; a reader sees no blank.
        self.subject = str(mail["Subject"]).strip()
        self.language = str(mail["Content-Language"])
        self.text = self._part(mail, "plain")
        self.html = self._part(mail, "html")
        self.calendars = [
            Calendar.from_ical(part.get_content()) for part in mail.walk() if part.get_content_type() == "text/calendar"
        ]

    @staticmethod
    def _part(mail: EmailMessage, kind: str) -> str:
        part = mail.get_body((kind,))
        assert part is not None, f"no {kind} part"
        return str(part.get_content())


class LetterBox:
    """What arrives for `address`."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._read: set[int] = set()

    def new(self) -> list[Letter]:
        """Have everything delivered; the letters that were not there before."""
        deliver()
        rows = [row for row in DeliveredMail.objects.filter(address=self.address).order_by("pk") if row.pk not in self._read]
        self._read |= {row.pk for row in rows}
        return [Letter(row) for row in rows]

    def one(self) -> Letter:
        """Have everything delivered; the one letter that is new."""
        letters = self.new()
        assert len(letters) == 1, [letter.subject for letter in letters]
        return letters[0]

"""What the rules of meetings refuse."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forums.services.errors import ForumsError


class NoAgenda(ForumsError):
    message = _("There is nothing on the agenda yet.")


class NotCleared(ForumsError):
    """Items that nobody has cleared: no notice goes out."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count

    def __str__(self) -> str:
        text = ngettext(
            "%(count)d agenda item is not cleared: no notice goes out before.",
            "%(count)d agenda items are not cleared: no notice goes out before.",
            self.count,
        )
        return text % {"count": self.count}


class OwnItem(ForumsError):
    message = _("Whoever wrote an item does not clear it. Ask the chair, or a colleague at the desk.")


class ItemGone(ForumsError):
    message = _("This is on the agenda no more. Please look again.")


class ItemChanged(ForumsError):
    message = _("The item was changed while you looked at it. Please read it again.")


class TitleMissing(ForumsError):
    message = _("Give it a title in Korean or in English.")


class NotThere(ForumsError):
    """An item outside its meeting."""

    message = _("It must lie within the meeting.")


class NotInTheRoom(ForumsError):
    message = _("The time must lie within the meeting.")


class EventNotAhead(ForumsError):
    message = _("The event must be published and still ahead.")


class NotYetHeld(ForumsError):
    message = _("The meeting has not begun yet.")


class TextMissing(ForumsError):
    message = _("Write the minutes in Korean or in English.")


class SomebodySaved(ForumsError):
    message = _("Somebody saved the minutes while you wrote. Your text is kept below: compare it with the latest revision.")


class LaterRevision(ForumsError):
    message = _("Somebody has saved a later revision of the minutes. Please read it, and approve that one.")


class ApprovedStay(ForumsError):
    message = _("Approved minutes are not changed any more.")


class NotALaterMeeting(ForumsError):
    message = _("Choose a later meeting of this forum that has begun, or say how they were approved in writing.")


class OwnerOutside(ForumsError):
    message = _("Choose somebody of the forum.")


class NobodyToCarry(ForumsError):
    """Open actions, and no later meeting that would take them over."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count

    def __str__(self) -> str:
        text = ngettext(
            "%(count)d action is open, and no later meeting is planned that would carry it over.",
            "%(count)d actions are open, and no later meeting is planned that would carry them over.",
            self.count,
        )
        return text % {"count": self.count}


class AboveTheCap(ForumsError):
    """More than the Graft Act allows."""

    def __init__(self, cap: int) -> None:
        super().__init__()
        self.cap = cap

    def __str__(self) -> str:
        text: Any = _("The law allows at most %(won)s won here.")
        return str(text % {"won": f"{self.cap:,}"})

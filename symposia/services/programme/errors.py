"""Why something in a programme cannot be done."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from symposia.services.errors import SymposiaError


class TitleMissing(SymposiaError):
    message = _("Give it a title in Korean or in English.")


class NotItsOwn(SymposiaError):
    message = _("Room, track, session and talk belong to one symposium.")


class EndsBeforeItBegins(SymposiaError):
    message = _("It must end after it begins.")


class HoldsTalks(SymposiaError):
    message = _("Talks have their place there. Put them elsewhere first.")


class HoldsNone(SymposiaError):
    message = _("No talks are given in a break or in one-to-one meetings.")


class Conflicts(SymposiaError):
    """The plan cannot be held like this; `conflicts` says why."""

    def __init__(self, conflicts: list[Any]) -> None:
        super().__init__()
        self.conflicts = conflicts

    def __str__(self) -> str:
        number = len(self.conflicts)
        text = ngettext(
            "%(number)d conflict is in the plan. It is not published like this.",
            "%(number)d conflicts are in the plan. It is not published like this.",
            number,
        )
        return text % {"number": number}


class NothingToPublish(SymposiaError):
    message = _("There is no session in the plan.")


class NothingNew(SymposiaError):
    message = _("Nothing has changed since the last version.")


class NobodyIsTold(SymposiaError):
    """The symposium's event is a draft still, or is cancelled: who speaks would never be told."""

    message = _("The symposium itself is not published, or is cancelled: nobody who speaks would be told.")


class NotOver(SymposiaError):
    message = _("The proceedings are released once the symposium is over.")


class NoPapers(SymposiaError):
    message = _("There is no talk in the programme that goes into the proceedings.")

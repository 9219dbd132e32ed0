"""Why something in the symposia cannot be done. Each says so in the reader's language when it is shown."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class SymposiaError(Exception):
    """Something that the rules of the symposia do not allow. `str()` is a sentence for the person who asked."""

    message: Any = _("This is not possible.")

    def __init__(self, message: Any = None) -> None:
        super().__init__()
        if message is not None:
            self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotYours(SymposiaError):
    """Somebody else's to do: the page does not offer it."""

    message = _("This is not yours to do.")


class WrongState(SymposiaError):
    """What is asked does not follow the state that the thing is in; perhaps somebody was quicker."""

    message = _("This has changed since you looked at it. Please look again.")


class ReasonMissing(SymposiaError):
    message = _("Please say why.")

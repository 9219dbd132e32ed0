"""Why something about what a symposium leaves behind cannot be done."""

from django.utils.translation import gettext_lazy as _

from symposia.services.errors import SymposiaError


class QuestionsClosed(SymposiaError):
    message = _("This talk takes no more questions: it is over.")


class TooManyQuestions(SymposiaError):
    message = _("You have asked ten questions for this talk. Let others ask, too.")


class NoneRecorded(SymposiaError):
    """A technology session is closed with an obstacle, or with the word that none was raised."""

    message = _("Record at least one obstacle, or say that none was raised.")


class SomeRecorded(SymposiaError):
    message = _("Obstacles are recorded for this session: it cannot be closed with “none raised”.")


class SessionClosed(SymposiaError):
    message = _("This session is closed. Open it again before you record something.")


class TooEarlyToClose(SymposiaError):
    message = _("This session has not begun yet.")


class NotAskedYet(SymposiaError):
    message = _("You are asked about this later.")


class AmountWithoutDeal(SymposiaError):
    message = _("An amount belongs to a test, a licence, an investment or a joint project.")

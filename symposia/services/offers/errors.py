"""Why something about a technology offer cannot be done."""

from django.utils.translation import gettext_lazy as _

from symposia.services.errors import SymposiaError


class SymposiumOver(SymposiaError):
    message = _("This symposium takes no new offers: it is over, or cancelled.")


class TooManyOffers(SymposiaError):
    message = _("You have a lot of offers at this symposium. Discard or close one before you begin another.")


class NotComplete(SymposiaError):
    """A text that others need is missing."""

    message = _("Write a summary before you hand it in.")


class NamesInTeaser(SymposiaError):
    """What others see would say who offers it."""

    message = _("What others see still says who you are. Take the words out that this page lists, then hand it in again.")


class AnswerFirst(SymposiaError):
    """Somebody waits for an answer."""

    message = _("Somebody waits for your answer. Accept or decline the interest first.")


class OnceAsked(SymposiaError):
    """A draft again, of what somebody was interested in."""

    message = _("Somebody has expressed an interest in it: it is not thrown away. Close it once it is published again.")


class TooEarly(SymposiaError):
    message = _("It can be renewed from 60 days before it ends.")


class NoRole(SymposiaError):
    """No verified role of the audience."""

    message = _("Only verified investors, suppliers and businesspeople express an interest. Ask to be verified first.")


class TooManyInterests(SymposiaError):
    """More interest within a day, or within thirty, than one person can follow up."""

    message = _("You have written to a lot of owners lately. Your words are kept below: try again tomorrow.")


class NotOffered(SymposiaError):
    message = _("This offer takes no expressions of interest any more.")


class AnsweredBefore(SymposiaError):
    message = _("The owner has declined your interest in this offer.")


class OwnOffer(SymposiaError):
    message = _("This is your own offer.")


class OwnMatter(SymposiaError):
    """Staff would check what is their own."""

    message = _("This is your own: somebody else of the staff checks it.")


class RoleThere(SymposiaError):
    message = _("You have asked for this role already, or have it.")

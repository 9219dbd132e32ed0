"""Why a consultation cannot be moved on."""

from django.utils.translation import gettext_lazy as _

from focusgroup.services.errors import FocusGroupError


class NoOrganisation(FocusGroupError):
    message = _("You ask for your organisation: the secretariat must link your profile to it first.")


class ExpertUnfit(FocusGroupError):
    message = _("Only people who sit in the Focus Group can be offered a consultation.")


class ExpertAway(FocusGroupError):
    message = _("This person has said to be away at present.")


class AskedBefore(FocusGroupError):
    message = _("This person has declined it already.")


class DayPast(FocusGroupError):
    message = _("This day has passed.")

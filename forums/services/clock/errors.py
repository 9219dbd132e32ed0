"""What the statutory clock refuses."""

from django.utils.translation import gettext_lazy as _

from forums.services.errors import ForumsError


class NotOverdue(ForumsError):
    message = _("This deadline is not overdue; there is nothing to acknowledge.")


class SettledAlready(ForumsError):
    message = _("This deadline is settled already.")


class NotSettledByHand(ForumsError):
    message = _("What an event of the case settled is changed by correcting that event.")


class DayAhead(ForumsError):
    message = _("This day has not come yet.")


class DayOutOfReach(ForumsError):
    message = _("This date is out of reach: take one within thirty years.")


class NothingCorrected(ForumsError):
    message = _("There is no correction to take back.")

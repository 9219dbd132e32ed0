"""What reminders know of a person (`council.personal_data`)."""

from django.utils.translation import gettext_lazy as _

from council.personal_data import Erasure, Merging, PersonalData, PersonalLink, histories

PERSONAL = PersonalData(
    slug="reminders",
    label=_("Reminders"),
    links=(
        PersonalLink(
            model="reminders.reminder",
            via="recipient",
            erased=Erasure.DESTROY,
            label=_("Reminders to you"),
            exported=("source", "subject", "rule__name", "due_at", "state"),
            # The ledger of the second log-in ends with it: its things are the first one's now, and so are their reminders.
            merged=Merging.STAY,
        ),
        *histories("reminders.rule"),
    ),
    order=50,
)

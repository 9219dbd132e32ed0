"""What reminders settle when two records of one person become one: those that wait to be sent are for the first log-in."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from council.merging import Joining, MergeRoom
from council.messaging.models import Message
from council.reminders.models import Reminder


def settle_people(joining: Joining) -> None:
    """Who is asked for just before sending (`wording.is_still_true`) is the first log-in from now on. What both records are
    reminded of is left to the first's: the second's message is true of nobody any more, and is not sent."""
    same = {name: OuterRef(name) for name in ("source", "subject", "rule", "schedule_version")}
    theirs = Reminder.objects.filter(recipient=joining.kept.user_id, **same)
    ledger = Reminder.objects.filter(~Exists(theirs), recipient=joining.gone.user_id, message__state__in=Message.OPEN)
    for message in Message.objects.filter(pk__in=ledger.values("message"), context__has_key="user_id"):
        message.context = {**message.context, "user_id": joining.kept.user_id}
        message.save(update_fields=["context"])


ROOM = MergeRoom(slug="reminders", label=_("Reminders"), people=settle_people, order=50)

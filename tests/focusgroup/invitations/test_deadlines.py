"""What the team is reminded of, and whom nobody reminds."""

from datetime import timedelta

import pytest

from council.messaging.models import Message
from council.reminders.models import Reminder
from council.reminders.services import plan_reminders
from focusgroup.services.invitations.moves import Verb, move_target
from tests.factories import NOW, MemberFactory
from tests.focusgroup.factories.invitations import TODAY, EngagementFactory, TargetFactory, papers

pytestmark = pytest.mark.django_db


def written():
    """What was queued: kind, address, subject."""
    messages = Message.objects.exclude(kind="invitation-notice").order_by("kind", "pk")
    return [(message.kind, message.address, message.context["title"]) for message in messages]


def test_owners_are_reminded_once_of_what_falls_due(team):
    action = {"next_action": "Call", "next_action_on": TODAY + timedelta(days=2)}
    target = TargetFactory(owner=team.member, **action)
    papers(target)
    target.data_pack.items.update(dated_on=TODAY - timedelta(days=365 - 7))
    EngagementFactory(targets=[target], ends_on=TODAY + timedelta(days=7))
    # Nobody's, somebody's who is not in the team, and one on hold.
    TargetFactory(**action)
    TargetFactory(owner=MemberFactory(), **action)
    paused = TargetFactory(owner=team.member, **action)
    move_target(target=paused, verb=Verb.HOLD, by=team, now=NOW, reason="Later")
    engaged = target.engagements.get()
    for moment in (NOW, NOW + timedelta(minutes=1)):
        plan_reminders(moment)
        assert written() == [
            ("invitation-data-age", team.email, f"Data for {target.reference} is fresh until 9 Nov 2026 (Mon)"),
            ("invitation-engagement-end", team.email, f"{engaged} or its NDA ends on 9 Nov 2026 (Mon)"),
            ("invitation-next-action", team.email, f"Next action on {target.reference}: 4 Nov 2026 (Wed)"),
        ]
    assert Reminder.objects.filter(recipient=team).count() == 3

"""Everything at once from sixteen processes: the invariants hold at each moment and at the end."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from council.events import services
from council.events.models import Event, Registration
from council.members.models import Member
from council.reminders.models import Reminder
from council.reminders.services import plan_reminders
from tests.events.invariants import assert_invariants
from tests.factories import NOW, EventFactory, MemberFactory, OrganisationFactory, RuleFactory, coordinator

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 16
# Deeds of which each run has some, whatever the dice say.
COMMON = {"register", "cancel", "accept", "transfer", "reinstate", "resize", "tick"}


@pytest.fixture
def crowd():
    """Thirty people of two companies, a third of them investors; the last three are suspended and brought back all the time."""
    companies = [OrganisationFactory() for _ in range(2)]
    kinds = [Member.Kind.INVESTOR, Member.Kind.BUSINESS, Member.Kind.BUSINESS]
    return [MemberFactory(kind=kinds[place % 3], organisation=companies[place % 2]) for place in range(30)]


def run(plan, folder):
    names = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")
    database = {name: connection.settings_dict[name] for name in names} | {"OPTIONS": {}}
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.messaging.worker_settings",
        "WORKER_DATABASE": json.dumps(database),
        "WORKER_FOLDER": str(folder),
        "WORKER_BROKER": "memory://",
        "CHURN": json.dumps(plan),
    }
    program = [sys.executable, "-m", "tests.events.churn"]
    return subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=1500, check=False)


@pytest.mark.alone
@pytest.mark.django_db(transaction=True)
def test_sixteen_processes_break_nothing(crowd, tmp_path, soak):
    RuleFactory(amount=10)
    # One that offers seats and keeps some for investors, and one that gives them at once, first come first served.
    asking = EventFactory(capacity=4, audience=Event.Audience.MEMBERS, offer_hours=12)
    giving = EventFactory(capacity=4, audience=Event.Audience.MEMBERS)
    barred = [member.pk for member in crowd[-3:]]
    plan = {
        "events": [asking.pk, giving.pk],
        "members": [member.pk for member in crowd],
        "barred": barred,
        "staff": coordinator("forums").pk,
        "processes": PROCESSES,
        "deeds": 20_000 if soak else 500,
        "seed": 1,
    }
    result = run(plan, tmp_path)
    assert result.returncode == 0, result.stderr[-4000:]
    done = json.loads(result.stdout)
    assert [name for name in sorted(COMMON) if not done.get(name)] == [], done
    assert done["looks"] >= 2
    later = NOW + timedelta(days=12)
    Member.objects.filter(pk__in=barred).update(state=Member.State.ACTIVE)
    services.settle_registrations(now=later)
    services.pass_seats_on(now=later)
    plan_reminders(later)
    for event in (asking, giving):
        assert_invariants(event, later, barred, quotas=event == asking)
    # A seat that was offered and not accepted in time is nobody's.
    assert not Registration.objects.offered().filter(offer_ends_at__lte=later).exists()
    assert Reminder.objects.exists()

"""People say themselves when they take on no new work: nobody asks them then, and a team is composed without them."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from focusgroup.models import Absence
from focusgroup.services import consultations, taskforces
from focusgroup.services.absences import MOST, AbsenceBackwards, AbsenceOver, TooManyAbsences, state_absence
from focusgroup.services.consultations import ExpertAway
from focusgroup.services.errors import NotYours
from focusgroup.services.taskforces import LeadExcluded
from focusgroup.services.taskforces.explaining import Book, explain
from tests.factories import NOW, MemberFactory
from tests.focusgroup.factories.consultations import ConsultationFactory, sits
from tests.focusgroup.factories.taskforces import SkillFactory, TaskForceFactory, need, skilled

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def absent(member, first=TODAY, last=TODAY):
    return state_absence(member=member, starts_on=first, ends_on=last, now=NOW)


def test_what_is_stated_and_what_is_refused():
    member = MemberFactory()
    assert absent(member) == absent(member)
    for first, last, error in ((TODAY, TODAY - DAY, AbsenceBackwards), (TODAY - 9 * DAY, TODAY - DAY, AbsenceOver)):
        with pytest.raises(error):
            absent(member, first, last)
    with pytest.raises(NotYours):
        absent(MemberFactory(state="expired"))
    for number in range(1, MOST):
        absent(member, last=TODAY + number * DAY)
    with pytest.raises(TooManyAbsences):
        absent(member, last=TODAY + 99 * DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(member=member, starts_on=TODAY, ends_on=TODAY - DAY)


def test_no_consultation_is_offered_to_who_is_away():
    here, gone, back = sits(), sits(), sits()
    absent(gone, last=TODAY + 3 * DAY)
    absent(back, TODAY + DAY, TODAY + 9 * DAY)
    one = ConsultationFactory(state="triaged")
    ranked = {line.expert: line.barred for line in consultations.rank_experts(one, NOW)}
    assert ranked == {here: "", back: "", gone: "Away until 5 Nov 2026 (Thu)"}
    given = {"consultation": one, "due_on": TODAY + 9 * DAY, "by": None}
    with pytest.raises(ExpertAway):
        consultations.offer(expert=gone, now=NOW, **given)
    assert consultations.offer(expert=gone, now=NOW + 4 * DAY, **given).expert == gone


def test_a_team_is_composed_without_who_is_away_when_it_begins():
    joining = SkillFactory(name_en="Joining")
    task_force = TaskForceFactory(lead=skilled((joining, 1)), starts_on=TODAY + 10 * DAY)
    need(task_force, joining)
    best, second = skilled((joining, 5)), skilled((joining, 4))
    absent(best, TODAY + 8 * DAY, TODAY + 12 * DAY)
    absent(second, TODAY, TODAY + 9 * DAY)
    proposal = taskforces.compose(task_force=task_force, by=None, now=NOW)
    assert proposal.proposed == sorted([task_force.lead.pk, second.pk])
    [out] = explain(Book(proposal, for_desk=True, now=NOW), proposal.proposed).excluded
    assert (out.member, out.why) == (best, "Away until 14 Nov 2026 (Sat)")
    absent(task_force.lead, TODAY, TODAY + 20 * DAY)
    with pytest.raises(LeadExcluded):
        taskforces.compose(task_force=task_force, by=None, now=NOW)


def test_the_page(client):
    expert, other = sits(), MemberFactory()
    theirs = absent(other)
    client.force_login(expert.user)
    url = reverse("focusgroup:absence-list")
    assert url in client.get(reverse("focusgroup:consultation-list")).content.decode()
    for typed in ({}, {"starts_on": "soon", "ends_on": "2026-11-09"}, {"starts_on": "2026-11-09", "ends_on": "2026-11-08"}):
        refused = client.post(url, typed)
        assert (refused.status_code, typed.get("starts_on", "") in refused.content.decode()) == (422, True)
    for _twice in range(2):
        assert client.post(url, {"starts_on": "2026-11-09", "ends_on": "2026-11-12"}).status_code == 302
    [mine] = expert.absences.all()
    shown = client.get(url).content.decode()
    assert ("9 Nov 2026 (Mon) – 12 Nov 2026 (Thu)" in shown, str(theirs.ends_on) in shown) == (True, False)
    for pk in (theirs.pk, mine.pk, mine.pk):
        assert client.post(reverse("focusgroup:absence-remove", args=[pk])).status_code == 302
    assert list(Absence.objects.all()) == [theirs]

"""Letters of consultations and task forces in Korean: nothing in English stands in them, and they are well-formed."""

import re
from datetime import timedelta

import pytest

from council.members.models import Member
from council.messaging.models import Message
from council.messaging.rendering import render
from council.reminders.models import Rule
from council.reminders.services import plan_reminders
from focusgroup.models import Advice, Consultation
from focusgroup.services import taskforces
from focusgroup.services.consultations import telling
from tests.factories import NOW, OrganisationFactory, coordinator
from tests.focusgroup.factories.consultations import in_hands, sits
from tests.focusgroup.factories.taskforces import SkillFactory, TaskForceFactory, need, skilled

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
# Addresses, and what is called the same in both languages.
NO_WORD = re.compile(r"https?://\S+|\S+@\S+|\bTFT\b|\bFG-\d+-\d+\b")
KOREAN = {"language": "ko", "family_name": "김", "given_name": "가람"}
TITLE, NAME = "어느 리벳입니까", "유치 태스크포스팀"


def english_in(message):
    """Words in Latin letters of a letter: its subject and both of its bodies."""
    shown = render(message)
    html = re.sub(r"<style.*?</style>|<!--.*?-->|<[^>]+>", " ", shown.html, flags=re.DOTALL)
    return {
        (message.kind, message.context.get("subject", ""), word)
        for part in (shown.subject, shown.text, html.replace("&nbsp;", " "))
        for word in re.findall(r"[A-Za-z]{2,}", NO_WORD.sub(" ", part))
    }


def consult():
    """Every letter that there is about a consultation."""
    desk = coordinator("focus-group", email="desk@example.com")
    Member.objects.filter(user=desk).update(**KOREAN)
    expert = sits(**KOREAN)
    company = {"requester__organisation": OrganisationFactory(name_ko="솔내음기계", name_en=""), "title": TITLE}
    company |= {f"requester__{name}": value for name, value in KOREAN.items()}
    one = in_hands(expert, "accepted", due_on=TODAY + timedelta(days=8), **company)
    Advice.objects.create(consultation=one, expert=expert, text="에이", given_at=NOW - timedelta(days=90))
    [offer] = one.offers.all()
    for what in ("offered", "withdrawn"):
        telling.tell_expert(offer, what, reason="다른 분께 부탁드립니다.")
    for what in ("accepted", "advised", "closed"):
        telling.tell_requester(one, what, reason="다 됐습니다.")
    for what in ("submitted", "declined", "overdue"):
        telling.tell_desk(one, what)
    for day in range(16):
        plan_reminders(now=NOW + timedelta(days=day))
    Consultation.objects.update(state="advised")
    for day in range(16):
        plan_reminders(now=NOW + timedelta(days=day))


def run_a_task_force():
    """Every letter that there is about a task force."""
    joining = SkillFactory(name_ko="접합", name_en="Joining")
    task_force = TaskForceFactory(
        body__name_ko=NAME, body__name_en="", lead=skilled((joining, 4), **KOREAN), ends_on=TODAY + timedelta(days=8)
    )
    need(task_force, joining)
    proposal = taskforces.compose(task_force=task_force, by=None, now=NOW)
    lead = task_force.lead
    taskforces.settle_composition(composition=proposal, team=proposal.proposed, by=lead, now=NOW)
    for day in range(3):
        plan_reminders(now=NOW + timedelta(days=day))
    later = TODAY + timedelta(days=20)
    taskforces.extend_task_force(task_force=task_force, ends_on=later, decision="FG-2026-001", by=None, now=NOW)
    taskforces.end_task_forces(now=NOW + timedelta(days=21))


def test_no_english_is_left_in_korean_letters():
    # The forums', the docket's and the invitations' have letters and tests of their own, and each is asked at every tick.
    for prefix in ("forum-", "ip-", "proposal-", "invitation-"):
        Rule.objects.filter(source__startswith=prefix).delete()
    consult()
    run_a_task_force()
    letters = list(Message.objects.order_by("pk"))
    assert {letter.language for letter in letters} == {"ko"}
    kinds = {letter.kind for letter in letters}
    assert kinds == {
        *("consultation", "advice-due", "advice-overdue", "advice-outcome"),
        *("task-force", "task-force-end", "body-place", "body-term-end"),
    }
    assert sum(letter.kind == "consultation" for letter in letters) == 8
    assert sum(letter.kind == "task-force" for letter in letters) == 3
    assert set().union(*(english_in(letter) for letter in letters)) == set()

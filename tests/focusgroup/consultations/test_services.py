"""From the question to what came of it: every state with every verb, who may not, what is told."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from council.library.models import Document
from council.library.permissions import visible_documents
from council.members.models import Interest, MemberSkill
from council.messaging.models import Message
from focusgroup.models import Advice, Consultation, Offer, WantedSkill
from focusgroup.services import consultations as services
from focusgroup.services.consultations import AskedBefore, DayPast, ExpertUnfit, NoOrganisation
from focusgroup.services.consultations.papers import OF_QUESTION, TooManyFiles, papers_of
from focusgroup.services.errors import InConflict, NotYours, ReasonMissing, WrongState
from tests.factories import NOW, MemberFactory, MembershipFactory, OrganisationFactory, UserFactory, coordinator
from tests.focusgroup.factories.consultations import ConsultationFactory, in_hands, sits
from tests.focusgroup.factories.taskforces import SkillFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DUE = TODAY + timedelta(days=14)
State = Consultation.State


def told(kind="consultation"):
    """Who was told, since this was asked last."""
    found = [message.user.email for message in Message.objects.filter(kind=kind).select_related("user").order_by("pk")]
    Message.objects.all().delete()
    return found


def test_one_consultation_from_the_question_to_its_outcome():
    desk = coordinator("focus-group", email="desk@example.com")
    company = MemberFactory(user__email="company@example.com", organisation=OrganisationFactory())
    busy, expert = sits(user__email="busy@example.com"), sits(user__email="expert@example.com")
    skill = SkillFactory()
    given = {"title": "Which rivet?", "question": "Which?", "due_on": None, "now": NOW}
    one = services.ask(requester=company, skills=[SkillFactory(), skill], **given)
    services.save_draft(consultation=one, by=company, skills=[skill], **given)
    assert list(one.wanted_skills.values_list("skill", flat=True)) == [skill.pk]
    for _time in range(2):
        services.submit(consultation=one, by=company, now=NOW)
    assert told() == ["desk@example.com"]
    for _time in range(2):
        services.triage(consultation=one, by=desk, now=NOW)
    services.offer(consultation=one, expert=busy, due_on=DUE, by=desk, now=NOW)
    assert told() == ["busy@example.com"]
    services.decline(consultation=one, by=busy, reason="No time", now=NOW)
    assert told() == ["desk@example.com"]
    with pytest.raises(AskedBefore):
        services.offer(consultation=one, expert=busy, due_on=DUE, by=desk, now=NOW)
    services.offer(consultation=one, expert=expert, due_on=DUE, by=desk, now=NOW)
    services.withdraw_offer(consultation=one, reason="Wrong person", by=desk, now=NOW)
    assert told() == ["expert@example.com"] * 2
    with pytest.raises(WrongState):
        services.accept(consultation=one, by=expert, now=NOW)
    services.offer(consultation=one, expert=expert, due_on=DUE, by=desk, now=NOW)
    told()
    for _time in range(2):
        services.accept(consultation=one, by=expert, now=NOW)
    assert told() == ["company@example.com"]
    paper = SimpleUploadedFile("rivets.csv", b"rivet,force\nA,3\n", "text/csv")
    for files in ([paper], []):
        services.give_advice(consultation=one, by=expert, text="Take A.", attachments=files, now=NOW)
    assert told() == ["company@example.com"]
    [document] = Document.objects.all()
    assert (document.owner_kind, document.owner_key, document.classification) == ("consultation", str(one.key), "owner")
    for rating in (4, 1):
        services.rate_advice(consultation=one, by=company, rating=rating, text="Clear", now=NOW)
    for _time in range(2):
        services.tell_outcome(consultation=one, by=company, outcome="applied", text="It holds", now=NOW)
    advice = Advice.objects.get()
    assert (advice.expert, advice.rating, advice.rating_note, advice.outcome) == (expert, 4, "Clear", "applied")
    one.refresh_from_db()
    assert one.state == State.CLOSED
    assert [step.verb for step in one.steps.all()] == [
        *("submitted", "triaged", "offered", "declined", "offered", "withdrawn", "offered"),
        *("accepted", "advised", "rated", "outcome"),
    ]


def verbs(one, expert, other, desk):
    """Every verb, by whose it is."""
    asked = {"title": "t", "question": "q", "due_on": None, "skills": []}
    requester = one.requester
    return {
        "save": lambda: services.save_draft(consultation=one, by=requester, now=NOW, **asked),
        "take-back": lambda: services.take_back(consultation=one, by=requester, now=NOW),
        "triage": lambda: services.triage(consultation=one, by=desk, now=NOW),
        "offer": lambda: services.offer(consultation=one, expert=other, due_on=DUE, by=desk, now=NOW),
        "withdraw": lambda: services.withdraw_offer(consultation=one, reason="r", by=desk, now=NOW),
        "accept": lambda: services.accept(consultation=one, by=expert, now=NOW),
        "decline": lambda: services.decline(consultation=one, by=expert, reason="r", now=NOW),
        "advise": lambda: services.give_advice(consultation=one, by=expert, text="t", now=NOW),
        "rate": lambda: services.rate_advice(consultation=one, by=requester, rating=3, now=NOW),
        "tell": lambda: services.tell_outcome(consultation=one, by=requester, outcome="open", now=NOW),
        "close": lambda: services.close(consultation=one, reason="r", by=desk, now=NOW),
    }


# Which verbs do something in which state; twice is once where the state is theirs already.
POSSIBLE = {
    State.DRAFT: {"save", "take-back"},
    State.SUBMITTED: {"take-back", "triage", "close"},
    State.TRIAGED: {"take-back", "triage", "offer", "close"},
    State.OFFERED: {"withdraw", "accept", "decline"},
    State.ACCEPTED: {"withdraw", "accept", "advise"},
    State.DECLINED: {"take-back", "offer", "close"},
    State.ADVISED: {"accept", "advise", "rate", "tell", "close"},
    State.CLOSED: {"accept", "advise", "rate", "tell", "close"},
}
OFFERS = {State.OFFERED: "offered", State.DECLINED: "declined"} | dict.fromkeys(
    (State.ACCEPTED, State.ADVISED, State.CLOSED), "accepted"
)


def in_state(state, expert):
    one = ConsultationFactory(state=state)
    if state in OFFERS:
        offer = Offer(consultation=one, expert=expert, state=OFFERS[state], offered_at=NOW, reason="r")
        offer.save()
    if state in (State.ADVISED, State.CLOSED):
        Advice.objects.create(consultation=one, expert=expert, text="t", given_at=NOW)
    return one


def test_every_verb_in_every_state():
    expert, other, desk = sits(), sits(), UserFactory()
    found = {}
    for state in State:
        found[state] = set()
        for verb in verbs(in_state(state, expert), expert, other, desk):
            one = in_state(state, expert)
            try:
                with transaction.atomic():
                    verbs(one, expert, other, desk)[verb]()
                found[state].add(verb)
            except (WrongState, NotYours):
                pass
    assert found == POSSIBLE


def test_nobody_else_does_what_is_another_persons():
    expert, other = sits(), sits()
    for state in (State.OFFERED, State.ACCEPTED, State.ADVISED):
        one = in_state(state, expert)
        for verb in (
            lambda one=one: services.accept(consultation=one, by=other, now=NOW),
            lambda one=one: services.decline(consultation=one, by=other, reason="r", now=NOW),
            lambda one=one: services.give_advice(consultation=one, by=other, text="t", now=NOW),
            lambda one=one: services.rate_advice(consultation=one, by=expert, rating=5, now=NOW),
            lambda one=one: services.tell_outcome(consultation=one, by=expert, outcome="open", now=NOW),
        ):
            with pytest.raises(NotYours):
                verb()
    with pytest.raises(NotYours):
        services.submit(consultation=ConsultationFactory(state=State.DRAFT), by=other, now=NOW)
    given = {"title": "t", "question": "q", "skills": [], "now": NOW}
    with pytest.raises(NoOrganisation):
        services.ask(requester=MemberFactory(), due_on=None, **given)
    with pytest.raises(NotYours):
        services.ask(requester=MemberFactory(state="expired", organisation=OrganisationFactory()), due_on=None, **given)
    with pytest.raises(DayPast):
        services.ask(requester=MemberFactory(organisation=OrganisationFactory()), due_on=TODAY - timedelta(days=1), **given)


def test_a_question_is_taken_back_mended_and_sent_again():
    coordinator("focus-group", email="desk@example.com")
    one, expert = ConsultationFactory(), sits()
    company = one.requester
    services.triage(consultation=one, by=None, now=NOW)
    for _time in range(2):
        services.take_back(consultation=one, by=company, now=NOW)
    assert told() == ["desk@example.com"]
    with pytest.raises(NotYours):
        services.take_back(consultation=one, by=expert, now=NOW)
    with pytest.raises(WrongState):
        services.offer(consultation=one, expert=expert, due_on=DUE, by=None, now=NOW)
    services.save_draft(consultation=one, by=company, title="Which one?", question="q", due_on=None, skills=[], now=NOW)
    for _time in range(2):
        services.submit(consultation=one, by=company, now=NOW)
    assert told() == ["desk@example.com"]
    services.take_back(consultation=one, by=company, now=NOW)
    services.submit(consultation=one, by=company, now=NOW)
    assert told() == ["desk@example.com"] * 2
    services.triage(consultation=one, by=None, now=NOW)
    services.offer(consultation=one, expert=expert, due_on=DUE, by=None, now=NOW)
    with pytest.raises(WrongState):
        services.take_back(consultation=one, by=company, now=NOW)


def test_files_come_with_a_question_and_are_taken_away_again():
    company = MemberFactory(organisation=OrganisationFactory())
    given = {"title": "t", "question": "q", "due_on": None, "skills": [], "now": NOW}

    def files(count):
        return [SimpleUploadedFile(f"{number}.csv", b"a,b\n1,2\n", "text/csv") for number in range(count)]

    one = services.ask(requester=company, attachments=files(3), **given)
    foreign = services.ask(requester=company, attachments=files(1), **given)
    papers = papers_of(one, OF_QUESTION)
    assert [paper.title_ko for paper in papers] == ["0.csv", "1.csv", "2.csv"]
    with pytest.raises(TooManyFiles):
        services.save_draft(consultation=one, by=company, attachments=files(3), **given)
    keys = [papers[0].key, papers_of(foreign, OF_QUESTION).get().key]
    services.save_draft(consultation=one, by=company, attachments=files(3), without=keys, **given)
    assert [paper.title_ko for paper in papers.all()] == ["1.csv", "2.csv", "0.csv", "1.csv", "2.csv"]
    assert papers_of(foreign, OF_QUESTION).count() == 1
    # Who reads the question opens its files: the desk a sent one, nobody else a stranger's.
    document = papers.all()[0]
    desk, expert, other = coordinator("focus-group", email="desk@example.com"), sits(), sits()
    services.submit(consultation=one, by=company, now=NOW)
    services.triage(consultation=one, by=desk, now=NOW)
    services.offer(consultation=one, expert=expert, due_on=DUE, by=desk, now=NOW)
    readers = [
        visible_documents(user, NOW).filter(pk=document.pk).exists() for user in (company.user, desk, expert.user, other.user)
    ]
    assert readers == [True, True, True, False]


def test_reasons_are_asked_for():
    expert = sits()
    one = in_hands(expert)
    with pytest.raises(ReasonMissing):
        services.decline(consultation=one, by=expert, reason=" ", now=NOW)
    with pytest.raises(ReasonMissing):
        services.withdraw_offer(consultation=one, reason=" ", by=None, now=NOW)
    with pytest.raises(ReasonMissing):
        services.close(consultation=ConsultationFactory(), reason="", by=None, now=NOW)


def test_a_conflict_of_interest_stops_it_at_every_step():
    company = MemberFactory(organisation=OrganisationFactory())
    concerned = OrganisationFactory()

    def new(state, expert=None):
        one = ConsultationFactory(requester=company, state=state)
        one.organisations.add(concerned)
        if expert:
            Offer.objects.create(consultation=one, expert=expert, state=state, offered_at=NOW)
        return one

    colleague, tied, partner = sits(organisation=company.organisation), sits(), sits(organisation=concerned)
    Interest.objects.create(member=tied, organisation=company.organisation, nature="contract", declared_at=NOW)
    MembershipFactory(member=company, body=colleague.memberships.get().body)
    one = new(State.TRIAGED)
    for expert in (colleague, tied, partner, company):
        with pytest.raises(InConflict):
            services.offer(consultation=one, expert=expert, due_on=DUE, by=None, now=NOW)
        with pytest.raises(InConflict):
            services.accept(consultation=new("offered", expert), by=expert, now=NOW)
    # Declared when the work had begun.
    with pytest.raises(InConflict):
        services.give_advice(consultation=new("accepted", tied), by=tied, text="t", now=NOW)
    # One that is over is none; who sits elsewhere is not asked; a day that has passed is none.
    Interest.objects.update(until=TODAY - timedelta(days=1))
    with pytest.raises(ExpertUnfit):
        services.offer(consultation=one, expert=MemberFactory(), due_on=DUE, by=None, now=NOW)
    with pytest.raises(DayPast):
        services.offer(consultation=one, expert=tied, due_on=TODAY - timedelta(days=1), by=None, now=NOW)
    services.offer(consultation=one, expert=tied, due_on=DUE, by=None, now=NOW)


def test_experts_are_ranked_by_what_they_know_their_load_and_their_term_with_reasons():
    joining, law = SkillFactory(name_en="Joining"), SkillFactory(name_en="Law")
    one = ConsultationFactory(state=State.TRIAGED)
    WantedSkill.objects.create(consultation=one, skill=joining, level=4)
    WantedSkill.objects.create(consultation=one, skill=law, level=3)
    people = {name: sits() for name in ("none", "half", "loaded", "both", "short", "tied", "declined")}
    for name, levels in {
        "half": {joining: 2, law: 2},
        "loaded": {joining: 5, law: 3},
        "both": {joining: 4, law: 3},
        "short": {joining: 4, law: 5},
        "tied": {joining: 5, law: 5},
        "declined": {joining: 5, law: 4},
    }.items():
        for skill, level in levels.items():
            MemberSkill.objects.create(member=people[name], skill=skill, level=level)
    in_hands(people["loaded"])
    people["short"].memberships.update(ends_on=TODAY + timedelta(days=20))
    Interest.objects.create(member=people["tied"], organisation=one.organisation, nature="family", declared_at=NOW)
    Offer.objects.create(consultation=one, expert=people["declined"], state="declined", offered_at=NOW, reason="r")
    ranked = services.rank_experts(one, NOW)
    names = {person.pk: name for name, person in people.items()}
    order = [(names[line.expert.pk], line.match, line.load, line.barred) for line in ranked]
    assert order == [
        ("both", 100, 0, ""),
        ("short", 100, 0, ""),
        ("loaded", 100, 1, ""),
        ("half", 58, 0, ""),
        ("none", 0, 0, ""),
        ("tied", 100, 0, "Conflict of interest"),
        ("declined", 100, 0, "Has declined it"),
    ]
    assert ranked[1].reasons == ["Match: 100% (Joining 4/4, Law 5/3)", "0 open consultations", "term until 22 Nov 2026 (Sun)"]


def test_ranking_takes_as_many_queries_for_thirty_as_for_one(django_assert_num_queries):
    one = ConsultationFactory()
    for count in (1, 29):
        for _person in range(count):
            sits(organisation=OrganisationFactory())
        with django_assert_num_queries(7):
            [line.reasons for line in services.rank_experts(one, NOW)]


def test_overdue_advice_is_told_to_the_secretariat_once_of_each_expert():
    coordinator("focus-group", email="desk@example.com")
    coordinator("forums", email="forums@example.com")
    late = in_hands(sits(), "accepted", due_on=TODAY - timedelta(days=4))
    in_hands(sits(), "accepted", due_on=TODAY - timedelta(days=3))
    # Who does not answer at all is late, too.
    silent = in_hands(sits(), "offered", due_on=TODAY - timedelta(days=30))
    assert silent.is_overdue(TODAY)
    assert [services.escalate_overdue(now=NOW) for _time in range(2)] == [2, 0]
    assert told() == ["desk@example.com"] * 2
    by_desk = {"by": None, "now": NOW}
    services.withdraw_offer(consultation=late, reason="No answer.", **by_desk)
    services.offer(consultation=late, expert=sits(), due_on=TODAY, **by_desk)
    assert services.escalate_overdue(now=NOW) == 0
    # Four days on, of the new expert and of the one who was not late enough before.
    assert [services.escalate_overdue(now=NOW + timedelta(days=4)) for _time in range(2)] == [2, 0]
    assert told().count("desk@example.com") == 2

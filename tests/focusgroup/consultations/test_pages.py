"""What people try in a browser: bad input keeps what was typed and is told beside its field, in the reader's language."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from council.library.models import Download
from council.library.search import search
from council.members.models import Interest, PersonalDataAccess
from focusgroup.models import Advice, Consultation, Offer, WantedSkill
from focusgroup.services.consultations.papers import OF_QUESTION, papers_of
from focusgroup.services.errors import WrongState
from tests.factories import NOW, MemberFactory, OrganisationFactory, UserFactory, coordinator
from tests.focusgroup.factories.consultations import ConsultationFactory, in_hands, sits
from tests.focusgroup.factories.taskforces import SkillFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
LONG = "가" * 6000


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def company():
    return MemberFactory(user__email="company@example.com", organisation=OrganisationFactory())


def page(name, one, language="ko"):
    with translation.override(language):
        return reverse(f"focusgroup:consultation-{name}", args=[one.key])


def korean(text):
    with translation.override("ko"):
        found = gettext(text)
    assert found != text, f"no Korean: {text}"
    return found


def refused(response, *said, keeps=""):
    """Assert that a form came back with what is `said` in Korean and what was typed."""
    shown = response.content.decode()
    assert response.status_code == 422
    assert [text for text in said if korean(text) not in shown] == []
    assert keeps in shown


def test_a_question_that_is_not_taken_comes_back_as_it_was_typed(client, company):
    client.force_login(company.user)
    with translation.override("ko"):
        url = reverse("focusgroup:consultation-ask")
    typed = {"title": "어느 리벳?", "question": "강판과 고분자를 잇습니다.", "due_on": "", "send": "1"}
    for changed, said in (
        ({"title": ""}, "This field is required."),
        ({"question": " "}, "This field is required."),
        ({"due_on": "soon"}, "Enter a valid date."),
        ({"due_on": str(TODAY - timedelta(days=1))}, "This day has passed."),
        ({"skills": ["999999"]}, ""),
        ({"skills": ["x"]}, ""),
        ({"title": "줄\n바꿈"}, ""),
        ({"question": LONG}, ""),
        ({"question": "널\x00"}, ""),
    ):
        response = client.post(url, {**typed, **changed})
        keeps = "어느 리벳?" if "title" not in changed else "강판과 고분자를 잇습니다."
        refused(response, *([said] if said else []), keeps=keeps)
    assert not Consultation.objects.exists()
    # Without an organisation nothing is asked, and the page says why before one writes.
    company.organisation = None
    company.save()
    refused(client.post(url, typed), "You ask for your organisation: the secretariat must link your profile to it first.")
    assert client.get(url).status_code == 200


def test_a_draft_is_kept_changed_and_sent_once(client, company):
    client.force_login(company.user)
    url = reverse("focusgroup:consultation-ask")
    skill = SkillFactory()
    assert 'name="key"' in client.get(url).content.decode()
    typed = {"title": "Which?", "question": "Which rivet?", "skills": [skill.pk], "keep": "1", "key": str(uuid4())}
    for _twice in range(2):
        made = client.post(url, typed)
    one = Consultation.objects.get()
    assert (made.status_code, made["Location"], one.state) == (302, one.get_absolute_url(), "draft")
    edit = page("edit", one, "en")
    assert "Which rivet?" in client.get(edit).content.decode()
    refused(client.post(page("edit", one), {"title": "", "question": "어느 것?"}), "This field is required.", keeps="어느 것?")
    sent = {"title": "Which one?", "question": "Which rivet?", "send": "1"}
    for _twice in range(2):
        assert client.post(edit, sent).status_code == 302
    one.refresh_from_db()
    assert (one.title, one.state, one.steps.count()) == ("Which one?", "submitted", 1)
    assert not WantedSkill.objects.exists()
    # Other words for what is sent are not taken.
    assert client.post(edit, {**sent, "title": "Other"}).status_code == 302
    one.refresh_from_db()
    assert one.title == "Which one?"


def test_files_of_a_question_and_taking_it_back(client, company):
    client.force_login(company.user)
    url = reverse("focusgroup:consultation-ask")
    typed = {"title": "어느 리벳?", "question": "어느 것?"}
    with translation.override("ko"):
        here = reverse("focusgroup:consultation-ask")
    refused(client.post(here, {**typed, "attachments": [SimpleUploadedFile("run.exe", b"MZ\x90\x00")]}), keeps="어느 리벳?")
    refused(client.post(here, {**typed, "attachments": [paper() for _one in range(6)]}), "Five files at most.")
    assert client.post(url, {**typed, "attachments": [paper(), paper()], "send": "1"}).status_code == 302
    one = Consultation.objects.get()
    shown = client.get(page("detail", one)).content.decode()
    assert (shown.count("rivets.csv"), page("take-back", one) in shown) == (2, True)
    for _twice in range(2):
        assert client.post(page("take-back", one)).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.steps.filter(verb="taken-back").count()) == ("draft", 1)
    [first, _second] = papers_of(one, OF_QUESTION)
    edit = page("edit", one)
    refused(client.post(edit, {**typed, "without": ["x"]}), keeps="어느 것?")
    refused(client.post(edit, {**typed, "attachments": [paper() for _one in range(4)]}), "Five files at most.")
    assert client.post(edit, {**typed, "without": [first.key], "keep": "1"}).status_code == 302
    [kept] = papers_of(one, OF_QUESTION)
    # A draft is its writer's alone, with its files: the desk finds them nowhere until it is sent.
    staff = (coordinator("focus-group", email="desk@example.com"), UserFactory(is_staff=True, is_superuser=True))
    for state, found in (("draft", False), ("submitted", True)):
        Consultation.objects.filter(pk=one.pk).update(state=state, submitted_at=NOW)
        assert papers_of_staff(kept, *staff) == [200 if found else 404] * 2 + [found] * 3, state
    Consultation.objects.filter(pk=one.pk).update(state="draft")
    with pytest.MonkeyPatch.context() as patch:
        # Somebody was quicker and offered it.
        patch.setattr("focusgroup.services.consultations.take_back", raising)
        assert client.post(page("take-back", one), follow=True).status_code == 200


def papers_of_staff(document, *staff):
    """What each of `staff` learns of a document: its page, its file, whether lists, the ledger, the search have it."""
    answers = set()
    for user in staff:
        person = Client()
        person.force_login(user)
        taken = {"programme": "focus-group", "owner_kind": document.owner_kind, "title_ko": document.title_ko, "number": 1}
        Download.objects.update_or_create(version=document.current, user=None, defaults={"at": NOW, **taken})
        own = document.get_absolute_url()
        pages = [person.get(url).status_code for url in (own, f"{own}download/")]
        change = reverse("admin:library_document_change", args=[document.pk])
        lists = (
            ("admin:library_document_changelist", change),
            ("admin:library_download_changelist", document.title_ko),
        )
        listed = [words in person.get(reverse(name)).content.decode() for name, words in lists]
        found = own in [hit.url for hit in search("rivets", user, NOW, 10)]
        assert (person.get(change).status_code == 200) == listed[0]
        answers.add((*pages, *listed, found))
    [answer] = answers
    return list(answer)


def raising(**_given):
    raise WrongState


def test_the_expert_s_forms(client, company):
    expert = sits(user__email="expert@example.com")
    client.force_login(expert.user)
    one = in_hands(expert, requester=company)
    refused(client.post(page("decline", one), {"reason": "  "}), "This field is required.")
    # Not his to advise on before he has taken it on: told, and what was typed stays.
    early = client.post(page("advise", one), {"text": "에이를 쓰세요."})
    refused(early, "This has changed since you looked at it. Please look again.", keeps="에이를 쓰세요.")
    assert client.post(page("accept", one, "en")).status_code == 302
    assert client.post(page("accept", one, "en")).status_code == 302
    program = SimpleUploadedFile("run.exe", b"MZ\x90\x00")
    for typed, files in (({"text": ""}, []), ({"text": "에이"}, [program]), ({"text": "에이"}, [paper() for _one in range(6)])):
        response = client.post(page("advise", one), {**typed, "attachments": files})
        refused(response, keeps=typed["text"])
    assert not Advice.objects.exists()
    # A tie that is declared meanwhile stops it.
    tie = Interest.objects.create(member=expert, organisation=company.organisation, nature="family", declared_at=NOW)
    barred = client.post(page("advise", one), {"text": "에이를 쓰세요."})
    refused(barred, "A declared conflict of interest excludes this person.", keeps="에이를 쓰세요.")
    tie.delete()
    for _twice in range(2):
        given = client.post(page("advise", one), {"text": "에이를 쓰세요.", "attachments": [paper()]})
        assert given.status_code in (302, 404)
    assert (Advice.objects.get().text, client.get(one.get_absolute_url()).status_code) == ("에이를 쓰세요.", 200)


def paper():
    return SimpleUploadedFile("rivets.csv", b"rivet,force\nA,3\n", "text/csv")


def test_what_was_taken_back_is_a_page_that_is_not_there(client, company):
    expert = sits()
    client.force_login(expert.user)
    one = in_hands(expert, requester=company)
    Offer.objects.update(state="withdrawn")
    Consultation.objects.update(state="triaged")
    assert [client.post(page(name, one)).status_code for name in ("accept", "decline", "advise")] == [404] * 3


def test_the_requester_s_forms(client, company):
    expert = sits()
    client.force_login(company.user)
    one = in_hands(expert, "accepted", requester=company)
    refused(
        client.post(page("rate", one), {"rating": "5", "text": "좋아요"}),
        "This has changed since you looked at it. Please look again.",
        keeps="좋아요",
    )
    Consultation.objects.update(state="advised")
    Advice.objects.create(consultation=one, expert=expert, text="Take A.", given_at=NOW)
    for rating in ("", "0", "6", "x", "²"):
        refused(client.post(page("rate", one), {"rating": rating, "text": "좋아요"}), keeps="좋아요")
    for _twice in range(2):
        assert client.post(page("rate", one), {"rating": "4", "text": "좋아요"}).status_code == 302
    refused(client.post(page("outcome", one), {"outcome": "perhaps", "text": "이렇게"}), keeps="이렇게")
    assert client.post(page("outcome", one), {"outcome": "partly", "text": "이렇게"}).status_code == 302
    advice = Advice.objects.get()
    assert (advice.rating, advice.rating_note, advice.outcome, advice.outcome_text) == (4, "좋아요", "partly", "이렇게")


def desk_page(name, one):
    with translation.override("ko"):
        return reverse(f"admin:focusgroup_consultation_{name}", args=[one.pk])


def test_the_desk_s_forms(client, company):
    client.force_login(coordinator("focus-group", email="desk@example.com"))
    expert, tied = sits(), sits(organisation=company.organisation)
    one = ConsultationFactory(requester=company)
    url = desk_page("triage", one)
    # Whom the ranking names is noted as seen.
    client.get(url)
    assert {expert.pk, tied.pk} <= set(PersonalDataAccess.objects.get(path=url).subjects)
    for typed, said in (
        ({"expert": "", "due_on": "2026-12-01"}, "Choose an expert."),
        (
            {"expert": tied.pk, "due_on": "2026-12-01"},
            "This person cannot be offered it: look at the reasons beside the names.",
        ),
        ({"expert": "x", "due_on": "2026-12-01"}, "This person cannot be offered it: look at the reasons beside the names."),
        ({"expert": expert.pk, "due_on": "2026-13-01"}, "Enter a valid date."),
        ({"expert": expert.pk, "due_on": str(TODAY - timedelta(days=1))}, "This day has passed."),
    ):
        refused(client.post(url, typed), said, keeps=f'value="{typed["due_on"]}"')
    assert not Offer.objects.exists()
    given = {"expert": expert.pk, "due_on": "2026-12-01"}
    assert client.post(url, given).status_code == 302
    # A second click, and a close of what an expert has: refused in words.
    refused(client.post(url, given), "This person cannot be offered it: look at the reasons beside the names.")
    again = client.post(desk_page("close", one), {"reason": "다 됐습니다"})
    refused(again, "This has changed since you looked at it. Please look again.", keeps="다 됐습니다")
    refused(client.post(desk_page("withdraw", one), {"reason": ""}), "This field is required.")
    assert client.post(desk_page("withdraw", one), {"reason": "다른 분"}).status_code == 302
    assert client.post(desk_page("close", one), {"reason": "다 됐습니다"}).status_code == 302
    one.refresh_from_db()
    assert [step.verb for step in one.steps.all()] == ["triaged", "offered", "withdrawn", "closed"]


def test_what_the_desk_may_do_is_what_its_page_offers(client):
    client.force_login(coordinator("focus-group", email="desk@example.com"))
    expert, offered = sits(), {}
    for state in ("submitted", "triaged", "offered", "accepted", "declined", "advised", "closed"):
        one = in_hands(expert, state) if state in ("offered", "accepted") else ConsultationFactory(state=state)
        html = client.get(reverse("admin:focusgroup_consultation_change", args=[one.pk])).content.decode()
        offered[state] = {name for name in ("triage", "withdraw", "close") if f"/{one.pk}/{name}/" in html}
    assert offered == {
        "submitted": {"triage", "close"},
        "triaged": {"triage", "close"},
        "offered": {"triage", "withdraw"},
        "accepted": {"triage", "withdraw"},
        "declined": {"triage", "close"},
        "advised": {"triage", "close"},
        "closed": {"triage"},
    }


def test_lists_take_as_many_queries_for_thirty_as_for_one(client):
    desk, expert = coordinator("focus-group", email="desk@example.com"), sits()
    requester = MemberFactory(organisation=OrganisationFactory())
    lists = [
        (desk, reverse("admin:focusgroup_consultation_changelist")),
        (desk, reverse("admin:focusgroup_advice_changelist")),
        (desk, reverse("focusgroup:consultation-list")),
        (requester.user, reverse("focusgroup:consultation-list")),
        (expert.user, reverse("focusgroup:consultation-list")),
    ]
    counts = []
    for more in (1, 29):
        for _one in range(more):
            one = in_hands(expert, "accepted", organisation=OrganisationFactory(), requester=requester)
            Advice.objects.create(consultation=one, expert=sits(organisation=OrganisationFactory()), text="A", given_at=NOW)
        found = []
        for user, url in lists:
            client.force_login(user)
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[0]) < 30

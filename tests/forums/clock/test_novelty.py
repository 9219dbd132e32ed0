"""Before a document is published its author says whether it shows an unfiled invention."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from council.library.models import Agreement, Document
from council.messaging.models import Message
from forums.models import Deadline, NoveltyDeclaration
from tests.factories import coordinator
from tests.forums.factories.meetings import MeetingFactory
from tests.forums.factories.rights import IPCaseFactory, ip_desk

pytestmark = pytest.mark.django_db
ADD = "/admin/library/document/add/"
INLINES = {"readers-TOTAL_FORMS": "0", "readers-INITIAL_FORMS": "0"}


def publish(client, **values):
    upload = SimpleUploadedFile("slides.txt", "금형\n".encode())
    data = {
        "title_ko": "자료",
        "programme": "forums",
        "classification": "members",
        "is_published": "on",
        "file": upload,
        **INLINES,
    }
    return client.post(ADD, data | values)


def errors_of(response):
    assert response.status_code == 200
    return {name: list(found) for name, found in response.context["adminform"].form.errors.items()}


def test_who_publishes_says_whether_it_shows_an_unfiled_invention(client):
    client.force_login(coordinator("forums", email="staff@example.com"))
    IPCaseFactory(title_en="Secret mould", title_ko="비밀 금형")
    assert "novelty" in errors_of(publish(client))
    refused = publish(client, novelty="yes")
    assert "It is not published like this." in errors_of(refused)["novelty"][0]
    # Staff who are not at the IP desk learn of no case.
    assert "Secret mould" not in refused.content.decode()
    assert list(errors_of(publish(client, novelty="shown"))) == ["novelty_shown_on"]
    ahead = timezone.localdate() + timedelta(days=1)
    assert list(errors_of(publish(client, novelty="shown", novelty_shown_on=ahead.isoformat()))) == ["novelty_shown_on"]
    assert not Document.objects.exists()
    assert publish(client, novelty="no").status_code == 302
    made = NoveltyDeclaration.objects.get()
    assert (made.kind, made.subject, made.answer, made.case) == ("document", str(Document.objects.get().pk), "no", None)


def test_what_is_not_filed_goes_to_readers_under_an_agreement_alone(client):
    desk = ip_desk()
    client.force_login(desk)
    case = IPCaseFactory(title_en="Secret mould")
    agreement = Agreement.objects.create(programme="forums", title_ko="비밀유지", title_en="NDA")
    assert list(errors_of(publish(client, novelty="yes", agreement=agreement.pk))) == ["novelty_invention"]
    chosen = {"novelty": "yes", "novelty_invention": str(case.key)}
    assert "novelty" in errors_of(publish(client, **chosen))
    # A draft is nobody's to read: nobody asks.
    assert publish(client, is_published="").status_code == 302
    assert not NoveltyDeclaration.objects.exists()
    assert publish(client, agreement=agreement.pk, **chosen).status_code == 302
    assert NoveltyDeclaration.objects.get().case == case
    assert not Deadline.objects.exists()


def test_a_disclosure_that_did_happen_starts_the_grace_period(client):
    client.force_login(ip_desk())
    case = IPCaseFactory(right="10", title_en="Shown mould")
    day = timezone.localdate() - timedelta(days=30)
    values = {"novelty": "shown", "novelty_invention": str(case.key), "novelty_shown_on": day.isoformat()}
    for _ in range(2):
        assert publish(client, **values).status_code == 302
    assert [(event.kind, event.on) for event in case.events.all()] == [("disclosure", day)]
    grace = Deadline.objects.get(case=case)
    assert (grace.rule, grace.counted_from, grace.raw_end >= date(day.year + 1, day.month, 1)) == ("grace", day, True)


def test_changing_words_asks_nothing_and_opening_it_asks(client):
    client.force_login(coordinator("forums", email="staff@example.com"))
    publish(client, is_published="")
    document = Document.objects.get()
    url = reverse("admin:library_document_change", args=[document.pk])
    inlines = {f"versions-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    data = {"title_ko": "자료", "programme": "forums", "classification": "members", **INLINES, **inlines}
    assert client.post(url, data | {"title_en": "Slides"}).status_code == 302
    assert "novelty" in errors_of(client.post(url, data | {"is_published": "on"}))
    assert client.post(url, data | {"is_published": "on", "novelty": "no"}).status_code == 302


def test_what_was_shown_and_belongs_to_no_case_is_the_desks_to_settle(client):
    """The IP desk is told, and says which case it is, or why none; everybody else finds nothing."""
    desk, staff = ip_desk(), coordinator("forums", email="staff@example.com")
    client.force_login(staff)
    day = timezone.localdate() - timedelta(days=30)
    for _ in range(2):
        assert publish(client, novelty="shown", novelty_shown_on=day.isoformat()).status_code == 302
    first, second = NoveltyDeclaration.objects.order_by("pk")
    assert (first.case, first.shown_on, first.label) == (None, day, "자료")
    assert list(Message.objects.values_list("kind", "user")) == [("ip-novelty-shown", desk.pk)] * 2
    page = reverse("forums:ip-declaration", args=[first.pk])
    assert client.get(page).status_code == client.get(reverse("forums:ip-declaration-list")).status_code == 404
    client.force_login(desk)
    html = client.get(reverse("forums:ip-declaration-list")).content.decode()
    assert html.count("Shown in public") == 2
    case = IPCaseFactory(right="10", title_en="Shown mould")
    assert "Shown mould" in client.get(page).content.decode()
    nothing = client.post(page, {"case": "", "word": " "})
    assert (nothing.status_code, list(nothing.context["form"].errors)) == (422, ["word"])
    assert client.post(page, {"case": case.pk, "word": ""}).status_code == 302
    assert [(event.kind, event.on) for event in case.events.all()] == [("disclosure", day)]
    # Two at the desk at once: the second one is told.
    assert client.post(page, {"case": case.pk, "word": ""}).status_code == 422
    other = reverse("forums:ip-declaration", args=[second.pk])
    assert client.post(other, {"case": "", "word": "박람회 사진일 뿐입니다."}).status_code == 302
    assert not NoveltyDeclaration.objects.waiting().exists()
    # The letters that nobody needs any more are not sent.
    from council import programmes

    kind = programmes.message_kinds.get("ip-novelty-shown")
    assert [kind.holds(message.context, timezone.now()) for message in Message.objects.all()] == [False, False]


def test_an_abstract_of_a_public_talk_is_asked_about_and_what_is_said_in_the_room_is_not(client):
    client.force_login(coordinator("forums", email="staff@example.com"))
    for kind, asked in (("symposium", True), ("regular", False)):
        meeting = MeetingFactory(kind=kind, clearer=None)
        url = reverse("forums:meeting-item-new", args=[meeting.forum.body.slug, meeting.event.slug])
        begins = timezone.localtime(meeting.event.starts_at)
        times = {"starts_at": f"{begins:%Y-%m-%dT%H:%M}", "ends_at": f"{begins + timedelta(minutes=30):%Y-%m-%dT%H:%M}"}
        values = {**times, "title_ko": "발표", "abstract_ko": "새 금형 구조를 보입니다."}
        answers = ({}, {"novelty": "yes"}, {"novelty": "no"}) if asked else ({},)
        found = [client.post(url, {**values, **answer}).status_code for answer in answers]
        assert found == ([422, 422, 302] if asked else [302])
    made = NoveltyDeclaration.objects.get()
    assert (made.kind, made.answer, made.label) == ("agenda-item", "no", "발표")

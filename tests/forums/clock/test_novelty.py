"""Before a document is published its author says whether it shows an unfiled invention."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from council.library.models import Agreement, Document
from forums.models import Deadline, NoveltyDeclaration
from tests.factories import coordinator
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

"""Documents of agenda items and of programmes' own things: the programme says who may see a thing, and has the last word."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.test import Client
from django.urls import reverse

from council import programmes
from council.library.models import Document, DocumentReader
from council.members.models import Body, Membership
from tests.factories import (
    AgendaItemFactory,
    BodyFactory,
    DocumentFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    UserFactory,
    coordinator,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def cases(monkeypatch):
    """A programme whose things are bodies: who sits in one, sees it."""
    registry = programmes.Registry("owners of documents")
    monkeypatch.setattr(programmes, "document_owners", registry)

    def readable(user, now):
        seats = Membership.objects.filter(member__user=user.pk, state=Membership.State.ACTIVE)
        return seats.annotate(key=Cast("body", TextField())).values("key")

    def facts(keys):
        found = Body.objects.in_bulk([int(key) for key in keys])
        return {str(pk): programmes.OwnerFacts(label=body.name_en, url=f"/cases/{pk}/") for pk, body in found.items()}

    registry.register(programmes.DocumentOwner(slug="case", name="Case", readable=readable, facts=facts))
    return registry


@pytest.fixture
def case(cases):
    return BodyFactory(name_en="Case of a joint patent")


def paper_of(case, **more):
    return DocumentFactory(event=None, owner_kind="case", owner_key=str(case.pk), **{"classification": "owner", **more})


def statuses(document, *users):
    found = []
    for user in users:
        person = Client()
        if user is not None:
            person.force_login(user)
        page = person.get(document.get_absolute_url()).status_code
        download = person.get(reverse("library:document-download", args=[document.key])).status_code
        listed = document.get_absolute_url() in person.get("/library/").content.decode()
        assert (page == 200) == (download == 200) == listed
        found.append(page)
    return found


def test_the_papers_of_a_case_are_for_whom_the_case_is(case):
    paper = paper_of(case)
    insider, outsider = MembershipFactory(body=case).member.user, MembershipFactory().member.user
    people = (None, UserFactory(), outsider, insider, coordinator("forums"), coordinator("focus-group"))
    assert statuses(paper, *people) == [404, 404, 404, 200, 200, 404]


@pytest.mark.parametrize("classification", ["public", "members", "restricted"])
def test_whatever_else_would_allow_it_the_programme_has_the_last_word(case, classification):
    paper = paper_of(case, classification=classification)
    recused = MemberFactory()
    DocumentReader.objects.create(document=paper, member=recused)
    assert statuses(paper, None, recused.user) == [404, 404]


def test_the_page_and_the_desk_say_what_it_belongs_to(case, client):
    paper = paper_of(case)
    client.force_login(MembershipFactory(body=case).member.user)
    html = client.get(paper.get_absolute_url()).content.decode()
    assert f'<a href="/cases/{case.pk}/">Case of a joint patent</a>' in html
    client.force_login(coordinator("forums"))
    page = client.get(reverse("admin:library_document_change", args=[paper.pk])).content.decode()
    assert "Case of a joint patent" in page
    assert "id_event" not in page


def test_a_thing_whose_programme_is_gone_shows_its_papers_to_staff_alone(monkeypatch, case):
    paper = paper_of(case)
    monkeypatch.setattr(programmes, "document_owners", programmes.Registry("owners of documents"))
    insider = MembershipFactory(body=case).member.user
    assert statuses(paper, insider, coordinator("forums")) == [404, 200]


@pytest.mark.parametrize(
    "change",
    [
        {"owner_kind": "case"},
        {"owner_key": "1"},
        {"classification": "owner", "event": None},
        {"owner_kind": "case", "owner_key": "1"},
        {"event": None, "classification": "public", "agenda_item": 1},
    ],
)
def test_the_database_keeps_owners_whole(change):
    event = EventFactory()
    item = AgendaItemFactory(event=event)
    document = DocumentFactory(event=event)
    if "agenda_item" in change:
        change["agenda_item"] = item
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**change)


def test_a_document_for_those_who_may_see_the_event(client):
    event = EventFactory(audience="members")
    paper = DocumentFactory(event=event, classification="owner")
    assert statuses(paper, None, UserFactory(), MemberFactory().user) == [404, 404, 200]


def test_a_visitors_page_shows_what_is_for_who_sees_the_event(client):
    event = EventFactory()
    client.get(event.get_absolute_url())
    paper = DocumentFactory(event=event, classification="owner")
    assert paper.get_absolute_url() in client.get(event.get_absolute_url()).content.decode()


def test_a_document_of_an_agenda_item_says_so(client):
    item = AgendaItemFactory(title_en="Talk about moulds")
    paper = DocumentFactory(event=item.event, agenda_item=item, classification="public")
    for url in ("/library/", paper.get_absolute_url(), item.event.get_absolute_url()):
        assert "Talk about moulds" in client.get(url).content.decode()
    item.delete()
    paper.refresh_from_db()
    assert (paper.agenda_item, paper.event) == (None, item.event)


def test_staff_choose_among_the_agenda_of_the_event(client):
    event, other = EventFactory(), EventFactory()
    item, foreign = AgendaItemFactory(event=event), AgendaItemFactory(event=other)
    document = DocumentFactory(event=event)
    client.force_login(coordinator("forums"))
    url = reverse("admin:library_document_change", args=[document.pk])
    assert list(client.get(url).context["adminform"].form.fields["agenda_item"].queryset) == [item]
    fields = {"title_ko": "자료", "programme": "forums", "event": event.pk, "classification": "participants"}
    for prefix in ("readers", "versions"):
        fields |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    assert "agenda_item" in client.post(url, fields | {"agenda_item": foreign.pk}).context["adminform"].form.errors
    assert client.post(url, fields | {"agenda_item": "x", "event": "x"}).status_code == 200
    assert client.post(url, fields | {"agenda_item": item.pk}).status_code == 302
    document.refresh_from_db()
    assert document.agenda_item == item


@pytest.mark.parametrize("sent", ["x", "-1", "1.5", "9" * 40, "0x1", "١"])
def test_what_is_no_key_is_no_choice_and_no_crash(client, sent):
    client.force_login(coordinator("forums"))
    fields = {"title_ko": "자료", "programme": "forums", "event": sent, "body": sent, "classification": "public"}
    for prefix in ("readers", "versions"):
        fields |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    response = client.post(reverse("admin:library_document_add"), fields)
    assert response.status_code == 200
    assert {"event", "body"} <= set(response.context["adminform"].form.errors)

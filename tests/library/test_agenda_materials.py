"""A document of one item of an agenda: it stands with the item, for those who may open it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council.library.models import Document
from tests.factories import (
    AgendaItemFactory,
    DocumentFactory,
    EventFactory,
    RegistrationFactory,
    SessionFactory,
    coordinator,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
ADD = "admin:library_document_add"


@pytest.fixture
def item():
    return AgendaItemFactory(title_en="Springback")


def item_part(client, item):
    """The item's part of the event's page, and the rest of the page."""
    source = client.get(item.event.get_absolute_url()).content.decode()
    before, _title, after = source.partition("Springback")
    end = min(place for place in (after.find('<li class="timeline-item'), after.find("</ol>")) if place > 0)
    return after[:end], before + after[end:]


def test_it_stands_with_its_item_and_not_among_the_events(client, item):
    AgendaItemFactory(event=item.event, starts_at=item.ends_at)
    slides = DocumentFactory(event=item.event, agenda_item=item, classification="public", title_en="Slides")
    for_guests = DocumentFactory(event=item.event, agenda_item=item, title_en="Data")
    hidden = DocumentFactory(event=item.event, agenda_item=item, is_published=False)
    general = DocumentFactory(event=item.event, classification="public")
    inside, rest = item_part(client, item)
    assert [one.get_absolute_url() in inside for one in (slides, for_guests, hidden, general)] == [True, False, False, False]
    assert [one.get_absolute_url() in rest for one in (slides, for_guests, hidden, general)] == [False, False, False, True]
    client.force_login(RegistrationFactory(event=item.event).member.user)
    inside, rest = item_part(client, item)
    assert slides.get_absolute_url() in inside
    assert for_guests.get_absolute_url() in inside
    assert hidden.get_absolute_url() not in inside + rest
    assert "Those with a place at the event" in inside
    client.force_login(coordinator("forums"))
    assert hidden.get_absolute_url() in item_part(client, item)[0]
    general.delete()
    assert "None but those in the agenda." in client.get(item.event.get_absolute_url()).content.decode()


def test_a_visitors_page_is_new_when_a_document_comes_to_an_item(client, item):
    url = item.event.get_absolute_url()
    client.get(url)
    document = DocumentFactory(event=item.event, agenda_item=item, classification="public")
    assert document.get_absolute_url() in client.get(url).content.decode()
    Document.objects.filter(pk=document.pk).update(agenda_item=None)
    assert document.get_absolute_url() not in item_part(client, item)[0]


def test_an_item_that_is_taken_off_leaves_the_document_to_the_event(client, item):
    document = DocumentFactory(event=item.event, agenda_item=item, classification="public")
    item.delete()
    document.refresh_from_db()
    assert document.agenda_item is None
    assert document.get_absolute_url() in client.get(document.event.get_absolute_url()).content.decode()


def test_an_item_of_another_agenda_is_refused(item):
    document = DocumentFactory(event=EventFactory(), text=False)
    document.agenda_item = item
    with pytest.raises(ValidationError, match="no part of the agenda"):
        document.full_clean()


def form(event, **changes):
    data = {
        "title_ko": "자료",
        "programme": "forums",
        "event": event.pk,
        "classification": "public",
        "is_published": "on",
        "novelty": "no",
    }
    data |= {"readers-TOTAL_FORMS": "0", "readers-INITIAL_FORMS": "0"}
    return data | {"file": SimpleUploadedFile("a.txt", "자료\n".encode())} | changes


def test_staff_choose_among_the_agenda_of_the_event(client, item):
    other = AgendaItemFactory(title_en="Elsewhere")
    client.force_login(coordinator("forums"))
    link = f"{reverse(ADD)}?event={item.event.pk}"
    source = client.get(link).content.decode()
    assert f'<option value="{item.pk}">' in source
    assert "Elsewhere" not in source
    assert "Springback" not in client.get(reverse(ADD)).content.decode()
    for wrong in (other.pk, "x", "9" * 30):
        answer = client.post(link, form(item.event, agenda_item=wrong))
        assert answer.status_code == 200
        assert list(answer.context["adminform"].form.errors) == ["agenda_item"]
    assert not Document.objects.exists()
    assert client.post(link, form(item.event, agenda_item=item.pk)).status_code == 302
    document = Document.objects.get()
    assert document.agenda_item == item
    source = client.get(reverse("admin:library_document_change", args=[document.pk])).content.decode()
    assert f'<option value="{item.pk}" selected>' in source


def test_the_page_costs_the_same_for_one_and_thirty(client):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(event.get_absolute_url())
        return len(queries)

    event = EventFactory()
    session = SessionFactory(event=event)
    DocumentFactory(event=event, agenda_item=session, classification="members")
    user = RegistrationFactory(event=event).member.user
    client.force_login(user)
    client.get(event.get_absolute_url())
    one = cost()
    for place in range(29):
        made = AgendaItemFactory(event=event, starts_at=event.starts_at + timedelta(minutes=place))
        DocumentFactory(event=event, agenda_item=made, classification="members")
    assert cost() == one

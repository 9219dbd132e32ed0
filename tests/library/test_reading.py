"""Who may open which document: the same on every path — list, page, download, panel."""

import uuid
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council.events.models import Event, Registration
from council.library.models import Document, DocumentReader, Download
from council.library.permissions import visible_documents
from council.library.services import add_version
from council.members.models import Member, Membership
from tests.factories import (
    NOW,
    AgendaItemFactory,
    BodyFactory,
    DocumentFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    RegistrationFactory,
    UserFactory,
    coordinator,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
Classification = Document.Classification
LIST = "/library/"


@pytest.fixture
def body():
    return BodyFactory()


@pytest.fixture
def event(body):
    return EventFactory(body=body)


@pytest.fixture
def people(event, body):
    """One of each kind of reader, logged in."""
    suspended = MemberFactory(state=Member.State.SUSPENDED)
    for state, member in (
        (Registration.State.CONFIRMED, suspended),
        (Registration.State.WAITLISTED, waiting := MemberFactory()),
        (Registration.State.CANCELLED, cancelled := MemberFactory()),
        (Registration.State.CONFIRMED, guest := UserFactory().member),
    ):
        RegistrationFactory(event=event, member=member, state=state)
    former = MembershipFactory(body=body, state=Membership.State.RESIGNED).member
    found = {
        "visitor": None,
        "draft": UserFactory(),
        "member": MemberFactory().user,
        "body": MembershipFactory(body=body).member.user,
        "former": former.user,
        "guest": guest.user,
        "waiting": waiting.user,
        "cancelled": cancelled.user,
        "suspended": suspended.user,
        "listed": UserFactory(),
        "coordinator": coordinator("forums"),
        "foreign": coordinator("focus-group"),
    }
    clients = {}
    for name, user in found.items():
        clients[name] = Client()
        if user is not None:
            clients[name].force_login(user)
    clients["users"] = found
    return clients


EVERYBODY = {
    *("visitor", "draft", "member", "body", "former", "guest", "waiting", "cancelled", "suspended", "listed"),
    *("coordinator", "foreign"),
}
WITH_ACCESS = {"member", "body", "former", "waiting", "cancelled", "coordinator"}
MAY_OPEN = {
    Classification.PUBLIC: EVERYBODY,
    Classification.MEMBERS: WITH_ACCESS,
    Classification.BODY: {"body", "coordinator"},
    Classification.PARTICIPANTS: {"guest", "coordinator"},
    Classification.RESTRICTED: {"listed", "coordinator"},
    # The event is public.
    Classification.OWNER: EVERYBODY,
}


def test_each_path_lets_the_same_people_in(people, event, body, soak):
    """One of each classification for the event, and one for an item of its agenda. Pages and downloads, which ask the same
    function, are opened in turn; with --soak each of both."""
    item = AgendaItemFactory(event=event)
    made = {
        (classification, of_item): DocumentFactory(
            event=event, body=body, classification=classification, agenda_item=item if of_item else None
        )
        for classification, of_item in product(Classification, (False, True))
    }
    for document in made.values():
        DocumentReader.objects.create(document=document, member=people["users"]["listed"].member)
    urls = {
        key: {"page": one.get_absolute_url(), "download": reverse("library:document-download", args=[one.key])}
        for key, one in made.items()
    }
    found = {key: {path: set() for path in ("visible", "page", "download", "list", "panel")} for key in made}
    for person in sorted(EVERYBODY):
        client, user = people[person], people["users"][person] or AnonymousUser()
        visible = set(visible_documents(user, NOW))
        listed, panel = (client.get(url).content.decode() for url in (LIST, event.get_absolute_url()))
        for key, document in made.items():
            seen = {"visible": document in visible, "list": urls[key]["page"] in listed, "panel": urls[key]["page"] in panel}
            for path in ("page", "download") if soak else ("download",) if key[1] else ("page",):
                status = client.get(urls[key][path]).status_code
                assert status in (200, 404)
                seen[path] = status == 200
            for path in seen:
                found[key][path] |= {person} if seen[path] else set()
    for (classification, of_item), paths in found.items():
        asked = paths if soak else paths.keys() - {"page" if of_item else "download"}
        allowed = MAY_OPEN[classification]
        assert {path: paths[path] for path in asked} == dict.fromkeys(asked, allowed), (classification, of_item)


def test_what_is_not_out_is_for_staff_alone(people, event, body):
    def opened(*documents):
        """Who opens the page of each, and who finds it in the list."""
        found = [(set(), set()) for _ in documents]
        for name in EVERYBODY:
            listed = people[name].get(LIST).content.decode()
            for (page, lists), url in zip(found, (one.get_absolute_url() for one in documents), strict=True):
                page |= {name} if people[name].get(url).status_code == 200 else set()
                lists |= {name} if url in listed else set()
        return found

    hidden = DocumentFactory(event=event, classification=Classification.PUBLIC, is_published=False)
    no_file = DocumentFactory(event=event, classification=Classification.PUBLIC, text=False)
    assert opened(hidden, no_file) == [({"coordinator"}, {"coordinator"}), ({"coordinator"}, set())]
    # Who has a place at the event may see what is public of it, whatever became of its page.
    shown = DocumentFactory(event=event, classification=Classification.PUBLIC)
    for values in ({"state": Event.State.DRAFT}, {"state": Event.State.PUBLISHED, "audience": Event.Audience.INVITED}):
        Event.objects.filter(pk=event.pk).update(**values)
        assert opened(shown) == [({"coordinator", "guest"}, {"coordinator", "guest"})], values


def test_the_file_comes_to_be_saved_and_can_do_nothing(client):
    document = DocumentFactory(classification=Classification.PUBLIC, text="=1+1\n<b>")
    response = client.get(reverse("library:document-download", args=[document.key]))
    assert b"".join(response.streaming_content) == b"=1+1\n<b>"
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%EB%B0%9C%ED%91%9C")
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = set(response["Content-Security-Policy"].split("; "))
    assert policy == {"sandbox", "default-src 'none'", "frame-ancestors 'none'"}
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_the_ledger_says_who_took_what(client):
    document = DocumentFactory(classification=Classification.PUBLIC)
    url = reverse("library:document-download", args=[document.key])
    assert client.get(url).status_code == 200
    assert client.head(url).status_code == 200
    member = MemberFactory()
    client.force_login(member.user)
    assert client.get(url).status_code == 200
    assert list(Download.objects.order_by("pk").values_list("version", "user", "at")) == [
        (document.current_id, None, NOW),
        (document.current_id, member.user_id, NOW),
    ]
    assert client.post(url).status_code == 405


def test_a_missing_file_is_not_there_and_no_crash(client, caplog):
    document = DocumentFactory(classification=Classification.PUBLIC)
    default_storage.delete(document.current.file.name)
    assert client.get(reverse("library:document-download", args=[document.key])).status_code == 404
    assert "missing" in caplog.text
    assert not Download.objects.exists()


def test_an_unknown_document_or_version_is_not_there(client):
    document = DocumentFactory(classification=Classification.PUBLIC)
    assert client.get(f"/library/{uuid.uuid4()}/").status_code == 404
    assert client.get(f"/library/{uuid.uuid4()}/download/").status_code == 404
    assert client.get("/library/1/").status_code == 404
    assert client.get(reverse("library:version-download", args=[document.key, 2])).status_code == 404
    assert client.get(f"/library/{document.key}/download/{10**30}/").status_code == 404


def test_earlier_versions_are_for_staff(client):
    document = DocumentFactory(classification=Classification.PUBLIC, text="one")
    add_version(document=document, upload=SimpleUploadedFile("b.txt", b"two"), by=None, now=NOW)
    first = reverse("library:version-download", args=[document.key, 1])
    assert client.get(first).status_code == 404
    latest = client.get(reverse("library:document-download", args=[document.key]))
    assert b"".join(latest.streaming_content) == b"two"
    client.force_login(coordinator("forums"))
    assert b"".join(client.get(first).streaming_content) == b"one"
    assert first in client.get(document.get_absolute_url()).content.decode()


def test_the_list_is_narrowed_by_what_makes_sense(client):
    documents = [
        DocumentFactory(event=None, classification=Classification.PUBLIC, title_en="Mould design", title_ko="금형 설계 자료"),
        DocumentFactory(event=None, classification=Classification.PUBLIC, programme="focus-group"),
        DocumentFactory(event=None, classification=Classification.PUBLIC),
    ]
    for query, found in (
        ("", [0, 1, 2]),
        ("?q=mould", [0]),
        ("?q=금형 자료", [0]),
        ("?q=nothing-such", []),
        ("?q=%00", [0, 1, 2]),
        ("?programme=focus-group", [1]),
        ("?programme=nonsense&page=99", [0, 1, 2]),
        ("?q=" + "x" * 5000, []),
    ):
        html = client.get(LIST + query).content.decode()
        assert [place for place, one in enumerate(documents) if one.get_absolute_url() in html] == found, query[:40]


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as counted:
        client.get(url)
    return len(counted)


def test_lists_cost_the_same_for_one_and_thirty():
    event = EventFactory()
    client = Client()
    client.force_login(RegistrationFactory(event=event).member.user)
    urls = (LIST, event.get_absolute_url())
    DocumentFactory(event=event)
    one = [queries(client, url) for url in urls]
    DocumentFactory.create_batch(29, event=event)
    assert [queries(client, url) for url in urls] == one


def test_a_visitors_page_of_an_event_shows_a_new_public_document_at_once(client):
    event = EventFactory()
    client.get(event.get_absolute_url())
    document = DocumentFactory(event=event, classification=Classification.PUBLIC)
    assert document.get_absolute_url() in client.get(event.get_absolute_url()).content.decode()
    document.classification = Classification.PARTICIPANTS
    document.save()
    assert document.get_absolute_url() not in client.get(event.get_absolute_url()).content.decode()

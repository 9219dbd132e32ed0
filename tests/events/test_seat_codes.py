"""The code of a seat where its holder meets it: in mails and on the own pages."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.urls import reverse

from council.events import seat_codes, services
from council.events.models import Event, Registration
from council.messaging.models import DeliveredMail, Message
from council.messaging.rendering import build_mail
from council.messaging.services import deliver
from tests.factories import NOW, EventFactory, MemberFactory, RegistrationFactory, UserFactory

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n"


def registered(**kwargs):
    return services.register_member(event=EventFactory(**kwargs), member=MemberFactory(), now=NOW)


def parts_of(message):
    return message_from_bytes(build_mail(message).message().as_bytes(), policy=policy.default)


def test_the_confirmation_has_the_code_as_picture_and_in_letters():
    registration = registered()
    mail = parts_of(Message.objects.get())
    code = seat_codes.short_code(registration.code)
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert f"Seat code: {code} (" in text
    assert code in html
    assert 'src="cid:seat-code"' in html
    pictures = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert [part["Content-ID"] for part in pictures] == ["<seat-code>"]
    assert pictures[0].get_content_disposition() == "inline"
    assert pictures[0].get_filename() == f"seat-code-{code}.png"
    assert pictures[0].get_content().startswith(PNG)
    # The calendar entry is still there, both ways.
    kinds = [part.get_content_type() for part in mail.walk()]
    assert [kinds.count(kind) for kind in ("text/calendar", "application/ics")] == [1, 1]


def test_without_a_door_or_a_seat_there_is_no_code():
    registered(format=Event.Format.ONLINE)
    registered(capacity=0)
    registered(mode=Event.Mode.APPROVAL)
    for message in Message.objects.all():
        assert message.context["seat_code"] == ""
        assert b"seat-code" not in build_mail(message).message().as_bytes()


def test_a_code_that_is_gone_is_no_picture():
    assert seat_codes.resolve_attachment({"registration": 0}, "en") is None


def test_staff_see_the_picture_in_the_preview_and_in_the_mailbox(client):
    registered()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    addresses = [reverse("admin:messaging_message_html", args=[Message.objects.get().pk])]
    deliver()
    addresses.append(reverse("admin:messaging_deliveredmail_html", args=[DeliveredMail.objects.get().pk]))
    for address in addresses:
        html = client.get(address).content.decode()
        assert 'src="data:image/png;base64,iVBOR' in html
        assert "cid:" not in html


@pytest.fixture
def me(client):
    with time_machine.travel(NOW, tick=False):
        member = MemberFactory()
        client.force_login(member.user)
        yield member


def source(client, name, *args):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_stands_on_ones_own_pages(client, me):
    events = [EventFactory(starts_at=NOW + timedelta(days=number)) for number in range(1, 6)]
    codes = [seat_codes.short_code(RegistrationFactory(event=event, member=me).code) for event in events]
    page = source(client, "portal:my")
    assert [code in page for code in codes] == [True, False, False, False, False]
    assert page.count('class="qr-image"') == 1
    page = source(client, "events:my-registrations")
    assert all(code in page for code in codes)
    assert page.count('class="qr-image"') == 3
    for name in ("events:event-detail", "events:seat-code"):
        assert codes[4] in source(client, name, events[4].slug)
    # Nothing of it is inline style or script.
    assert "style=" not in page


@pytest.mark.parametrize("state", [State for State in Registration.State if State != "confirmed"])
def test_without_a_seat_there_is_none(client, me, state):
    registration = RegistrationFactory(member=me, state=state)
    assert client.get(reverse("events:seat-code", args=[registration.event.slug])).status_code == 404
    for name, args in (("portal:my", ()), ("events:my-registrations", ()), ("events:event-detail", (registration.event.slug,))):
        assert "qr-image" not in source(client, name, *args)


def test_my_attendance_takes_as_many_queries_for_thirty_as_for_one(client, me, count_queries):
    counted = []
    for number in (1, 24):
        for _ in range(number):
            RegistrationFactory(member=me, event=EventFactory(starts_at=NOW - timedelta(days=3)))
        counted.append(count_queries(lambda: client.get(reverse("events:my-attendance"))))
    assert counted[0] == counted[1]
    assert counted[0] <= 14

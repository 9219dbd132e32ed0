"""Certificates of attendance, and whether they are true."""

import re
import zlib
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from council.events import documents, services
from council.events.masking import masked
from council.events.models import Certificate, Event, Registration
from council.events.services import attendance_errors as refusals
from council.events.services import errors
from council.messaging.models import DeliveredMail, Message
from council.messaging.services import deliver
from council.programmes import message_kinds
from tests.events.test_races import race
from tests.factories import (
    NOW,
    AttendanceFactory,
    CertificateFactory,
    EventFactory,
    MemberFactory,
    OrganisationFactory,
    RegistrationFactory,
    coordinator,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
PAST = NOW - timedelta(days=3)


@pytest.fixture
def registration():
    """Of someone who was at an event that is over."""
    event = EventFactory(
        slug="past", title_ko="사출성형 기술 교류회", title_en="Moulding exchange", starts_at=NOW - timedelta(days=3)
    )
    member = MemberFactory(given_name="가람", given_name_en="Garam", organisation=OrganisationFactory(name_ko="달무리사출"))
    registration = RegistrationFactory(event=event, member=member)
    AttendanceFactory(registration=registration)
    return registration


def issue(registration):
    return services.issue_certificate(registration=registration, now=NOW)


def url(slug="past"):
    return reverse("events:certificate", args=[slug])


def verified(client, certificate, status=200):
    answer = client.get(reverse("events:verify-code", args=[certificate.code]))
    assert answer.status_code == status
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_issued_once(registration):
    first = issue(registration)
    assert issue(registration) == first == Certificate.objects.get()
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{16}", first.code)
    assert (first.name_ko, first.name_en, first.organisation_ko) == ("김가람", "KIM Garam", "달무리사출")


@pytest.mark.django_db(transaction=True)
def test_asked_for_many_times_at_once(registration):
    answers = race(*(lambda: issue(registration) for _ in range(12)))
    assert len({answer.pk for answer in answers}) == 1


def test_who_gets_none(registration):
    event = registration.event
    with pytest.raises(refusals.NotAttendedError):
        issue(RegistrationFactory(event=event))
    services.undo_attendance(attendance=registration.attendances.get(), by=coordinator("forums"), now=NOW)
    with pytest.raises(refusals.NotAttendedError):
        issue(registration)
    coming = AttendanceFactory(registration__event=EventFactory(ends_at=NOW + timedelta(minutes=1), starts_at=NOW))
    with pytest.raises(refusals.NotOverError):
        issue(coming.registration)
    nameless = MemberFactory(family_name="", given_name="", family_name_en="", given_name_en="")
    with pytest.raises(refusals.NameMissingError):
        issue(AttendanceFactory(registration__event=event, registration__member=nameless).registration)
    Event.objects.update(state=Event.State.CANCELLED)
    with pytest.raises(errors.EventCancelled):
        issue(registration)
    assert not Certificate.objects.exists()


def test_withdrawn_and_issued_anew(registration, client):
    staff, first = coordinator("forums"), issue(registration)
    assert "This certificate is valid" in verified(client, first)
    for _ in range(2):
        services.withdraw_certificate(certificate=first, by=staff, now=NOW, reason="An error.")
    assert "This certificate is withdrawn" in verified(client, first)
    with pytest.raises(refusals.WithdrawnError):
        issue(registration)
    second = services.issue_anew(certificate=first, by=staff, now=NOW)
    assert second.code != first.code
    assert issue(registration) == second
    third = services.issue_anew(certificate=second, by=staff, now=NOW)
    assert list(Certificate.objects.valid()) == [third]
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(registration=registration, code="x" * 16, issued_at=NOW, name_ko="김", name_en="K")


def test_undone_attendance_and_a_cancelled_event_make_it_untrue(registration, client):
    certificate = issue(registration)
    record = registration.attendances.get()
    services.undo_attendance(attendance=record, by=coordinator("forums"), now=NOW)
    assert "This certificate is withdrawn" in verified(client, certificate)
    AttendanceFactory(registration=registration)
    assert "This certificate is valid" in verified(client, certificate)
    Event.objects.update(state=Event.State.CANCELLED)
    assert "This certificate is withdrawn" in verified(client, certificate)


def test_a_new_name_makes_no_others_certificate(registration, client):
    certificate = issue(registration)
    member = registration.member
    member.family_name, member.given_name = "박", "새론"
    member.save()
    assert issue(registration).name_ko == "김가람"
    assert "K** G****" in verified(client, certificate)


def test_the_name_is_masked_unless_its_holder_shows_it(registration, client):
    certificate = issue(registration)
    said = verified(client, certificate)
    assert "Garam" not in said
    for expected in ("K** G****", "Moulding exchange", "30 Oct 2026 (Fri) 10:00–13:00", "2 Nov 2026 (Mon)"):
        assert expected in said
    client.force_login(registration.member.user)
    page = client.get(reverse("events:my-attendance")).content.decode()
    assert "Attended 1" in page
    for shows, expected in (("1", "KIM Garam"), ("0", "K** G****")):
        client.post(reverse("events:my-attendance"), {"certificate": certificate.pk, "shows_name": shows})
        assert expected in verified(client, certificate)
    client.force_login(MemberFactory().user)
    for key in (certificate.pk, "x", "", "9" * 30):
        assert client.post(reverse("events:my-attendance"), {"certificate": key, "shows_name": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("김가람", "김*람"),
        ("김솔", "김*"),
        ("남궁가람", "남**람"),
        ("KIM Garam", "K** G****"),
        ("Madonna", "M******"),
        ("솔", "솔"),
        ("오라온 (demo)", "오*온"),
    ],
)
def test_masking(name, expected):
    assert masked(name) == expected


def test_unknown_codes_say_one_thing(client, registration):
    issue(registration)
    for code in ("0" * 16, "nonsense", "<script>", "x" * 300):
        answer = client.get(reverse("events:verify-code", args=[code]))
        assert answer.status_code == 404
        assert "There is no certificate with this code." in answer.content.decode()
    assert client.get(reverse("events:verify"), {"code": ""}).status_code == 404


def test_a_typed_code_leads_there(client, registration):
    code = issue(registration).code
    typed = f" {services.written(code).lower().replace('0', 'o')} "
    answer = client.get(reverse("events:verify"), {"code": typed})
    assert (answer.status_code, answer.url) == (302, f"/verify/{code}/")


def texts_of(pdf: bytes) -> bytes:
    """Everything that the streams of a PDF hold, unpacked."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            found.append(stream)
    return b"\n".join(found)


@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/ko", "ko")])
def test_the_pdf_has_its_language_and_embeds_its_font(client, registration, prefix, language):
    client.force_login(registration.member.user)
    address = prefix + url()
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    pdf = answer.content
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) < 200_000
    everything = pdf + texts_of(pdf)
    assert b"NotoSansCJKkr" in everything
    assert re.search(rb"/FontFile\d? \d+ 0 R", everything)
    assert f"/Lang({language}".encode() in everything.replace(b"/Lang (", b"/Lang(")
    # The same again: what was issued does not change with the day it is fetched.
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        assert client.get(address).content == pdf


def test_hostile_words_are_only_words(client, registration):
    # What the font has not keeps nobody from his certificate.
    Event.objects.update(title_en='#panic("x") $1/0$ *b* \\ "q" 👍 สมชาย ' + "long title " * 20)
    member = registration.member
    member.given_name_en = '#read("/etc/passwd")'
    member.save()
    client.force_login(member.user)
    assert client.get(url()).status_code == 200


def test_refused_with_the_reason(client, registration):
    other = RegistrationFactory(event=registration.event)
    client.force_login(other.member.user)
    answer = client.get(url())
    assert answer.status_code == 409
    assert "No attendance of yours is recorded for this event." in answer.content.decode()
    client.force_login(MemberFactory().user)
    assert client.get(url()).status_code == 404


def test_an_earlier_registration_led_there(client, registration):
    """Cancelled by mistake after the door, and registered once more."""
    Registration.objects.update(state=Registration.State.CANCELLED, ended_at=NOW)
    RegistrationFactory(event=registration.event, member=registration.member)
    client.force_login(registration.member.user)
    assert client.get(url()).status_code == 200
    assert Certificate.objects.get().registration == registration


def test_days_attended_are_told_once(registration):
    event = registration.event
    Event.objects.update(ends_at=event.starts_at + timedelta(days=1))
    first = event.starts_at.date()
    AttendanceFactory(registration=registration, day=first + timedelta(days=1))
    assert services.days_attended(registration) == [date(2026, 10, 30), date(2026, 10, 31)]


# Issued by staff, who tell the holders.


def told():
    return list(Message.objects.filter(kind="certificate-ready").order_by("pk"))


def test_staff_issue_to_all_who_came_and_each_is_told_once(registration):
    event, staff = registration.event, coordinator("forums")
    korean = AttendanceFactory(registration__event=event, registration__member=MemberFactory(language="ko")).registration
    opened, withdrawn = (AttendanceFactory(registration__event=event).registration for _ in range(2))
    issue(opened)
    services.withdraw_certificate(certificate=issue(withdrawn), by=staff, now=NOW)
    nameless = MemberFactory(family_name="", given_name="", family_name_en="", given_name_en="")
    AttendanceFactory(registration__event=event, registration__member=nameless)
    RegistrationFactory(event=event)
    made, failed = services.issue_certificates(event=event, by=staff, now=NOW)
    assert [one.registration for one in made] == [registration, korean]
    assert [(one.member, type(error)) for one, error in failed] == [(nameless, refusals.NameMissingError)]
    assert services.issue_certificates(event=event, by=staff, now=NOW)[0] == []
    assert [message.user_id for message in told()] == [registration.member.user_id, korean.member.user_id]
    deliver()
    texts = [
        message_from_bytes(bytes(mail.source), policy=default).get_body(("plain",)).get_content()
        for mail in DeliveredMail.objects.order_by("pk")
    ]
    assert "/events/past/certificate.pdf" in texts[0]
    assert services.written(made[0].code) in texts[0]
    assert "/ko/events/past/certificate.pdf" in texts[1]
    # Not essential: whoever switched it off has the certificate all the same, and no mail.
    assert not message_kinds.get("certificate-ready").essential


def test_one_issued_anew_is_told_and_the_withdrawn_one_no_more(registration):
    staff = coordinator("forums")
    first = services.issue_certificates(event=registration.event, by=staff, now=NOW)[0][0]
    second = services.issue_anew(certificate=first, by=staff, now=NOW)
    deliver()
    assert [(message.context["certificate_id"], message.state) for message in told()] == [
        (first.pk, Message.State.CANCELLED),
        (second.pk, Message.State.SENT),
    ]


def test_a_certificate_that_its_holder_opened_is_not_told(registration):
    issue(registration)
    assert told() == []


@pytest.mark.django_db(transaction=True)
def test_two_of_staff_issue_at_once(registration):
    event, staff = registration.event, coordinator("forums")
    for _ in range(4):
        AttendanceFactory(registration__event=event)
    race(*(lambda: services.issue_certificates(event=event, by=staff, now=NOW) for _ in range(4)))
    assert Certificate.objects.count() == 5
    assert len(told()) == 5


def test_the_report_has_the_button_once_the_event_is_over(client, registration):
    event = registration.event
    page = reverse("admin:events_attendance_event", args=[event.pk])
    client.force_login(coordinator("forums"))
    assert "Issue the certificates and tell the holders" in client.get(page).content.decode()
    answer = client.post(page, follow=True)
    assert "1 certificate issued; its holder is told." in answer.content.decode()
    assert "Everybody who came has a certificate already." in client.post(page, follow=True).content.decode()
    assert len(told()) == 1
    Event.objects.update(ends_at=NOW + timedelta(hours=1))
    assert "Issue the certificates" not in client.get(page).content.decode()
    assert "ready once the event is over" in client.post(page, follow=True).content.decode()
    client.force_login(coordinator("focus-group"))
    assert client.post(page).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_many_certificates_at_the_same_moment():
    certificate = CertificateFactory()
    made = race(*(lambda: documents.certificate_pdf(certificate, "ko") for _ in range(6)))
    assert {one[:5] for one in made} == {b"%PDF-"}

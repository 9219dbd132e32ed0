"""What people are told of their choice of sessions: once for each set of changes, with the entries for their calendars."""

import email
import email.policy
from datetime import timedelta

import pytest
from django.test.signals import template_rendered
from icalendar import Calendar

from council.events import ical, services
from council.events.models import AgendaItem, AgendaRegistration, Event, Registration
from council.events.services import feeds
from council.events.services import session_letters as letters
from council.messaging.models import DeliveredMail, Message
from council.messaging.rendering import render
from council.messaging.services import deliver
from tests.factories import NOW, EventFactory, MemberFactory, OrganisationFactory, SessionFactory, coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
State = AgendaRegistration.State


@pytest.fixture
def event():
    """Three sessions one after the other, of one place each."""
    made = EventFactory(title_en="Moulding days")
    for place, title in enumerate(("One", "Two", "Three")):
        starts_at = made.starts_at + timedelta(hours=place)
        SessionFactory(event=made, title_en=title, room=f"R{place}", capacity=1, starts_at=starts_at)
    return made


def register(event, **member):
    return services.register_member(event=event, member=MemberFactory(**member), now=NOW)


def choose(registration, *titles, by=None):
    items = registration.event.agenda.filter(title_en__in=titles).values_list("pk", flat=True)
    return services.choose_sessions(registration=registration, items=list(items), by=by or registration.member.user, now=NOW)


def letters_to(registration, *kinds):
    found = Message.objects.filter(user=registration.member.user_id, kind__in=kinds or (letters.CHOSEN,))
    return list(found.order_by("pk"))


def said(message):
    """The titles with “place” or “waits”, and what was given up."""
    told = [(one["title"], "place" if one["has_place"] else "waits") for one in message.context["sessions"]]
    return told, [one["title"] for one in message.context["left"]]


def entries(registration, language="en"):
    """The attached entries: `{title: (status, sequence)}`."""
    _name, content, _kind = ical.resolve_sessions({"registration": registration.pk}, language)
    found = Calendar.from_ical(content).walk("VEVENT")
    return {str(one["summary"]): (str(one["status"]), one["sequence"]) for one in found}


def test_one_letter_for_each_set_of_changes(event):
    first, second = register(event), register(event)
    choose(first, "One", "Two")
    choose(second, "One", "Three")
    choose(second, "One", "Three")
    choose(second, "Three")
    choose(second)
    assert [said(one) for one in letters_to(second)] == [
        ([("One", "waits"), ("Three", "place")], []),
        ([("Three", "place")], ["One"]),
        ([], ["Three"]),
    ]
    assert [said(one) for one in letters_to(first)] == [([("One", "place"), ("Two", "place")], [])]
    assert {one.context["why"] for one in letters_to(second)} == {letters.BY_SELF}


def test_who_chooses_the_same_again_after_all_is_told_again(event):
    one = register(event)
    for titles in (("One",), (), ("One",), ()):
        choose(one, *titles)
    assert [said(message) for message in letters_to(one)] == [
        ([("One", "place")], []),
        ([], ["One"]),
    ] * 2


def test_what_moves_up_is_told_by_its_own_letter_and_not_twice(event):
    first, second = register(event), register(event)
    choose(first, "One")
    choose(second, "One")
    choose(first)
    assert len(letters_to(second)) == 1
    assert len(letters_to(second, letters.PROMOTED)) == 1
    # Several at once are one letter.
    third, fourth = register(event), register(event)
    choose(third, "Two", "Three")
    choose(fourth, "Two", "Three")
    services.cancel_registration(registration=third, by=third.member.user, now=NOW)
    assert letters_to(fourth, letters.PROMOTED) == []
    told = letters_to(fourth)[-1]
    assert (told.context["why"], said(told)) == (letters.FROM_THE_QUEUE, ([("Two", "place"), ("Three", "place")], []))


def test_the_attached_entries_are_those_of_the_personal_calendar(event):
    first, second = register(event), register(event)
    choose(first, "One")
    choose(second, "One", "Two")
    assert entries(second) == {"One": ("TENTATIVE", 0), "Two": ("CONFIRMED", 1)}
    choose(second, "One")
    assert entries(second) == {"One": ("TENTATIVE", 0), "Two": ("CANCELLED", 2)}
    choose(first)
    assert entries(second) == {"One": ("CONFIRMED", 1), "Two": ("CANCELLED", 2)}
    own = feeds.own_entries(member=second.member, now=NOW)
    feed = Calendar.from_ical(ical.own_feed(own, "en", "Mine"))
    known = {str(one["summary"]): (str(one["status"]), one["sequence"]) for one in feed.walk("VEVENT") if one.get("related-to")}
    assert known == entries(second)
    services.cancel_registration(registration=second, by=second.member.user, now=NOW)
    assert {status for status, _sequence in entries(second).values()} == {"CANCELLED"}
    cancelled = letters_to(second, "registration-cancelled")[0]
    assert [one["kind"] for one in cancelled.attachments] == ["event-calendar-entry", "event-session-entries"]


def test_who_goes_back_to_the_waiting_list_gets_the_cancelling_entries():
    event = SessionFactory(event=EventFactory(capacity=2)).event
    register(event)
    one = register(event)
    services.choose_sessions(registration=one, items=[event.agenda.get().pk], by=one.member.user, now=NOW)
    services.change_capacity(event=event, capacity=1, by=coordinator("forums"), now=NOW, moved_back=[one.pk])
    told = letters_to(one, "seat-withdrawn")[0]
    assert [reference["kind"] for reference in told.attachments] == ["event-calendar-entry", "event-session-entries"]
    assert [status for status, _sequence in entries(one).values()] == ["CANCELLED"]


def test_staff_choose_and_the_letter_says_who_it_was(event):
    one = register(event)
    choose(one, "One", by=coordinator("forums"))
    choose(one, "Two", by=coordinator("forums"))
    assert [message.context["why"] for message in letters_to(one)] == [letters.BY_STAFF] * 2
    assert "The organisers have changed your sessions at “Moulding days”." in render(letters_to(one)[1]).text
    assert one.choices.get(item__title_en="One").reason == AgendaRegistration.Reason.STAFF


def test_a_colleague_is_told_of_the_sessions_that_come_with_the_seat(event):
    organisation = OrganisationFactory()
    one = register(event, organisation=organisation)
    choose(one, "One", "Three")
    received = services.transfer_registration(
        registration=one, to=MemberFactory(organisation=organisation), by=one.member.user, now=NOW
    )
    (told,) = letters_to(received)
    assert (told.context["why"], said(told)) == (letters.WITH_THE_SEAT, ([("One", "place"), ("Three", "place")], []))


def test_letters_in_both_languages_arrive_with_the_file(event):
    people = [register(event, language=language) for language in ("en", "ko")]
    AgendaItem.objects.update(title_ko="첫 분과", title_en="One")
    first = event.agenda.first()
    for one in people:
        services.choose_sessions(registration=one, items=[first.pk], by=one.member.user, now=NOW)
    Message.objects.exclude(kind=letters.CHOSEN).delete()
    deliver()
    mails = [
        email.message_from_bytes(bytes(mail.source), policy=email.policy.default)
        for mail in DeliveredMail.objects.order_by("pk")
    ]
    texts = [mail.get_body(("plain",)).get_content() for mail in mails]
    assert "One\n16 Nov 2026 (Mon) 10:00–11:00 · R0\nYou have a place." in texts[0]
    assert "You are on the waiting list and move up by yourself." not in texts[0]
    assert "첫 분과\n2026년 11월 16일(월) 10:00–11:00 · R0" in texts[1]
    for mail in mails:
        (file,) = mail.iter_attachments()
        assert file.get_filename() == f"{event.slug}-sessions.ics"
        assert len(Calendar.from_ical(file.get_content()).walk("VEVENT")) == 1


@pytest.mark.parametrize("then", ["another choice", "seat given up", "moved up", "called off", "nothing"])
def test_what_is_not_true_any_more_is_not_sent(event, then):
    first, second = register(event), register(event)
    choose(first, "One")
    choose(second, "One")
    (told,) = letters_to(second)
    if then == "another choice":
        choose(second, "Two")
    elif then == "seat given up":
        services.cancel_registration(registration=second, by=second.member.user, now=NOW)
    elif then == "moved up":
        choose(first)
    elif then == "called off":
        before = list(event.agenda.all())
        AgendaItem.objects.filter(title_en="One").update(is_cancelled=True)
        services.settle_sessions(event=event, before=before, by=None, now=NOW)
    assert letters.chosen_is_true(told.context) is (then in ("moved up", "called off", "nothing"))
    # Whatever became of it, what is so now has been told.
    assert len(letters_to(second, *letters.KINDS, letters.CHOSEN, "registration-cancelled")) == 1 + (then != "nothing")
    assert Registration.objects.filter(pk=second.pk).exists()


def test_a_seat_that_is_handed_over_takes_its_sessions_out_of_the_givers_calendar(event):
    company = OrganisationFactory()
    giver, colleague = register(event, organisation=company), MemberFactory(organisation=company)
    choose(giver, "One", "Three")
    received = services.transfer_registration(registration=giver, to=colleague, by=giver.member.user, now=NOW)
    assert [said(one) for one in letters_to(received)] == [([("One", "place"), ("Three", "place")], [])]
    ended = letters_to(giver, "registration-cancelled")
    assert [one.attachments[-1] for one in ended] == [{"kind": "event-session-entries", "registration": giver.pk}]
    assert {status for status, _sequence in entries(giver).values()} == {"CANCELLED"}
    assert {status for status, _sequence in entries(received).values()} == {"CONFIRMED"}
    # Brought back and choosing anew, the giver is told anew.
    back = services.reinstate_registration(registration=giver, by=coordinator("forums"), now=NOW)
    choose(back, "Two")
    assert [said(one) for one in letters_to(giver)][-1] == ([("Two", "place")], [])


def test_who_chose_sessions_of_an_event_that_moves_gets_their_entries_anew(event):
    chooser, other, waiting = register(event), register(event), register(event)
    Registration.objects.filter(pk=waiting.pk).update(state=Registration.State.WAITLISTED)
    choose(chooser, "One")
    before = entries(chooser)
    moved = Event.objects.get(pk=event.pk)
    moved.starts_at, moved.ends_at = moved.starts_at + timedelta(days=1), moved.ends_at + timedelta(days=1)
    services.apply_event_changes(event=moved, by=None, now=NOW)
    attached = {one: letters_to(one, "event-changed")[0].attachments for one in (chooser, other, waiting)}
    assert {one: [each["kind"] for each in found] for one, found in attached.items()} == {
        chooser: ["event-calendar-entry", "event-seat-code", "event-session-entries"],
        other: ["event-calendar-entry", "event-seat-code"],
        waiting: [],
    }
    assert (before, entries(chooser)) == ({"One": ("CONFIRMED", 1)}, {"One": ("CONFIRMED", 2)})


def test_no_letter_is_rendered_while_the_seats_are_held(event):
    """What is written into the outbox are facts; the sender makes letters of them."""
    rendered = []

    def note(template, **_more):
        rendered.append(template.name)

    employer = OrganisationFactory()
    giver, taker, waiting = register(event, organisation=employer), MemberFactory(organisation=employer), register(event)
    choose(giver, "One", "Two")
    choose(waiting, "One")
    template_rendered.connect(note)
    try:
        received = services.transfer_registration(registration=giver, to=taker, by=giver.member.user, now=NOW)
        services.cancel_registration(registration=received, by=taker.user, now=NOW)
        assert rendered == []
        for message in Message.objects.all():
            render(message)
    finally:
        template_rendered.disconnect(note)
    told = {(one.kind, one.user_id) for one in Message.objects.all()}
    assert {
        ("registration-cancelled", giver.member.user_id),
        ("seat-handed-over", taker.user_id),
        (letters.CHOSEN, taker.user_id),
        (letters.PROMOTED, waiting.member.user_id),
    } <= told
    assert f"events/email/{letters.PROMOTED}/body.txt" in rendered

"""Agenda, clearance, notice: nothing goes out that nobody else has cleared, by whatever way it changed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext

from council import bilingual
from council.events.ical import session_calendar
from council.events.models import AgendaItem, AgendaRegistration, Registration
from council.events.services import session_letters
from council.events.shown_agenda import shown_agenda
from council.library.permissions import visible_documents
from council.messaging.models import Message
from council.messaging.rendering import render
from council.programmes import message_kinds
from council.reminders.services import plan_reminders
from forums.models import ItemClearance, ItemProposal, RiskTerm
from forums.services import meetings as services
from forums.services.errors import NotYours, ReasonMissing, WrongState
from forums.services.meetings import errors, running
from tests.factories import (
    NOW,
    AgendaItemFactory,
    DocumentFactory,
    MemberFactory,
    MembershipFactory,
    OrganisationFactory,
    RegistrationFactory,
    SpeakerFactory,
)
from tests.forums.factories.meetings import IndustryFactory
from tests.forums.meetings.people import item_values, small_forum

pytestmark = pytest.mark.django_db
SECRET = "Unclearedtalk"


def clear(forum, item, by=None, **values):
    seen = values.pop("seen", None) or services.digest(AgendaItem.objects.get(pk=item.pk))
    values = {"is_cleared": True, "by": by or forum.colleague, "now": NOW, **values}
    return services.clear_item(meeting=forum.meeting, item=item, seen=seen, **values)


def state(forum):
    forum.meeting.refresh_from_db()
    return forum.meeting.state


def test_an_agenda_from_proposal_to_notice():
    forum = small_forum()
    meeting, member = forum.meeting, forum.members[0]
    with pytest.raises(errors.NoAgenda):
        services.submit_agenda(meeting=meeting, by=forum.desk, now=NOW)
    words = {"title_ko": "", "title_en": "Vents", "text": "How deep?"}
    with pytest.raises(NotYours):
        services.propose_item(meeting=meeting, by=forum.outsider.user, now=NOW, **words)
    with pytest.raises(NotYours):
        services.add_item(meeting=meeting, by=member.user, now=NOW, **item_values(meeting))
    proposal = services.propose_item(meeting=meeting, by=member.user, now=NOW, **words)
    other = services.propose_item(meeting=meeting, by=member.user, now=NOW, **words)
    with pytest.raises(ReasonMissing):
        services.decline_proposal(proposal=other, by=forum.chair.user, now=NOW, word=" ")
    services.decline_proposal(proposal=other, by=forum.chair.user, now=NOW, word="Twice.")
    item = services.take_proposal(proposal=proposal, by=forum.chair.user, now=NOW, **item_values(meeting, title_en="Vents"))
    with pytest.raises(WrongState):
        services.take_proposal(proposal=proposal, by=forum.chair.user, now=NOW, **item_values(meeting))
    assert list(ItemProposal.objects.values_list("state", "item")) == [("taken", item.pk), ("declined", None)]
    with pytest.raises(errors.NotThere):
        services.add_item(meeting=meeting, by=forum.desk, now=NOW, **item_values(meeting, ends_at=meeting.event.starts_at))
    second = services.add_item(meeting=meeting, by=forum.desk, now=NOW, **item_values(meeting))
    services.submit_agenda(meeting=meeting, by=forum.chair.user, now=NOW)
    # Who wrote an item does not clear it; who is neither chair nor desk clears none.
    with pytest.raises(errors.OwnItem):
        clear(forum, item, by=forum.chair.user)
    with pytest.raises(NotYours):
        clear(forum, item, by=forum.secretary.user)
    with pytest.raises(ReasonMissing):
        clear(forum, item, is_cleared=False)
    clear(forum, item, is_cleared=False, note="Too near to costs.")
    clear(forum, item)
    clear(forum, item)
    assert (state(forum), item.clearances.count(), item.clearances.in_force().count()) == ("agenda-submitted", 2, 1)
    with pytest.raises(errors.NotCleared) as refused:
        services.send_notice(meeting=meeting, by=forum.desk, now=NOW)
    assert str(refused.value) == "1 agenda item is not cleared: no notice goes out before."
    clear(forum, second, by=forum.chair.user)
    assert state(forum) == "cleared"
    # Changed words wait again, and what one has not read one does not clear.
    seen = services.digest(item)
    services.change_item(meeting=meeting, item=item, by=forum.desk, now=NOW, **item_values(meeting, title_en="Vents and cost"))
    assert state(forum) == "agenda-submitted"
    with pytest.raises(errors.ItemChanged):
        clear(forum, item, seen=seen)
    with pytest.raises(errors.NotCleared):
        services.send_notice(meeting=meeting, by=forum.desk, now=NOW)
    clear(forum, item)
    services.send_notice(meeting=meeting, by=forum.desk, now=NOW)
    with pytest.raises(WrongState):
        services.send_notice(meeting=meeting, by=forum.desk, now=NOW)
    letters = Message.objects.filter(kind="meeting-notice")
    people = {forum.chair.user, forum.secretary.user, *(one.user for one in forum.members)}
    assert {letter.user for letter in letters} == people
    assert letters.count() == len(people)
    text = render(letters.first()).text
    assert "10:00–10:30 Vents and cost" in text
    assert "10:00–10:30 Gate design" in text
    assert [name for name, *_ in meeting.moves.values_list("verb")] == [
        *("submit", "clear", "reopen", "clear", "notice"),
    ]


def test_a_letter_whose_agenda_changed_before_it_left_is_not_sent():
    forum = small_forum(state="agenda-submitted")
    item = services.add_item(meeting=forum.meeting, by=forum.desk, now=NOW, **item_values(forum.meeting))
    clear(forum, item)
    services.send_notice(meeting=forum.meeting, by=forum.desk, now=NOW)
    letter = Message.objects.filter(kind="meeting-notice").first()
    still_true = message_kinds.get("meeting-notice").still_true
    assert still_true(letter.context) is True
    item.speakers.add(SpeakerFactory())
    assert still_true(letter.context) is False
    assert state(forum) == "noticed"
    # Who comes later is told once it is cleared again.
    late = MembershipFactory(body=forum.body, member=MemberFactory()).member
    RegistrationFactory(event=forum.meeting.event, member=late, confirmed_at=NOW.replace(hour=5))
    assert services.tell_latecomers(now=NOW) == 0
    clear(forum, item)
    assert (services.tell_latecomers(now=NOW), services.tell_latecomers(now=NOW)) == (1, 0)
    assert Message.objects.filter(kind="meeting-notice", user=late.user).count() == 1


def test_who_got_the_notice_is_told_once_when_a_changed_agenda_is_cleared_again():
    forum = small_forum(state="agenda-submitted")
    meeting, event = forum.meeting, forum.meeting.event
    item = services.add_item(meeting=meeting, by=forum.desk, now=NOW, **item_values(meeting))
    # The same form sent twice is one item.
    assert services.add_item(meeting=meeting, by=forum.desk, now=NOW, **item_values(meeting)) == item
    excused = RegistrationFactory(event=event, member=forum.members[0], state="cancelled", reason="regrets")
    clear(forum, item)
    services.send_notice(meeting=meeting, by=forum.desk, now=NOW)
    later = NOW + timedelta(hours=1)

    def tick(now=later):
        told = services.tell_changed_agendas(now=now)
        return told, services.tell_changed_agendas(now=now)

    def letters():
        return Message.objects.filter(kind="meeting-agenda").order_by("pk")

    AgendaItem.history.update(history_date=NOW)
    assert tick() == (0, 0)
    services.change_item(
        meeting=meeting, item=item, by=forum.desk, now=NOW, **item_values(meeting, title_en="Vents", title_ko="Vents")
    )
    AgendaItem.history.update(history_date=NOW)
    # Not before it is cleared, and not while somebody may still be at it.
    assert tick() == (0, 0)
    clear(forum, item)
    assert tick(NOW + timedelta(minutes=5)) == (0, 0)
    assert tick() == (4, 0)
    people = {forum.chair.user, forum.secretary.user, *(one.user for one in forum.members)} - {excused.member.user}
    assert {one.user for one in letters()} == people
    first = letters().first()
    with translation.override(first.language):
        assert render(first).subject == gettext("Changed agenda: %(title)s") % {"title": bilingual.text(event, "title")}
    assert [("Vents" in part, "Gate design" in part) for part in (render(first).text, render(first).html)] == [
        (True, False)
    ] * 2
    still_true = message_kinds.get("meeting-agenda").still_true
    assert still_true(first.context) is True
    # Another time of day is told, too; what was not sent yet of the one before is not sent any more.
    values = item_values(meeting, title_en="Vents", title_ko="Vents", starts_at=event.starts_at + timedelta(minutes=5))
    services.change_item(meeting=meeting, item=item, by=forum.desk, now=NOW, **values)
    AgendaItem.history.update(history_date=NOW)
    assert tick(later + timedelta(hours=1)) == (4, 0)
    assert [still_true(one.context) for one in (first, letters().last())] == [False, True]
    # That the whole meeting moves is the event's to tell.
    for one in (event, item):
        type(one).objects.filter(pk=one.pk).update(
            starts_at=F("starts_at") + timedelta(days=1), ends_at=F("ends_at") + timedelta(days=1)
        )
    assert tick() == (0, 0)


def test_the_notice_reaches_whose_letter_was_dropped_and_who_moved_up(monkeypatch):
    forum = small_forum(state="agenda-submitted")
    meeting, event = forum.meeting, forum.meeting.event
    item = services.add_item(meeting=meeting, by=forum.desk, now=NOW, **item_values(meeting))
    clear(forum, item)
    # What comes onto the agenda after the question whether all is cleared, and before it is read, goes into no letter.
    other = AgendaItemFactory(event=event)
    with monkeypatch.context() as patched:
        patched.setattr(running, "uncleared", lambda _pk: AgendaItem.objects.none())
        with pytest.raises(errors.NotCleared):
            services.send_notice(meeting=meeting, by=forum.desk, now=NOW)
    assert (state(forum), Message.objects.filter(kind="meeting-notice").count()) == ("cleared", 0)
    other.delete()
    services.send_notice(meeting=meeting, by=forum.desk, now=NOW)
    later, letters = NOW + timedelta(hours=1), Message.objects.filter(kind="meeting-notice")
    letters.update(state="sent", sent_at=NOW)
    unsent = letters.get(user=forum.members[0].user)
    promoted = RegistrationFactory(event=event, queued_at=NOW - timedelta(days=9), confirmed_at=later)
    item.speakers.add(SpeakerFactory())
    letters.filter(pk=unsent.pk).update(state="cancelled", sent_at=None)
    assert services.tell_latecomers(now=later) == 0
    clear(forum, item)
    assert (services.tell_latecomers(now=later), services.tell_latecomers(now=later)) == (2, 0)
    new = {one.user for one in letters.filter(state="queued")}
    assert new == {forum.members[0].user, promoted.member.user}
    # They have the agenda as it is; the others are told that it changed.
    AgendaItem.history.update(history_date=NOW)
    assert services.tell_changed_agendas(now=later) == letters.count() - 3
    assert not Message.objects.filter(kind="meeting-agenda", user__in=new).exists()


def test_an_agenda_is_cleared_when_what_waited_is_taken_off():
    forum = small_forum(state="agenda-submitted")
    meeting = forum.meeting
    first, second, third = (
        services.add_item(meeting=meeting, by=forum.desk, now=NOW, **item_values(meeting, title_en=name)) for name in "ABC"
    )
    clear(forum, first)
    clear(forum, second, is_cleared=False, note="Too near to costs.")
    services.remove_item(meeting=meeting, item=second, by=forum.chair.user, now=NOW)
    assert state(forum) == "agenda-submitted"
    # Taken off elsewhere, too: the tick sees it.
    third.delete()
    assert (services.keep_meetings(now=NOW), state(forum)) == (1, "cleared")


def test_who_moves_the_time_of_an_item_has_not_written_it():
    forum = small_forum(state="agenda-submitted")
    meeting, event = forum.meeting, forum.meeting.event
    by_chair = {"meeting": meeting, "by": forum.chair.user, "now": NOW}
    item = services.add_item(**by_chair, **item_values(meeting))
    values = item_values(meeting, starts_at=event.starts_at + timedelta(minutes=5))
    services.change_item(meeting=meeting, item=item, by=forum.secretary.user, now=NOW, **values)
    with pytest.raises(errors.OwnItem):
        clear(forum, item, by=forum.chair.user)
    # Who chooses its speakers has.
    services.change_item(meeting=meeting, item=item, by=forum.desk, now=NOW, **values, speakers=[SpeakerFactory()])
    assert services.writers([item]) == {item.pk: forum.desk.pk}
    clear(forum, item, by=forum.chair.user)


def test_neither_page_nor_letters_nor_reminders_show_an_agenda_before_its_notice(client, at_now):
    forum = small_forum(state="agenda-submitted")
    meeting, member = forum.meeting, forum.members[0]
    services.add_item(meeting=meeting, by=forum.desk, now=NOW, **item_values(meeting, title_en=SECRET, title_ko="미확인안건"))
    registration = RegistrationFactory(event=meeting.event, member=member)
    item = meeting.event.agenda.get()
    # Who chose it before is told when it is, and called off: by its time, in the letter and in the file for the calendar.
    AgendaItem.objects.filter(pk=item.pk).update(needs_registration=True, abstract_en=SECRET)
    choice = AgendaRegistration.objects.create(item=item, registration=registration, state="confirmed", confirmed_at=NOW)
    session_letters.tell(session_letters.CANCELLED, [choice])
    calendar = session_calendar(registration, "en")
    assert (SECRET.encode() in calendar, b"SUMMARY:Session on " in calendar) == (False, True)
    letter = Message.objects.get(kind=session_letters.CANCELLED)
    assert "미확인안건" not in repr(letter.context)
    assert letter.context["session_when"] in letter.context["session_title"]
    paper = DocumentFactory(event=meeting.event, agenda_item=item, body=forum.body, classification="body", is_published=True)
    plan_reminders(meeting.event.starts_at)
    event = f"/events/{meeting.event.slug}"
    paths = [meeting.get_absolute_url(), f"{event}/", f"{event}.ics", f"/events/?q={SECRET}", f"/search/?q={SECRET}"]
    client.force_login(member.user)
    for path in paths:
        # (Who searches for a word reads it in the form, whatever is found.)
        answers = [client.get(path.replace(SECRET, word)).content.decode().count(word) for word in (SECRET, "Zxqvkzxqv")]
        assert (path, answers[0]) == (path, answers[1])
    assert meeting.event.slug not in client.get(f"/search/?q={SECRET}").content.decode()
    assert client.get(f"{meeting.get_absolute_url()}agenda.pdf").status_code == 404
    assert paper not in visible_documents(member.user, NOW)
    assert paper in visible_documents(forum.desk, NOW)
    assert paper in visible_documents(forum.chair.user, NOW)
    # Nor before the tick has made a meeting of the event.
    events = type(meeting.event).objects.filter(pk=meeting.pk)
    with transaction.atomic():
        type(meeting).objects.filter(pk=meeting.pk).delete()
        assert [item in shown_agenda(user, NOW) for user in (member.user, forum.chair.user)] == [False, True]
        assert events.exists()
        transaction.set_rollback(True)
    assert [one.pk for one in Message.objects.all() if SECRET in repr(one.context)] == []
    client.force_login(forum.chair.user)
    assert SECRET in client.get(meeting.get_absolute_url()).content.decode()
    assert meeting.event.slug in client.get(f"/search/?q={SECRET}").content.decode()


def test_risky_words_are_marked_where_words_begin_and_in_korean_compounds():
    RiskTerm.objects.all().delete()
    price = RiskTerm.objects.create(talk="price", word_ko="단가", word_en="price")
    trade = RiskTerm.objects.create(talk="terms", word_ko="거래 조건", word_en="trade terms")
    terms = list(RiskTerm.objects.all())

    def words(text):
        return [(piece.text, piece.term) for piece in services.marked(text, terms) if piece.term]

    assert words("Prices of an enterprise, PRICE lists") == [("Prices", price), ("PRICE", price)]
    assert words("납품단가와 거래 조건을") == [("단가", price), ("거래 조건", trade)]
    assert "".join(piece.text for piece in services.marked("Our trade terms.", terms)) == "Our trade terms."
    assert services.marked("", terms) == []
    assert services.marked("<b>", [])[0].text == "<b>"
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskTerm.objects.create(word_en="PRICE")


def test_competitors_share_three_digits():
    forum = small_forum()
    codes = {"A": "C30391", "B": "C30392", "C": "C30110", "D": "C22", "E": "C2222", "F": "C29"}
    for name, code in codes.items():
        industry = IndustryFactory(code=code)
        member = MemberFactory(organisation=OrganisationFactory(name_en=name, industry=industry))
        RegistrationFactory(event=forum.meeting.event, member=member)
    gone = MemberFactory(organisation=OrganisationFactory(name_en="Gone", industry=IndustryFactory(code="C30399")))
    RegistrationFactory(event=forum.meeting.event, member=gone, state=Registration.State.CANCELLED)
    found = [
        (one.code, sorted(o.name_en for o in one.organisations), one.is_coarse) for one in services.competitors(forum.meeting)
    ]
    assert found == [("22", ["D", "E"], True), ("303", ["A", "B"], False)]


def test_what_was_refused_says_why_and_one_clearance_is_in_force():
    forum = small_forum(state="agenda-submitted")
    item = services.add_item(meeting=forum.meeting, by=forum.desk, now=NOW, **item_values(forum.meeting))
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemClearance.objects.create(item=item, at=NOW, is_cleared=False)
    clear(forum, item)
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemClearance.objects.create(item=item, at=NOW, is_cleared=True)
    services.remove_item(meeting=forum.meeting, item=item, by=forum.desk, now=NOW)
    with pytest.raises(errors.ItemGone):
        services.remove_item(meeting=forum.meeting, item=item, by=forum.desk, now=NOW)

"""Whom one asks what came of a contact, who answers, and what the report counts."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council.events.models import Event
from council.members.models import Member, User
from council.messaging.models import Message
from council.messaging.rendering import render
from council.reminders.services import plan_reminders
from symposia.models import FollowUp, Meeting, Session, TechOffer
from symposia.services import outcomes as services
from symposia.services.errors import NotYours
from symposia.services.outcomes import errors
from symposia.services.outcomes.figures import figures
from tests.factories import (
    NOW,
    AgendaItemFactory,
    EventFactory,
    MemberFactory,
    coordinator,
)
from tests.members.merging import merged
from tests.portal.secrets import text_of
from tests.symposia.factories.matching import a_round, agreed
from tests.symposia.factories.offers import InterestFactory, OfferFactory
from tests.symposia.factories.outcomes import ActionFactory, ObstacleFactory, TalkFactory
from tests.symposia.factories.programme import SessionFactory
from tests.symposia.factories.symposium import SymposiumFactory
from tests.symposia.outcomes.pages import DAY, PAGE, TODAY, html, logged_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def test_both_sides_are_asked_and_who_tells_nothing_is_counted():
    symposium = SymposiumFactory(event__starts_at=NOW - 40 * DAY, event__ends_at=NOW - 39 * DAY, event__slug="symposium")
    owner = MemberFactory(user__email="owner@example.com", family_name_en="Hideous")
    contacts = [
        InterestFactory(
            offer=OfferFactory(symposium=symposium, owner=owner, title_en="Secret rib"),
            state="accepted",
            answered_at=NOW - 30 * DAY,
        )
        for _number in range(3)
    ]
    InterestFactory(offer=contacts[0].offer)
    assert (services.plan_follow_ups(now=NOW), services.plan_follow_ups(now=NOW)) == (3, 0)
    assert FollowUp.objects.count() == 3 * 2 * 4
    first = FollowUp.objects.filter(interest=contacts[0], days=30)
    sides = {one.member_id: one for one in first}
    assert {one.asked_on for one in first} == {TODAY}
    mine, theirs = sides[owner.pk], sides[contacts[0].member_id]
    # Asked on the day and once more; the letter names neither the other side nor the technology.
    # Nobody whose log-in is off, who could not answer.
    User.objects.filter(pk=owner.user_id).update(is_active=False)
    plan_reminders(now=NOW)
    assert not Message.objects.filter(kind="follow-ups", user=owner.user).exists()
    User.objects.filter(pk=owner.user_id).update(is_active=True)
    for day in (0, 1, 11):
        plan_reminders(now=NOW + day * DAY)
    letters = Message.objects.filter(kind="follow-ups", user=owner.user)
    assert letters.count() == 6
    for letter in letters:
        shown = render(letter)
        text = shown.subject + shown.text + shown.html
        assert [word for word in ("Secret rib", str(contacts[0].member), str(contacts[0].offer.key)) if word in text] == []
    url = f"{PAGE}follow-ups/{mine.key}/"
    assert [logged_in(who).get(url).status_code for who in (contacts[0].member, coordinator("symposia"))] == [404, 404]
    client = logged_in(owner)
    # However many one is asked, each is on a page.
    with patch("symposia.views.outcomes.browsing.FOLLOW_UPS_A_PAGE", 2):
        pages = [html(client, f"{PAGE}mine/?page={number}") for number in (1, 2)]
    assert [page.count("after 30 days") for page in pages] == [2, 1]
    assert '?page=2"' in pages[0]
    refused = [
        client.post(url, data) for data in ({}, {"outcome": "talks", "amount": "5"}, {"outcome": "test", "amount": "-1"})
    ]
    assert [set(answer.context["form"].errors) for answer in refused] == [{"outcome"}, {"amount"}, {"amount"}]
    assert client.post(url, {"outcome": "talks"}).status_code == 302
    tell = {"amount": 5_000_000, "text": "", "now": NOW}
    services.answer_follow_up(follow_up=theirs, by=contacts[0].member, outcome="licence", **tell)
    with pytest.raises(NotYours):
        services.answer_follow_up(follow_up=theirs, by=owner, outcome="licence", **tell)
    later = FollowUp.objects.get(interest=contacts[0], days=90, member=owner)
    with pytest.raises(errors.NotAskedYet):
        services.answer_follow_up(follow_up=later, by=owner, outcome="licence", **tell)
    second = FollowUp.objects.get(interest=contacts[1], days=30, member=owner)
    services.answer_follow_up(follow_up=second, by=owner, outcome="no-contact", amount=None, text="", now=NOW)

    def line(today):
        found = services.report(symposium, today)[0]
        return (found.asked, found.answered, found.missing, found.waiting, found.contacts, found.silent)

    assert line(TODAY) == (6, 3, 0, 3, 3, 0)
    assert line(TODAY + 14 * DAY) == (6, 3, 0, 3, 3, 0)
    assert line(TODAY + 15 * DAY) == (6, 3, 3, 0, 3, 1)
    # Who was erased before the day is not asked.
    Member.objects.filter(pk=contacts[2].member_id).update(erased_at=NOW - DAY)
    assert line(TODAY + 15 * DAY) == (5, 3, 2, 0, 3, 1)
    Member.objects.filter(pk=contacts[2].member_id).update(erased_at=None)
    shown = services.report(symposium, TODAY)[0]
    assert (dict(shown.outcomes), shown.amount, shown.agreements) == ({"licence": 1, "no-contact": 1}, 5_000_000, 1)
    assert figures(symposium, NOW + 15 * DAY) == {
        "interests": 4,
        "accepted": 3,
        "agreements": 1,
        "kinds": [("Licence agreement", 1)],
        "amount": 5_000_000,
        "non_replies": 3,
        "obstacles": 0,
        "open_sessions": 0,
    }
    # What the owner noted as agreed on his offer counts without a reply, and nothing twice.
    for one in contacts[:2]:
        TechOffer.objects.filter(pk=one.offer_id).update(state="agreed", agreed_with=one)
    told = figures(symposium, NOW)
    assert (told["agreements"], told["amount"]) == (2, 5_000_000)
    assert told["kinds"] == [("Licence agreement", 1), ("Not said", 1)]
    # On what, and for how much, may be said there, too: of one contact the more counts, and once.
    for one, kind, amount in zip(contacts, ("joint", "investment"), (4_000_000, 2_000_000), strict=False):
        TechOffer.objects.filter(pk=one.offer_id).update(agreed_as=kind, agreed_amount=amount)
    told = figures(symposium, NOW)
    assert (told["agreements"], told["amount"]) == (2, 7_000_000)
    assert told["kinds"] == [("Investment", 1), ("Joint project", 1)]
    desk = logged_in(coordinator("symposia"))
    page, days = html(desk, f"{PAGE}report/"), html(desk, "/symposia/symposium/days/report/")
    assert ("7,000,000" in page, "Non-replies" in page, "Investment 1 · Joint project 1" in page) == (True, True, True)
    assert ("Agreements: Joint project" in days, "7,000,000 won" in days) == (True, True)


def held(the_round, asker, asked, slot=0, state="held"):
    """A meeting in the first slots of a round."""
    place, table = the_round.slots.all()[slot], the_round.tables.first()
    return Meeting.objects.create(
        request=agreed(the_round, asker, asked), round=the_round, asker=asker, asked=asked, slot=place, table=table,
        starts_at=place.starts_at, ends_at=place.ends_at, state=state, state_at=NOW, told_at=NOW,
    )  # fmt: skip


def test_both_sides_of_a_meeting_that_took_place_are_asked_but_no_pair_twice():
    begins = NOW - 30 * DAY - timedelta(hours=2)
    symposium = SymposiumFactory(event__starts_at=begins, event__ends_at=begins + 2 * DAY - timedelta(hours=1))
    the_round = a_round(symposium, slots=5)
    owner, inquirer, other, third = (MemberFactory(user__email=f"{name}@example.com") for name in "oixt")
    # A seat is enough for a meeting: one is no member yet, the membership of the other is over.
    for person, state in ((third, "draft"), (other, "expired")):
        Member.objects.filter(pk=person.pk).update(state=state)
    offer = OfferFactory(symposium=symposium, owner=owner, title_en="Secret rib")
    interest = InterestFactory(offer=offer, member=inquirer, state="accepted", answered_at=NOW - 30 * DAY)
    # The owner meets his inquirer, and somebody else; that one somebody twice. Of a confirmed meeting nobody has to say that it
    # took place; a cancelled one is none.
    held(the_round, inquirer, owner)
    met = held(the_round, owner, other, slot=1)
    held(the_round, other, third, slot=2)
    again = a_round(symposium, slots=4)
    held(again, third, other, slot=3)
    held(the_round, third, inquirer, slot=4, state="confirmed")
    held(the_round, third, owner, slot=3, state="cancelled")
    assert [services.plan_follow_ups(now=NOW) for _time in range(2)] == [4, 0]
    rows = FollowUp.objects.filter(days=30).order_by("pk").values_list("interest", "meeting__asker", "member", "other")
    assert list(rows) == [
        (interest.pk, None, owner.pk, inquirer.pk),
        (interest.pk, None, inquirer.pk, owner.pk),
        (None, owner.pk, owner.pk, other.pk),
        (None, owner.pk, other.pk, owner.pk),
        (None, other.pk, other.pk, third.pk),
        (None, other.pk, third.pk, other.pk),
        (None, third.pk, third.pk, inquirer.pk),
        (None, third.pk, inquirer.pk, third.pk),
    ]
    mine = FollowUp.objects.get(meeting=met, member=owner, days=30)
    assert (mine.asked_on, mine.answer_by) == (TODAY, TODAY + 14 * DAY)
    # An interest that is accepted later, of two who are asked already, asks nothing more.
    late = InterestFactory(offer=offer, member=other, state="accepted", answered_at=NOW)
    assert (services.plan_follow_ups(now=NOW), late.follow_ups.count()) == (0, 0)
    # One of both, and not the same side twice.
    for broken in ({"meeting": None}, {"interest": interest}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FollowUp.objects.filter(pk=mine.pk).update(**broken)
    plan_reminders(now=NOW)
    letters = [render(one) for one in Message.objects.filter(kind="follow-ups", user=owner.user)]
    assert len(letters) == 2
    for text in (one.subject + one.text + one.html for one in letters):
        assert [word for word in ("Secret rib", str(other), str(inquirer)) if word in text] == []
    # Who is asked can answer, member or not; nobody else has the pages, and staff do not see them as somebody.
    Event.objects.filter(pk=symposium.event.pk).update(audience="members")
    for person, contact in ((third, inquirer), (other, third)):
        guest = logged_in(person)
        assert Message.objects.filter(kind="follow-ups", user=person.user).exists()
        asked = FollowUp.objects.get(member=person, other=contact, days=30)
        address = f"{PAGE}follow-ups/{asked.key}/"
        assert [address in html(guest, path) for path in ("/my/", f"{PAGE}mine/")] == [True, True]
        assert "did not take place" in html(guest, address)
    assert guest.post(address, {"outcome": "talks"}).status_code == 302
    Event.objects.filter(pk=symposium.event.pk).update(audience="public")
    assert f"{PAGE}mine/" in html(guest)
    guest = logged_in(MemberFactory(state="draft"))
    assert [guest.get(path).status_code for path in (f"{PAGE}mine/", address)] == [404, 404]
    assert f"{PAGE}mine/" not in html(guest)
    client = logged_in(owner)
    assert "1:1 meeting" in html(client, f"{PAGE}mine/")
    # That it did not take place is an answer.
    assert "did not take place" in html(client, f"{PAGE}follow-ups/{mine.key}/")
    assert client.post(f"{PAGE}follow-ups/{mine.key}/", {"outcome": "joint", "amount": "7000000"}).status_code == 302
    line = services.report(symposium, TODAY + 15 * DAY)[0]
    assert (line.asked, line.answered, line.missing, line.contacts, line.silent) == (8, 2, 6, 4, 2)
    # The two who told of their meeting agreed on the offer: that is one agreement.
    noted = {"agreed_as": "licence", "agreed_amount": 9_000_000}
    TechOffer.objects.filter(pk=offer.pk).update(state="agreed", agreed_with=late, **noted)
    told = figures(symposium, NOW + 15 * DAY)
    assert (told["agreements"], told["amount"], told["non_replies"]) == (1, 9_000_000, 6)
    assert told["kinds"] == [("Joint project", 1)]
    desk = logged_in(coordinator("symposia"))
    page = text_of(desk.get(reverse("admin:symposia_followup_changelist"), {"days": 30}))
    assert page.count("1:1 meeting</td>") == 6


def test_a_meeting_is_asked_of_once_it_is_over_and_late_from_then_on():
    begins = NOW - 100 * DAY
    symposium = SymposiumFactory(event__starts_at=begins, event__ends_at=begins + 2 * DAY - timedelta(hours=1))
    the_round = a_round(symposium)
    held(the_round, MemberFactory(), MemberFactory())
    held(the_round, MemberFactory(), MemberFactory(), slot=1, state="confirmed")
    # Nothing was held at a symposium that was cancelled but what is recorded.
    event = Event.objects.filter(pk=symposium.event.pk)
    event.update(state="cancelled")
    assert services.plan_follow_ups(now=NOW) == 1
    event.update(state="published")
    assert [services.plan_follow_ups(now=at) for at in (begins, NOW, NOW)] == [0, 1, 0]
    asked = FollowUp.objects.order_by("days").values_list("days", "asked_on").distinct()
    day = timezone.localdate(begins)
    assert list(asked) == [(90, TODAY), (180, day + 180 * DAY), (365, day + 365 * DAY)]


def test_two_records_that_become_one_are_not_asked_about_themselves_or_twice():
    begins = NOW - 30 * DAY - timedelta(hours=2)
    symposium = SymposiumFactory(event__starts_at=begins, event__ends_at=begins + 2 * DAY - timedelta(hours=1))
    the_round = a_round(symposium, slots=4)
    kept, gone, both = MemberFactory(), MemberFactory(), MemberFactory()
    InterestFactory(offer=OfferFactory(symposium=symposium, owner=kept), member=gone, state="accepted", answered_at=NOW)
    mine, theirs = held(the_round, kept, both), held(the_round, both, gone, slot=1)
    services.plan_follow_ups(now=NOW)
    told = FollowUp.objects.get(meeting=theirs, member=gone, days=30)
    services.answer_follow_up(follow_up=told, by=gone, outcome="talks", amount=None, text="", now=NOW)
    merged((kept, gone), coordinator("council"))
    rows = FollowUp.objects.order_by("meeting", "days", "pk").values_list("meeting", "member", "other", "days")
    sides = [(mine.pk, *pair, days) for days in FollowUp.DAYS for pair in ((kept.pk, both.pk), (both.pk, kept.pk))]
    assert list(rows) == [*sides, (theirs.pk, kept.pk, both.pk, 30)]
    assert services.plan_follow_ups(now=NOW) == 0


def test_as_many_questions_to_the_database_for_many():
    symposium = SymposiumFactory()
    before = SymposiumFactory(event=EventFactory(
        slug="before", programme="symposia", starts_at=NOW - 30 * DAY, ends_at=NOW - 29 * DAY
    ))  # fmt: skip
    reader, desk = MemberFactory(), coordinator("symposia")

    def add():
        item = AgendaItemFactory(
            event=symposium.event, starts_at=symposium.event.starts_at, ends_at=symposium.event.starts_at + DAY / 24
        )
        TalkFactory(symposium=symposium, agenda_item=item, told_en="Told", attribution="named")
        ObstacleFactory(symposium=symposium, agenda_item=item)
        ActionFactory(symposium=symposium, owner=reader, agenda_item=item)
        ActionFactory(symposium=before, agenda_item=AgendaItemFactory(event=before.event))
        contact = InterestFactory(
            offer=OfferFactory(symposium=symposium, owner=reader), state="accepted", answered_at=NOW - 31 * DAY
        )
        session = SessionFactory(symposium=symposium, kind="technology", starts_at=item.starts_at, ends_at=item.ends_at)
        Session.objects.filter(pk=session.pk).update(agenda_item=item)
        services.plan_follow_ups(now=NOW)
        return contact

    paths = [(reader, PAGE), (desk, PAGE), (reader, f"{PAGE}mine/"), (desk, f"{PAGE}report/"), (reader, "/my/")]

    def questions():
        counts = []
        for who, path in paths:
            client = logged_in(who)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            counts.append(len(asked))
        return counts

    add()
    questions()
    few = questions()
    for _number in range(8):
        add()
    assert questions() == few

"""Seats of companies: who may have one, how it is asked for and given, and that the last one is given once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from council.members.models import Industry, Membership, Seat
from council.messaging.models import Message
from forums.models import SeatApplication
from forums.services.errors import ForumsError, NotYours, ReasonMissing, WrongState
from forums.services.seats import applying, eligibility, telling
from forums.services.seats.errors import NotEligible, OwnApplication
from tests.factories import NOW, MemberFactory, MembershipFactory, OrganisationFactory, SeatFactory, coordinator
from tests.forums.factories.seats import ForumFactory

TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)


def industry(code):
    return Industry.objects.get_or_create(revision=11, code=code, defaults={"name_ko": code, "name_en": code})[0]


def senior(organisation=None, **more):
    return MemberFactory(organisation=organisation or OrganisationFactory(), **{"grade": "senior", **more})


def asked(forum, member):
    return applying.apply_for_seat(forum=forum, member=member, why="We mould covers.", now=NOW)


def letters(kind=telling.APPLICATION):
    return list(Message.objects.filter(kind=kind).order_by("pk").values_list("user__email", "context__subject"))


@pytest.mark.django_db
class TestOne:
    def test_what_is_missing(self):
        forum = ForumFactory(seats_per_company=1)
        forum.industries.add(industry("C22"))
        moulder = OrganisationFactory(industry=industry("C22"))
        full = OrganisationFactory(industry=industry("C22"))
        SeatFactory(body=forum.body, organisation=full, ends_on=TODAY - DAY)
        MembershipFactory(body=forum.body, seat=SeatFactory(body=forum.body, organisation=full, starts_on=TODAY))
        sits = senior(moulder)
        MembershipFactory(member=sits, body=forum.body)
        rows = {
            "fit": (senior(moulder), []),
            "executive of a part of the industry": (
                senior(OrganisationFactory(industry=industry("C221")), grade="executive"),
                [],
            ),
            "free seat": (senior(SeatFactory(body=forum.body, organisation__industry=industry("C22")).organisation), []),
            "no grade": (senior(moulder, grade=""), ["grade"]),
            "staff, suspended": (senior(moulder, grade="staff", state="suspended"), ["access", "grade"]),
            "no organisation": (MemberFactory(grade="senior"), ["organisation"]),
            "university": (senior(OrganisationFactory(kind="university")), ["company"]),
            "other industry": (senior(OrganisationFactory(industry=industry("C30"))), ["industry"]),
            "no industry": (senior(), ["industry"]),
            "full": (senior(full), ["seats"]),
            "sits": (sits, ["sits"]),
        }
        found = {name: [lack.slug for lack in eligibility.what_is_missing(forum, who, NOW)] for name, (who, _) in rows.items()}
        assert found == {name: lacks for name, (_, lacks) in rows.items()}
        with pytest.raises(NotEligible) as refused:
            asked(forum, rows["staff, suspended"][0])
        assert "not active" in str(refused.value)
        assert "executives and senior staff" in str(refused.value)
        forum.industries.clear()
        assert eligibility.what_is_missing(forum, rows["other industry"][0], NOW) == []

    def test_asked_accepted_declined_withdrawn(self):
        forum = ForumFactory()
        chair = MembershipFactory(body=forum.body, role="chair").member
        staff = coordinator("forums")
        first, second, third = senior(), senior(), senior()
        one = asked(forum, first)
        assert asked(forum, first) == one
        assert letters() == [(chair.user.email, f"[Application for a seat] {forum.body.name_en}")]
        applying.accept(application=one, by=chair.user, now=NOW)
        applying.accept(application=one, by=staff, now=NOW)
        one.refresh_from_db()
        place = Membership.objects.get(member=first)
        assert (one.state, one.place, place.role, place.state) == ("accepted", place, "member", "active")
        assert (place.seat.organisation, place.seat.body, place.starts_on) == (first.organisation, forum.body, TODAY)
        assert letters()[1:] == [(first.user.email, f"[Seat given] {forum.body.name_en}")]

        two = asked(forum, second)
        with pytest.raises(ReasonMissing):
            applying.decline(application=two, reason="  ", by=chair.user, now=NOW)
        applying.decline(application=two, reason="No room this year.", by=chair.user, now=NOW)
        with pytest.raises(WrongState):
            applying.accept(application=two, by=staff, now=NOW)
        message = Message.objects.get(user=second.user)
        assert message.context["reason"] == "No room this year."
        assert telling.application_is_true(message.context)
        again = asked(forum, second)
        assert again != two

        three = asked(forum, third)
        with pytest.raises(NotYours):
            applying.withdraw(application=three, by=second, now=NOW)
        applying.withdraw(application=three, by=third, now=NOW)
        applying.withdraw(application=three, by=third, now=NOW)
        with pytest.raises(WrongState):
            applying.decline(application=three, reason="Late.", by=staff, now=NOW)
        moves = list(
            SeatApplication.objects.filter(pk__in=[one.pk, two.pk, three.pk])
            .order_by("moves")
            .values_list("member", "moves__verb", "moves__by", "moves__reason")
        )
        assert moves == [
            (first.pk, "applied", first.user_id, ""),
            (first.pk, "accepted", chair.user_id, ""),
            (second.pk, "applied", second.user_id, ""),
            (second.pk, "declined", chair.user_id, "No room this year."),
            (third.pk, "applied", third.user_id, ""),
            (third.pk, "withdrawn", third.user_id, ""),
        ]
        # A letter to the chair about what was taken back is not sent.
        waiting = Message.objects.filter(user=chair.user).order_by("-pk").first()
        assert not telling.application_is_true(waiting.context)

    def test_nobody_decides_on_his_own(self):
        forum = ForumFactory()
        member = senior(user=coordinator("forums"))
        application = asked(forum, member)
        for verb, more in ((applying.accept, {}), (applying.decline, {"reason": "No."})):
            with pytest.raises(OwnApplication):
                verb(application=application, by=member.user, now=NOW, **more)

    def test_a_free_seat_is_taken_before_a_new_one_is_made_and_what_changed_meanwhile_counts(self):
        forum = ForumFactory(seats_per_company=1)
        company = OrganisationFactory()
        free = SeatFactory(body=forum.body, organisation=company, role="delegate", ends_on=TODAY + 90 * DAY)
        one, two = senior(company), senior(company)
        first, second = asked(forum, one), asked(forum, two)
        applying.accept(application=first, by=None, now=NOW)
        place = Membership.objects.get(member=one)
        assert (place.seat, place.role, place.ends_on) == (free, "delegate", free.ends_on)
        with pytest.raises(NotEligible) as refused:
            applying.accept(application=second, by=None, now=NOW)
        assert [lack.slug for lack in refused.value.lacks] == ["seats"]
        two.organisation = OrganisationFactory()
        two.save()
        with pytest.raises(NotEligible) as refused:
            applying.accept(application=second, by=None, now=NOW)
        assert [lack.slug for lack in refused.value.lacks] == ["moved"]
        assert Seat.objects.count() == 1

    def test_the_database_counts_seats_by_the_day(self):
        forum, company = ForumFactory(seats_per_company=2), OrganisationFactory()

        def give(first, last):
            seat = Seat(
                body=forum.body,
                organisation=company,
                starts_on=None if first is None else TODAY + first * DAY,
                ends_on=None if last is None else TODAY + last * DAY,
            )
            try:
                seat.full_clean()
                is_allowed = True
            except ValidationError:
                is_allowed = False
            try:
                with transaction.atomic():
                    seat.save()
            except IntegrityError:
                # What the page says, the database says.
                assert not is_allowed
                return None
            assert is_allowed
            return seat

        whole = give(None, None)
        assert None not in (give(0, 10), give(11, 20))
        assert [give(10, 11), give(None, 0), give(20, None)] == [None, None, None]
        late = give(21, 30)
        # Shortened is always possible, lengthened into others is not.
        Seat.objects.filter(pk=late.pk).update(starts_on=TODAY + 22 * DAY)
        with pytest.raises(IntegrityError), transaction.atomic():
            Seat.objects.filter(pk=late.pk).update(starts_on=TODAY + 20 * DAY)
        Seat.objects.filter(pk=whole.pk).update(ends_on=TODAY + 5 * DAY)
        assert give(6, None)
        # Another company, and a body that is no forum, are not concerned.
        SeatFactory(body=forum.body)
        SeatFactory.create_batch(3, organisation=company, body=MembershipFactory().body)


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_give_the_last_seat_once():
    """Eight colleagues, two seats: each application is accepted on a connection of its own at the same moment."""
    forum, company = ForumFactory(seats_per_company=2), OrganisationFactory()
    applications = [asked(forum, senior(company)) for _ in range(8)]
    staff = coordinator("forums")
    barrier = threading.Barrier(8)

    def decide(application):
        barrier.wait(timeout=30)
        try:
            return applying.accept(application=application, by=staff, now=NOW).state
        except ForumsError as error:
            return str(error)
        finally:
            connections.close_all()

    with time_machine.travel(NOW, tick=True), ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(decide, applications))
    refusal = str(eligibility.no_seat_left(forum))
    assert answers == sorted([refusal] * 6 + ["accepted"] * 2)
    held = Membership.objects.filter(body=forum.body, state="active")
    assert Seat.objects.count() == held.count() == held.values("seat").distinct().count() == 2
    assert SeatApplication.objects.filter(state="waiting").count() == 6

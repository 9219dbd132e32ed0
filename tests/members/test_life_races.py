"""Renewals, seats and letters with several at once, in real transactions."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from council.members import services
from council.members.models import ColleagueInvitation, Contact, Member, Membership, User
from council.members.services import retaining
from council.messaging.models import Message
from tests.factories import (
    NOW,
    ColleagueInvitationFactory,
    ContactFactory,
    MemberFactory,
    MembershipFactory,
    SeatFactory,
    UserFactory,
    coordinator,
)
from tests.members.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = NOW.date()


def test_renewing_in_eight_browsers_at_once_renews_once():
    member = MemberFactory(valid_until=TODAY)
    answers = at_once(*[lambda: services.renew_membership(member=member, by=member.user, now=NOW)] * 8)
    assert {answer.valid_until for answer in answers} == {member.renewed_until}
    assert Message.objects.count() == 1


def test_the_last_moment_to_renew_and_the_tick_agree():
    member = MemberFactory(valid_until=TODAY - timedelta(days=30))
    renewed, ended = at_once(
        lambda: services.renew_membership(member=member, by=member.user, now=NOW),
        lambda: services.expire_memberships(now=NOW + timedelta(days=1)),
    )
    found = Member.objects.get()
    if isinstance(renewed, services.MemberStateError):
        assert (ended, found.state) == (1, Member.State.EXPIRED)
    else:
        assert (ended, found.state, found.valid_until) == (0, Member.State.ACTIVE, member.renewed_until)
    assert Message.objects.count() == 1


def test_two_contacts_who_assign_one_seat_at_once_leave_one_holder():
    contact = ContactFactory()
    seat = SeatFactory(organisation=contact.organisation)
    people = [MemberFactory(organisation=contact.organisation) for _ in range(6)]
    answers = at_once(*[lambda to=to: services.assign_seat(seat=seat, to=to, by=None, now=NOW) for to in people])
    assert [type(answer) for answer in answers] == [Membership] * 6
    assert Membership.objects.in_force(TODAY).filter(seat=seat).count() == 1
    assert Membership.objects.filter(seat=seat, state=Membership.State.RESIGNED).count() == 5


def test_handing_over_both_ways_at_once_leaves_every_seat_with_one():
    one = ContactFactory()
    other = ContactFactory(organisation=one.organisation)
    for holder in (one.member, other.member):
        services.assign_seat(seat=SeatFactory(organisation=one.organisation), to=holder, by=None, now=NOW)
    pairs = [(one.member, other.member), (other.member, one.member)]
    answers = at_once(
        *[
            lambda from_=from_, to=to: services.hand_over(organisation=one.organisation, from_=from_, to=to, by=None, now=NOW)
            for from_, to in pairs
        ]
    )
    assert all(isinstance(answer, int) for answer in answers), answers
    assert Membership.objects.in_force(TODAY).count() == 2
    assert Contact.objects.in_office().count() >= 1


def test_one_letter_for_one_address_however_many_invite_at_once():
    contact = ContactFactory()
    by = contact.member.user
    answers = at_once(
        *[lambda: services.invite_colleagues(organisation=contact.organisation, addresses=["new@example.com"], by=by, now=NOW)]
        * 5
    )
    assert sorted(len(answer) for answer in answers) == [0, 0, 0, 0, 1]
    assert (ColleagueInvitation.objects.count(), Message.objects.count()) == (1, 1)


def test_a_letter_that_is_revoked_while_it_is_taken_up_is_one_of_both():
    contact = ContactFactory()
    member = MemberFactory(user__email="new@example.com")
    letter = ColleagueInvitationFactory(
        organisation=contact.organisation, address="new@example.com", invited_by=contact.member.user
    )
    taken, revoked = at_once(
        lambda: services.accept_colleague_invitation(invitation=letter, member=member, now=NOW),
        lambda: services.revoke_colleague_invitation(invitation=letter, now=NOW),
    )
    letter.refresh_from_db()
    member.refresh_from_db()
    assert (letter.accepted_at is None) != (letter.revoked_at is None)
    assert (member.organisation is None) == isinstance(taken, services.InvitationGoneError)
    assert isinstance(revoked, services.InvitationGoneError) == (letter.accepted_at is not None)


def sent(page):
    """What a browser sends of the administration's page as it is."""
    adminform, formsets = page.context["adminform"], page.context["inline_admin_formsets"]
    forms = [adminform.form]
    for one in formsets:
        forms += [one.formset.management_form, *one.formset.forms]
    data = {field.html_name: field.value() for form in forms for field in form}
    return {name: "" if value is None else value for name, value in data.items() if value is not False}


def until_one_waits_for_a_row():
    with connection.cursor() as cursor:
        for _time in range(500):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("Nobody waits.")


def meanwhile(happens, call):
    """What `call` returns that had to wait for a row until `happens` was committed."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            happens()
            running = pool.submit(lambda: (call(), connection.close()))
            until_one_waits_for_a_row()
        return running.result(timeout=20)[0]


def test_what_was_sent_a_moment_before_is_not_destroyed():
    """An application, a membership taken up again, a log-in that was used: asked again once the row is had."""
    declined, former = MemberFactory(state="declined"), MemberFactory(state="withdrawn")
    stranger = UserFactory(confirmed=False)
    long_ago = NOW - timedelta(days=3 * 365)
    Member.objects.update(decided_at=long_ago)
    User.objects.update(date_joined=long_ago, last_login=None)
    for row, change, rule in (
        (declined, {"state": "applied", "applied_at": NOW}, retaining.forget_applications),
        (former, {"state": "applied", "applied_at": NOW}, retaining.forget_former_members),
        (stranger, {"last_login": NOW}, retaining.forget_unconfirmed),
    ):
        rows = type(row).objects.filter(pk=row.pk)
        gone = meanwhile(lambda rows=rows, change=change: rows.update(**change), lambda rule=rule: rule(NOW, 10))
        assert (gone, rows.filter(**change).count()) == (0, 1)
    former.user.refresh_from_db()
    assert former.user.is_active


def test_the_administration_undoes_nothing_that_is_committed_while_it_saves():
    """Its form saves every column, those that it does not have, too; so do the rows of other kinds on its page."""
    place = MembershipFactory(role="member", body__programme="council", member__job_title="Engineer")
    seat = SeatFactory(body=place.body)
    staff = Client()
    staff.force_login(coordinator("council", email="desk@council.example"))

    def save(view, key, changes, happens):
        url = reverse(f"admin:members_{view}_change", args=[key])
        data = {**sent(staff.get(url)), **changes}
        assert meanwhile(happens, lambda: staff.post(url, data)).status_code == 302

    save(
        "member",
        place.member_id,
        {"job_title": "Director"},
        lambda: services.suspend_member(member=place.member, by=UserFactory(), now=NOW, reason="Fees"),
    )
    save(
        "body",
        place.body_id,
        {"memberships-0-role": "chair"},
        lambda: Membership.objects.filter(pk=place.pk).update(seat=seat),
    )
    member = Member.objects.get(pk=place.member_id)
    place.refresh_from_db()
    assert (member.job_title, member.state) == ("Director", Member.State.SUSPENDED)
    assert (place.role, place.seat) == ("chair", seat)

"""What is destroyed when its time is over, and what is not yet."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse

from council import personal_data
from council.events.models import Attendance, Invitation
from council.members import services
from council.members.models import ColleagueInvitation, Consent, DirectoryLetter, Member, RetentionRun, User
from council.members.services import retaining
from council.messaging.models import Message
from council.personal_data import RetentionRule
from tests.factories import NOW, EventFactory, MemberFactory, OrganisationFactory, RegistrationFactory, UserFactory, coordinator

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)
State = Member.State


def run(now=NOW):
    return services.apply_retention(now=now)


def declined(days):
    member = MemberFactory(state=State.DECLINED, motivation="I want to.", phone="+821011112222", job_title="Head")
    Member.objects.filter(pk=member.pk).update(decided_at=NOW - timedelta(days=days))
    return member


def test_a_declined_application_is_emptied_after_half_a_year():
    kept, over = declined(182), declined(183)
    services.give_consent(member=over, purpose="membership", language="ko", now=NOW)
    assert run()["declined-applications"] == 1
    for member in (kept, over):
        member.refresh_from_db()
    assert (kept.state, kept.motivation) == (State.DECLINED, "I want to.")
    assert (over.state, over.motivation, over.phone, over.job_title, over.kind) == (State.DRAFT, "", "", "", "")
    # Somebody with a log-in still, under the name of his seats.
    assert over.family_name == "김"
    assert over.history.count() == 0
    assert Consent.objects.count() == 0
    assert run()["declined-applications"] == 0


def former(days, *, last_login):
    member = MemberFactory(state=State.WITHDRAWN, motivation="Once.")
    Member.objects.filter(pk=member.pk).update(decided_at=NOW - timedelta(days=days))
    User.objects.filter(pk=member.user_id).update(date_joined=NOW - 3 * YEAR, last_login=last_login)
    return member


def test_a_former_member_is_erased_after_a_year_unless_the_log_in_is_in_use():
    early, used, over = (
        former(364, last_login=None),
        former(400, last_login=NOW - timedelta(days=30)),
        former(400, last_login=NOW - YEAR),
    )
    expired = MemberFactory(state=State.EXPIRED, valid_until=NOW.date() - timedelta(days=31 + 365))
    User.objects.filter(pk=expired.user_id).update(date_joined=NOW - 3 * YEAR)
    RegistrationFactory(member=over, event=EventFactory(state="completed"))
    assert run()["former-members"] == 3
    early.refresh_from_db()
    assert (early.state, early.motivation) == (State.WITHDRAWN, "Once.")
    used.refresh_from_db()
    assert (used.state, used.motivation, used.erased_at) == (State.DRAFT, "", None)
    over.refresh_from_db()
    assert (str(over), over.user.erasure_requests.get().is_asked_for) == ("Erased person", False)
    assert not User.objects.filter(pk=expired.user_id).exists()
    assert run()["former-members"] == 0


def test_staff_and_members_are_left_alone():
    MemberFactory()
    staff = coordinator("council")
    Member.objects.filter(user=staff).update(state=State.WITHDRAWN, decided_at=NOW - 3 * YEAR)
    User.objects.filter(pk=staff.pk).update(date_joined=NOW - 3 * YEAR)
    before = list(User.objects.order_by("pk").values())
    run()
    assert list(User.objects.order_by("pk").values()) == before


def test_log_ins_that_nobody_confirmed_go_after_a_month():
    over, kept, confirmed = (
        UserFactory(confirmed=False, email="over@example.com"),
        UserFactory(confirmed=False),
        UserFactory(),
    )
    User.objects.exclude(pk=kept.pk).update(date_joined=NOW - timedelta(days=30))
    User.objects.filter(pk=kept.pk).update(date_joined=NOW - timedelta(days=29))
    assert run()["unconfirmed-log-ins"] == 1
    assert set(User.objects.all()) == {kept, confirmed}
    assert not User.objects.filter(pk=over.pk).exists()


def test_walk_ins_invitations_and_answers_go_a_year_after_the_event():
    old = EventFactory(starts_at=NOW - YEAR - timedelta(hours=4), state="completed")
    recent = EventFactory(starts_at=NOW - YEAR + timedelta(hours=4), state="completed")
    for event in (old, recent):
        Attendance.objects.create(
            event=event, name="Walker", organisation="Somewhere", day=event.starts_at.date(), recorded_at=NOW
        )
        Invitation.objects.create(event=event, address="never-came@example.com")
        RegistrationFactory(event=event, answers=[{"question": 1, "value": "vegan"}], note="By telephone")
    done = run()
    assert (done["walk-in-names"], done["open-invitations"], done["answers"]) == (1, 1, 1)
    assert [(one.event, one.name, one.organisation) for one in Attendance.objects.order_by("event__starts_at")] == [
        (old, "–", ""),
        (recent, "Walker", "Somewhere"),
    ]
    assert [one.event for one in Invitation.objects.all()] == [recent]
    assert (old.registrations.get().answers, recent.registrations.get().note) == ([], "By telephone")
    done = run()
    assert (done["walk-in-names"], done["open-invitations"], done["answers"]) == (0, 0, 0)


def test_letters_sessions_and_messages_go_in_their_time():
    one, two = MemberFactory(), MemberFactory()
    for days in (364, 365):
        DirectoryLetter.objects.create(sender=one, recipient=two, subject="x", text="y", sent_at=NOW - timedelta(days=days))
    UserSession.objects.create(user=one.user, ip="192.0.2.1", user_agent="x", session_key="a")
    UserSession.objects.update(last_seen_at=NOW - timedelta(days=90))
    for days in (364, 365):
        ColleagueInvitation.objects.create(
            organisation=OrganisationFactory(), address="x@example.com", sent_at=NOW - timedelta(days=days)
        )
    Message.objects.create(
        key="old", kind="x", template="x", language="en", address="a@example.com", message_id="1", state="failed"
    )
    Message.objects.update(created_at=NOW - YEAR)
    done = run()
    assert (done["letters"], done["sessions"], done["messages"], done["colleagues"]) == (1, 1, 1, 1)
    message = Message.objects.get()
    # Its key stays: the fact is not told a second time.
    assert (message.key, message.address, message.state) == ("old", "", "cancelled")


def test_the_last_mail_forgets_its_address_a_day_later():
    services.erase_person(request=services.request_erasure(user=UserFactory(), wish="", now=NOW), by=None, now=NOW)
    Message.objects.filter(kind="erasure-done").update(state="sent", sent_at=NOW, created_at=NOW)
    assert run(NOW + timedelta(hours=23))["farewells"] == 0
    assert run(NOW + timedelta(hours=24))["farewells"] == 1
    assert Message.objects.get(kind="erasure-done").address == ""


def test_a_rule_that_fails_holds_back_no_other_and_is_seen(client, monkeypatch, caplog):
    def broken(now, limit):
        raise RuntimeError

    rules = [RetentionRule(slug="broken", label="Broken", period="–", apply=broken), *personal_data.retention_rules.all()]
    monkeypatch.setattr(personal_data.retention_rules, "all", lambda: rules)
    over = declined(400)
    run()
    over.refresh_from_db()
    assert over.state == State.DRAFT
    assert "broken failed" in caplog.text
    assert list(RetentionRun.objects.filter(failed=True).values_list("rule", flat=True)) == ["broken"]
    assert retaining.failed_rules() == 1
    client.force_login(coordinator("council"))
    assert "Retention rules that failed" in client.get(reverse("admin:index")).content.decode()
    assert client.get(reverse("admin:members_retentionrun_changelist")).status_code == 200


def test_more_than_a_batch_goes_in_one_run(monkeypatch):
    monkeypatch.setattr(retaining, "BATCH", 2)
    for _number in range(5):
        declined(400)
    assert run()["declined-applications"] == 5

"""Erasing a person: what goes, what stays without a name, and that nothing was forgotten."""

import random
from types import SimpleNamespace

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from council.events.models import Attendance, Invitation, Registration, Speaker
from council.library.models import Download
from council.library.services import note_download
from council.members import services
from council.members.models import ErasureRequest, Member, Membership, User
from council.members.personal import MEMBER_COLUMNS, USER_COLUMNS
from council.members.services.personal import all_links, keys_to, keys_without_a_rule, model_of, person_of, rows
from council.messaging.models import DeliveredMail, Message
from council.messaging.services import queue_message
from council.personal_data import Erasure
from tests.databases import filled
from tests.events.invariants import assert_seats, assert_session_invariants
from tests.factories import (
    NOW,
    AttendanceFactory,
    CertificateFactory,
    DocumentFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    PersonalExportFactory,
    RegistrationFactory,
    SpeakerFactory,
    UserFactory,
    coordinator,
)
from tests.members.merging import World as MergeWorld
from tests.members.merging import found_by_links, keys_by_links
from tests.members.merging import things as things_of

pytestmark = pytest.mark.django_db
STATE = ErasureRequest.State
# Words that stand nowhere else.
NAME, NAME_EN, ADDRESS, PHONE = "하늬바람", "Hanuibaram", "hanui@personal.example", "+821098765432"


def asked(user, wish=""):
    return services.request_erasure(user=user, wish=wish, now=NOW)


def erased(user, by=None):
    return services.erase_person(request=asked(user), by=by, now=NOW)


@pytest.fixture
def busy(staff):
    """Somebody with something of everything."""
    member = MemberFactory(
        user__email=ADDRESS, family_name="하", given_name=NAME, family_name_en="Ha", given_name_en=NAME_EN, phone=PHONE
    )
    member.job_title = f"Director {NAME_EN}"
    member.save()
    services.give_consent(member=member, purpose="directory", language="ko", now=NOW)
    MembershipFactory(member=member)
    event = EventFactory(capacity=1)
    seat = RegistrationFactory(member=member, event=event, answers=[{"question": 1, "value": NAME}], note=NAME)
    RegistrationFactory(event=event, state=Registration.State.WAITLISTED)
    past = RegistrationFactory(member=member, event=EventFactory(state="completed"))
    AttendanceFactory(registration=past, note=f"late: {NAME}")
    CertificateFactory(registration=past, name_ko=NAME, name_en=NAME_EN)
    SpeakerFactory(member=member, name_ko=NAME, name_en=NAME_EN, bio_en=f"{NAME_EN} was born")
    Invitation.objects.create(event=EventFactory(), address=ADDRESS, language="ko")
    note_download(version=DocumentFactory().current, user=member.user, now=NOW)
    PersonalExportFactory(user=member.user)
    LogEntry.objects.create(
        user=staff,
        content_type=ContentType.objects.get_for_model(Registration),
        object_id=str(seat.pk),
        object_repr=str(seat),
        action_flag=CHANGE,
        change_message=NAME,
    )
    told(member, MemberFactory(user__email="told@example.com"))
    services.suspend_member(member=member, by=staff, now=NOW, reason=f"Because of {NAME}")
    member.refresh_from_db()
    return member


def told(member, reader):
    """A letter to somebody else that tells of `member`, delivered."""
    context = {
        "name": str(reader),
        "colleague": member.display_name("ko"),
        "lines": [{"text": f"{member.display_name('en')}, {member.user.email}, {member.phone_display}"}],
    }
    key = f"told:{member.pk}:{reader.pk}"
    user = reader.user
    kind, template = "membership-notice", "members/email/membership-notice"
    message = queue_message(
        kind=kind, template=template, user=user, address=user.email, language="en", context=context, key=key
    )
    Message.objects.filter(pk=message.pk).update(
        subject=f"{member.display_name('ko')}님이 초대에 응했습니다", state="sent", sent_at=NOW
    )
    source = f"{member.display_name('en')} …".encode()
    DeliveredMail.objects.create(message_id=message.message_id, sender="x", address=user.email, subject="…", source=source)
    return message


def everything() -> str:
    """Every text in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall() if name not in ("django_session",)]
        texts = []
        for table in filled(cursor, tables):
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            texts += [f"{table}: {text}" for (text,) in cursor.fetchall()]
    return "\n".join(texts)


def test_every_key_that_leads_to_a_person_has_a_rule():
    assert keys_without_a_rule() == []


def test_every_rule_is_for_a_key_that_there_is_and_names_columns_that_there_are():
    person = person_of(UserFactory())
    for key, link in all_links().items():
        model = model_of(link)
        first = model._meta.get_field(link.via.split("__")[0])
        assert key in dict(keys_to(first.related_model)), key
        for column in (*link.blank, *link.files):
            model._meta.get_field(column)
        list(rows(link, person).values(*(link.exported or ("pk",))))
        if link.erased is Erasure.DETACH:
            assert first.null, key


def test_a_key_without_a_rule_fails(monkeypatch):
    rules = all_links()
    rules.pop("members.consent.member")
    rules.pop("events.attendance.registration")
    monkeypatch.setattr("council.members.services.personal.all_links", lambda: rules)
    assert keys_without_a_rule() == ["events.attendance.registration", "members.consent.member"]


def test_every_column_of_member_and_log_in_is_decided():
    assert {field.name for field in User._meta.concrete_fields} == set(USER_COLUMNS)
    assert {field.name for field in Member._meta.concrete_fields} == set(MEMBER_COLUMNS)


def test_nothing_that_tells_of_the_person_stays_anywhere(busy, staff, django_capture_on_commit_callbacks):
    person, file = person_of(busy.user), busy.user.exports.get().file
    for word in (NAME, NAME_EN, ADDRESS, PHONE):
        assert word in everything()
    with django_capture_on_commit_callbacks(execute=True):
        request = erased(busy.user, by=staff)
    left = [
        line
        for line in everything().splitlines()
        if any(word in line for word in (NAME, NAME_EN, ADDRESS, PHONE)) and "erasure-done" not in line
    ]
    assert left == []
    assert not default_storage.exists(file)
    # What must stay is there, and leads to somebody without a name.
    husk = Member.objects.get(pk=person.member_id)
    assert (str(husk), husk.user.is_active, husk.state) == ("Erased person", False, "withdrawn")
    assert husk.user.email.endswith("@erased.invalid")
    assert {one.state for one in husk.registrations.all()} == {"confirmed", "cancelled"}
    assert Attendance.objects.filter(registration__member=husk, note="").count() == 1
    assert [place.state for place in husk.memberships.all()] == [Membership.State.RESIGNED]
    assert Speaker.objects.get().name_en == "Speaker"
    assert Download.objects.get().user_id == person.user_id
    assert (request.state, request.decided_by, request.outcome["events.registration"]) == (STATE.DONE, staff, {"kept": 2})
    assert request.outcome["members.consent"] == {"destroyed": 1}


def test_letters_to_others_go_on_without_the_person(staff):
    """Names, addresses and numbers give way in the reader's language; the rest stays. Parts of other words are no name, and
    who has the same name keeps his own letters."""
    member, reader = MemberFactory(user__email=ADDRESS, phone=PHONE), MemberFactory(given_name="읽는이")
    Member.objects.filter(pk=member.pk).update(family_name="이", given_name="산", family_name_en="Lee", given_name_en="San")
    namesake = MemberFactory(family_name="이", given_name="산", family_name_en="Lee", given_name_en="San")
    member.refresh_from_db()
    message, others = told(member, reader), told(namesake, namesake)
    said = {"text": "이산님, 회이산이. LEE San; Lee Sandor; San Lee", "untouched": [None, 7, True]}
    Message.objects.filter(pk=message.pk).update(context={**message.context, **said})
    erased(member.user, by=staff)
    message.refresh_from_db()
    assert message.context == {
        "name": str(reader),
        "colleague": "Erased person",
        "lines": [{"text": "Erased person, Erased person, Erased person"}],
        "text": "Erased person님, 회이산이. Erased person; Lee Sandor; Erased person",
        "untouched": [None, 7, True],
    }
    assert (message.subject, message.state) == ("Erased person님이 초대에 응했습니다", "sent")
    kept = Message.objects.get(pk=others.pk)
    assert (kept.context, kept.subject) == (others.context, "이산님이 초대에 응했습니다")
    assert list(DeliveredMail.objects.values_list("message_id", flat=True)) == [others.message_id]


def test_the_seat_goes_to_who_waits(busy, staff):
    event = busy.registrations.exclude(event__state="completed").get().event
    erased(busy.user, by=staff)
    event.refresh_from_db()
    assert event.taken == 1
    assert [one.member_id != busy.pk for one in event.registrations.filter(state="confirmed")] == [True]


def test_who_left_no_trace_is_gone_altogether(staff):
    user = UserFactory(email="nobody@example.com")
    request = erased(user, by=staff)
    request.refresh_from_db()
    assert not User.objects.filter(pk=user.pk).exists()
    assert not Member.objects.filter(user_id=user.pk).exists()
    assert (request.user, request.state) == (None, STATE.DONE)


def test_the_last_mail_goes_out_and_is_wiped(letters, staff):
    erased(UserFactory(email="last@example.com"), by=staff)
    assert [(one.to, one.subject) for one in letters()] == [("last@example.com", "[삭제 완료] 개인정보를 모두 삭제했습니다")]
    assert Message.objects.filter(state="sent", kind="erasure-done").get().subject == ""


def test_an_erased_person_cannot_log_in(client, staff):
    member = MemberFactory(user__email="me@example.com")
    RegistrationFactory(member=member)
    client.force_login(member.user)
    assert client.get(reverse("portal:my")).status_code == 200
    erased(member.user, by=staff)
    assert client.get(reverse("portal:my")).status_code == 302
    client.post("/accounts/login/", {"login": "me@example.com", "password": "council-demo"})
    assert client.get(reverse("portal:my")).status_code == 302


def test_asking_twice_is_once_and_can_be_taken_back(client, letters):
    user = MemberFactory(user__email="me@example.com").user
    client.force_login(user)
    page = client.get(reverse("members:erasure")).content.decode()
    assert "This is destroyed" in page
    assert client.post(reverse("members:erasure"), {"wish": "kept \x07"}).status_code == 422
    for _time in range(2):
        client.post(reverse("members:erasure"), {"sure": "on", "wish": "Please."})
    request = ErasureRequest.objects.get()
    assert (request.state, request.wish) == (STATE.REQUESTED, "Please.")
    assert "Take my request back" in client.get(reverse("members:privacy")).content.decode()
    for _time in range(2):
        client.post(reverse("members:erasure-withdraw"))
    request.refresh_from_db()
    assert request.state == STATE.WITHDRAWN
    assert [letter.subject for letter in letters()] == ["You asked to be erased", "You are not erased"]


def test_staff_are_not_erased_while_they_are_staff(client, staff):
    client.force_login(staff)
    response = client.post(reverse("members:erasure"), {"sure": "on"})
    assert response.status_code == 422
    assert "You are staff" in response.content.decode()
    with pytest.raises(services.StaffLogInError):
        asked(staff)


def test_what_is_taken_back_is_not_erased(staff):
    user = UserFactory()
    request = asked(user)
    services.withdraw_erasure(user=user, now=NOW)
    with pytest.raises(services.ErasureStateError):
        services.erase_person(request=request, by=staff, now=NOW)
    user.refresh_from_db()
    assert user.is_active


def test_an_erasure_that_broke_off_is_done_by_the_next(monkeypatch, busy, staff):
    from council.members.services import erasing

    request = asked(busy.user)

    def broken(*args):
        raise RuntimeError

    monkeypatch.setattr(erasing, "_apply", broken)
    with pytest.raises(RuntimeError):
        services.erase_person(request=request, by=staff, now=NOW)
    request.refresh_from_db()
    assert request.state == STATE.REQUESTED
    monkeypatch.undo()
    assert services.erase_person(request=request, by=staff, now=NOW).state == STATE.DONE


def test_the_secretariat_erases_from_its_queue(client, staff):
    request = asked(MemberFactory(user__email="me@example.com").user, wish="All of it.")
    client.force_login(staff)
    assert "People who want to be erased" in client.get(reverse("admin:index")).content.decode()
    url = reverse("admin:members_erasurerequest_erase", args=[request.pk])
    page = client.get(url).content.decode()
    assert "All of it." in page
    assert "me@example.com" in page
    assert client.post(url, {}).status_code == 200
    request.refresh_from_db()
    assert request.state == STATE.REQUESTED
    assert client.post(url, {"sure": "on"}).status_code == 302
    request.refresh_from_db()
    assert (request.state, request.decided_by) == (STATE.DONE, staff)
    # The back button, a second browser.
    assert client.post(url, {"sure": "on"}).status_code == 302


def test_the_secretariat_declines_with_a_reason_that_is_told(client, staff, letters):
    request = asked(MemberFactory(user__email="me@example.com").user)
    client.force_login(staff)
    url = reverse("admin:members_erasurerequest_decline", args=[request.pk])
    assert client.post(url, {"reason": ""}).status_code == 200
    assert client.post(url, {"reason": "A dispute is open."}).status_code == 302
    request.refresh_from_db()
    assert (request.state, request.decision_reason) == (STATE.DECLINED, "A dispute is open.")
    assert "A dispute is open." in letters()[-1].text
    client.force_login(request.user)
    assert "A dispute is open." in client.get(reverse("members:privacy")).content.decode()


def test_a_coordinator_does_not_see_the_queue(client):
    request = asked(UserFactory())
    client.force_login(coordinator("forums"))
    for page in ("erase", "decline", "change"):
        assert client.get(reverse(f"admin:members_erasurerequest_{page}", args=[request.pk])).status_code == 404


def _things(member, staff):
    """What a person may have, each a call that makes it."""
    return {
        "consent": lambda: services.give_consent(member=member, purpose="directory", language="ko", now=NOW),
        "place": lambda: MembershipFactory(member=member),
        "seat": lambda: RegistrationFactory(member=member, answers=[{"value": NAME}]),
        "past": lambda: AttendanceFactory(registration=RegistrationFactory(member=member), note=NAME),
        "certificate": lambda: CertificateFactory(registration=RegistrationFactory(member=member), name_ko=NAME),
        "speaker": lambda: SpeakerFactory(member=member, name_ko=NAME),
        "invitation": lambda: Invitation.objects.create(event=EventFactory(), member=member, address=ADDRESS),
        "download": lambda: note_download(version=DocumentFactory().current, user=member.user, now=NOW),
        "copy": lambda: PersonalExportFactory(user=member.user),
        "told": lambda: told(member, MemberFactory()),
        "suspended": lambda: services.suspend_member(member=member, by=staff, now=NOW, reason=NAME),
        "staff_once": lambda: EventFactory().history.update(history_user=member.user),
    }


def rows_by_links(person):
    """All that leads to `person`, row by row, by rule."""
    found = found_by_links(person)
    return {key: [] if there is None else list(there.order_by("pk").values()) for key, there in found.items()}


@pytest.mark.parametrize("seed", range(12))
def test_whatever_a_person_has_nothing_tells_of_him_and_nothing_of_others_is_lost(staff, seed):
    chance = random.Random(seed)
    member = MemberFactory(user__email=ADDRESS, family_name="하", given_name=NAME, given_name_en=NAME_EN, phone=PHONE)
    other = MemberFactory(user__email="other@example.com")
    for person in (member, other):
        for name, make in _things(person, staff).items():
            if (person is other or chance.random() < 0.5) and not (person is other and name == "invitation"):
                make()
    before = rows_by_links(person_of(other.user))
    erased(member.user, by=staff)
    left = [line for line in everything().splitlines() if "erasure-done" not in line and "other@" not in line]
    told = [line for line in left if ADDRESS in line or PHONE in line]
    assert told == []
    assert not any(NAME_EN in line for line in left)
    after = rows_by_links(person_of(other.user))
    assert after == before
    # Nothing leads to somebody who is not there.
    connection.check_constraints()
    for link in (all_links()[key] for key, found in found_by_links(person_of(other.user)).items() if found is not None):
        dangling = model_of(link)._base_manager.exclude(**{f"{link.via}__isnull": True}).filter(**{f"{link.via}__pk": None})
        assert not dangling.exists()


NAMES = sorted(things_of(None, SimpleNamespace(user=None)))


# Without shrinking: an example makes a world.
@settings(max_examples=8, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.sets(st.sampled_from(NAMES)))
def test_of_whatever_a_person_has_each_row_becomes_what_its_rule_says(chosen):
    with transaction.atomic():
        world, member, by = MergeWorld(), MemberFactory(), UserFactory(is_staff=True)
        made = things_of(world, member)
        for name in made:
            if name in chosen:
                made[name]()
        world.fill()
        person = person_of(member.user)
        before = {key: keys for key, keys in keys_by_links(person).items() if keys and all_links()[key].own}
        request = erased(member.user, by=by)
        for key, keys in before.items():
            link = all_links()[key]
            left = model_of(link)._base_manager.filter(pk__in=keys)
            # Destroyed is gone; everything else is there, and detached leads to nobody.
            assert left.count() == (0 if link.erased is Erasure.DESTROY else len(keys)), key
            if link.erased is Erasure.DETACH:
                assert not left.exclude(**{f"{link.via}__isnull": True}).exists(), key
        connection.check_constraints()
        for event in world.events:
            event.refresh_from_db()
            assert_seats(event, event.registrations.all())
            assert_session_invariants(event, NOW)
        assert not world.event.registrations.live().filter(member_id=person.member_id).exists()
        assert request.state == STATE.DONE
        transaction.set_rollback(True)


def test_what_was_said_of_a_speaker_goes_with_its_history(staff):
    speaker = SpeakerFactory(name_en="LEE Deunsol")
    speaker.member = MemberFactory()
    speaker.save()
    other = SpeakerFactory(name_en="Other")
    erased(speaker.member.user, by=staff)
    assert list(Speaker.history.values_list("id", flat=True)) == [other.pk]

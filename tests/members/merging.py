"""What two records of one person may have, each a call that makes it; and what must hold when they are one."""

import uuid
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import connection
from django.db.models import Q

from council.events.models import (
    AgendaRegistration,
    CalendarFeed,
    Invitation,
    Registration,
    SurveyParticipation,
    SurveyResponse,
)
from council.library.models import Acceptance, DocumentReader
from council.library.services import note_download
from council.members import services
from council.members.models import (
    Consent,
    DirectoryLetter,
    Member,
    Membership,
    MemberSkill,
    MergeRecord,
    Organisation,
    Skill,
    User,
)
from council.members.services.merging_people import _rules, merge_people
from council.members.services.personal import all_links, model_of, person_of, rows
from council.merging import Merging
from council.messaging.models import Message, Preference
from council.reminders.models import Reminder
from tests.databases import filled
from tests.events.invariants import assert_seats, assert_session_invariants
from tests.factories import (
    NOW,
    AgreementFactory,
    AttendanceFactory,
    BodyFactory,
    CertificateFactory,
    ContactFactory,
    DocumentFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonalExportFactory,
    RegistrationFactory,
    RuleFactory,
    SeatFactory,
    SessionFactory,
    SpeakerFactory,
    SurveyFactory,
)

LIVE = ("confirmed", "offered", "waitlisted", "pending")


class World:
    """Things that both records may have something to do with, so that what they have collides."""

    def __init__(self):
        self.organisation = OrganisationFactory()
        self.other_organisation = OrganisationFactory()
        self.body = BodyFactory()
        self.seat = SeatFactory(organisation=self.organisation, body=self.body)
        self.foreign_seat = SeatFactory(organisation=self.other_organisation)
        self.event = EventFactory(capacity=4)
        self.past = EventFactory(starts_at=NOW - timedelta(days=9), state="completed")
        self.session = SessionFactory(event=self.event, capacity=1)
        self.survey = SurveyFactory(is_anonymous=False)
        self.document, self.agreement = DocumentFactory(), AgreementFactory()
        self.rule, self.skill = RuleFactory(), Skill.objects.create(name_ko="용접", name_en="Welding")
        self.stranger = MemberFactory()
        # Somebody waits for what becomes free.
        RegistrationFactory(event=self.event, state="waitlisted")

    def fill(self):
        """No seat is free while somebody waits."""
        while self.event.registrations.seated().count() < self.event.capacity:
            RegistrationFactory(event=self.event)

    @property
    def events(self):
        return [self.event, self.past]


def _register(world, member, state):
    """The member's live registration, made in this state (or on the waiting list, where no seat is free) if there is none."""
    found = member.registrations.live().filter(event=world.event).first()
    if found is not None:
        return found
    if world.event.registrations.seated().count() == world.event.capacity and state in Registration.SEATED:
        state = "waitlisted"
    return RegistrationFactory(event=world.event, member=member, state=state, queued_at=NOW - timedelta(hours=member.pk % 7))


def _chosen(world, member):
    seat = _register(world, member, "confirmed")
    if seat.state == "confirmed":
        is_free = not world.session.choices.filter(state="confirmed").exists()
        state = "confirmed" if is_free else "waitlisted"
        AgendaRegistration.objects.create(
            item=world.session, registration=seat, state=state, confirmed_at=NOW if is_free else None
        )
        if is_free:
            type(world.session).objects.filter(pk=world.session.pk).update(taken=1)


def _attended(world, member):
    seat = member.registrations.filter(event=world.past).first() or RegistrationFactory(event=world.past, member=member)
    AttendanceFactory(registration=seat)
    CertificateFactory(registration=seat, name_ko="김하나", name_en="KIM Hana")


def _message(user):
    return Message.objects.create(
        kind="event-reminder",
        template="x",
        language="ko",
        user=user,
        address=user.email,
        key=uuid.uuid4().hex,
        message_id=uuid.uuid4().hex,
        context={"user_id": user.pk},
    )


def things(world, member):
    """What a record may have, by name; each call makes it once."""
    user = member.user
    return {
        "organisation": lambda: Member.objects.filter(pk=member.pk).update(organisation=world.organisation),
        "office": lambda: ContactFactory(organisation=world.organisation, member=member),
        "foreign_office": lambda: ContactFactory(organisation=world.other_organisation, member=member),
        "place": lambda: MembershipFactory(member=member, body=world.body, ends_on=(NOW + timedelta(days=90)).date()),
        "foreign_place": lambda: MembershipFactory(
            member=member, body=BodyFactory(), seat=SeatFactory(organisation=world.other_organisation)
        ),
        "next_term": lambda: MembershipFactory(
            member=member, body=world.body, state="appointed", starts_on=(NOW + timedelta(days=400)).date()
        ),
        "old_place": lambda: MembershipFactory(member=member, body=world.body, state="expired"),
        "pending": lambda: _register(world, member, "pending"),
        "seat": lambda: _register(world, member, "confirmed"),
        "offer": lambda: _register(world, member, "offered"),
        "cancelled": lambda: RegistrationFactory(event=world.event, member=member, state="cancelled"),
        "chosen": lambda: _chosen(world, member),
        "attended": lambda: _attended(world, member),
        "invited": lambda: Invitation.objects.create(event=world.event, member=member, address=f"i{member.pk}@example.org"),
        "feed": lambda: CalendarFeed.objects.create(member=member, created_at=NOW),
        "speaker": lambda: SpeakerFactory(member=member),
        "answered": lambda: (
            SurveyParticipation.objects.create(survey=world.survey, member=member),
            SurveyResponse.objects.create(survey=world.survey, member=member, answered_on=NOW.date()),
        ),
        "skill": lambda: MemberSkill.objects.create(member=member, skill=world.skill, level=1 + member.pk % 5),
        "directory": lambda: services.give_consent(member=member, purpose="directory", language="ko", now=NOW),
        "news": lambda: services.give_consent(member=member, purpose="news", language="ko", now=NOW),
        "no_news": lambda: Consent.objects.create(
            member=member,
            purpose="news",
            version="2026-11",
            language="ko",
            given_at=NOW - timedelta(days=9),
            withdrawn_at=NOW - timedelta(days=member.pk % 3),
        ),
        "letter": lambda: DirectoryLetter.objects.create(
            sender=member, recipient=world.stranger, subject="Hello", text="Hello.", sent_at=NOW
        ),
        "copy": lambda: PersonalExportFactory(user=user),
        "second_address": lambda: EmailAddress.objects.create(user=user, email=f"b{user.pk}@example.com", verified=True),
        "unconfirmed": lambda: EmailAddress.objects.create(user=user, email=f"c{user.pk}@example.com", verified=False),
        "passkey": lambda: Authenticator.objects.create(user=user, type="totp", data={}),
        "session": lambda: UserSession.objects.create(
            user=user, session_key=uuid.uuid4().hex, ip="203.0.113.9", user_agent="x", data={}
        ),
        "preference": lambda: Preference.objects.create(user=user, kind="event-reminder", switched_off_at=NOW),
        "reminded": lambda: Reminder.objects.create(
            source="event",
            subject=str(world.event.pk),
            recipient=user,
            rule=world.rule,
            schedule_version=1,
            due_at=NOW,
            state="queued",
            message=_message(user),
        ),
        "message": lambda: _message(user),
        "reader": lambda: DocumentReader.objects.create(document=world.document, member=member),
        "download": lambda: note_download(version=world.document.current, user=user, now=NOW),
        "agreed": lambda: Acceptance.objects.create(
            version=world.agreement.current, user=user, name="Kim", language="ko", accepted_at=NOW
        ),
        "history": lambda: world.event.history.update(history_user=user),
        "suspended": lambda: Member.objects.filter(pk=member.pk).update(state="suspended"),
    }


# What may be missing afterwards, by the rule that is written down for it.
GONE_BY_ROOM = {
    "account.emailaddress.user",
    "members.directoryentry.member",
    "events.invitation.member",
}


def found_by_links(person):
    """What each link finds of `person`: a query of rows by the link's key; None without asking, where its table is empty."""
    links = all_links()
    with connection.cursor() as cursor:
        there = set(filled(cursor, {model_of(link)._meta.db_table for link in links.values()}))
    return {key: rows(link, person) if model_of(link)._meta.db_table in there else None for key, link in links.items()}


def keys_by_links(person):
    """The keys of every row that leads to `person`, by rule."""
    return {key: set() if found is None else {row.pk for row in found} for key, found in found_by_links(person).items()}


def snapshot(kept, gone):
    """The keys of every row that leads to either record, by rule."""
    one, other = keys_by_links(person_of(kept.user)), keys_by_links(person_of(gone.user))
    return {key: keys | other[key] for key, keys in one.items()}


def assert_nothing_lost(before, kept, gone, record):
    """Every row that led to either is found under the kept one, or its rule says what became of it, with the number."""
    after = keys_by_links(person_of(kept.user))
    for key, link in all_links().items():
        missing = before[key] - after[key]
        numbers = record.outcome.get(key, {})
        if key in ("members.member.user", "members.historicalmember.user"):
            continue
        if link.merged is Merging.STAY:
            continue
        if key in GONE_BY_ROOM or key == "usersessions.usersession.user":
            continue
        ended = numbers.get("dropped", 0) + numbers.get("detached", 0)
        assert len(missing) == ended, (key, missing, numbers)
        if link.merged is Merging.MOVE and link.twin_of is None:
            assert missing == set(), key
        elif numbers.get("detached"):
            assert model_of(link).objects.filter(pk__in=missing).count() == len(missing)


def assert_one_person(world, kept, gone):
    """Nothing leads to the second record, every constraint holds, counters are counts."""
    assert not Member.objects.filter(pk=gone.pk).exists()
    assert not User.objects.filter(pk=gone.user_id).exists()
    for rule in _rules(kept, gone):
        if rule.merged is not Merging.STAY:
            assert not rule.model._base_manager.filter(**{rule.via: rule.gone}).exists(), rule.key
    connection.check_constraints()
    for event in world.events:
        event.refresh_from_db()
        assert_seats(event, event.registrations.all())
        assert_session_invariants(event, NOW)
    # The better seat is the person's, and nobody waits beside a free one.
    assert world.event.registrations.live().filter(member=kept).count() <= 1
    if world.event.taken < world.event.capacity:
        assert not world.event.registrations.waiting().exists()
    open_places = kept.memberships.filter(state__in=Membership.OPEN, seat__isnull=False)
    assert not open_places.exclude(seat__organisation=kept.organisation_id).exists()
    assert not kept.contact_of.in_office().exclude(organisation=kept.organisation_id).exists()
    primary = EmailAddress.objects.filter(user=kept.user, primary=True)
    assert [one.email for one in primary] == [kept.user.email]
    entry = Q(member=kept, purpose="directory", withdrawn_at=None)
    assert Consent.objects.filter(entry).exists() == hasattr(Member.objects.get(pk=kept.pk), "directory_entry")
    assert MergeRecord.objects.filter(member=kept, merged_id=gone.pk).count() == 1


def organisations():
    """Every organisation that there is, by key."""
    return {one.pk for one in Organisation.objects.all()}


def merged(pair, staff, **choices):
    """Make the pair of records one, of which the first is kept."""
    kept, gone = pair
    record = merge_people(kept=kept, gone=gone, choices=choices, by=staff, now=NOW)
    kept.refresh_from_db()
    return record

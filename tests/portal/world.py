"""A small council for the permission matrix: one of everything, and the people who may or may not see it."""

import uuid
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from council.content.models import NewsItem, Page
from council.events.models import CalendarFeed, Event, Invitation, Registration
from council.library.models import Acceptance
from council.library.services import note_download
from council.members import services
from council.members.consents import DIRECTORY_ITEMS
from council.members.models import DirectoryEntry, DirectoryLetter, ErasureRequest, Member, Membership, Photo
from council.members.services import access, support
from tests.factories import (
    NOW,
    AgendaItemFactory,
    AgreementFactory,
    AttendanceFactory,
    BodyFactory,
    CertificateFactory,
    ColleagueInvitationFactory,
    ContactFactory,
    DocumentFactory,
    EventFactory,
    ImageFactory,
    MemberFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonalExportFactory,
    QuestionFactory,
    RegistrationFactory,
    SeatFactory,
    SeriesFactory,
    SessionFactory,
    SpeakerFactory,
    SurveyFactory,
    UserFactory,
    VenueFactory,
    coordinator,
)
from tests.factories.people import InterestFactory
from tests.focusgroup import matrix as focusgroup
from tests.forums import matrix as forums
from tests.library.corpus import png
from tests.portal.rows import World
from tests.symposia import matrix as symposia

# The secret of the seat that `other` is offered, and one that was never given.
OFFER, NO_OFFER = uuid.UUID(int=1), uuid.UUID(int=2)
# Codes of invitations: of a letter that stands, of one that was revoked, of none.
INVITED, REVOKED, NOWHERE = (uuid.UUID(int=number) for number in (1, 2, 3))
PARTICIPANTS_KEY, FOREIGN_KEY, SECRET_KEY = (uuid.UUID(int=number) for number in (1, 2, 3))
# The place of `member` in the forum, the seat and the letter of his organisation: numbers that no sequence gives in a test.
PLACE = SEAT = LETTER = INTEREST = 1_000_000
# The organisation that `member` acts for, one that is not shown, and codes of letters to colleagues: standing, revoked.
ORGANISATION, UNLISTED = uuid.UUID(int=1), uuid.UUID(int=2)
# What its logo is called.
LOGO = "0123456789abcdef"
COLLEAGUE, NO_COLLEAGUE = uuid.UUID(int=1), uuid.UUID(int=2)
# The entry of `other` in the directory, and what `other` wrote to `member`.
ENTRY_KEY, LETTER_KEY = uuid.UUID(int=6), uuid.UUID(int=7)
# The photo of `other`, who shows it, and that of `member`, who does not.
PHOTO_KEY, HIDDEN_PHOTO_KEY = uuid.UUID(int=8), uuid.UUID(int=9)
# The copy of one's data that `member` may take.
COPY_KEY = uuid.UUID(int=5)


def _registered(event: Event, member: Member) -> Registration:
    registration = Registration.objects.create(
        event=event, member=member, state=Registration.State.CONFIRMED, confirmed_at=NOW, queued_at=NOW
    )
    Event.objects.filter(pk=event.pk).update(taken=1)
    return registration


def in_directory(member: Member) -> None:
    """`member` agreed to be found, with everything that can be shown."""
    services.give_consent(member=member, purpose="directory", language="en", now=NOW, items=DIRECTORY_ITEMS)
    DirectoryEntry.objects.filter(member=member).update(key=ENTRY_KEY)


def logo() -> str:
    """The stored logo of the organisation."""
    return picture("logos")


def picture(folder: str) -> str:
    """A stored picture in `folder`."""
    name = f"{folder}/{LOGO}.png"
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(png()))


def build() -> World:
    """`member` sits in the forum's body and is invited, `other` a member of nothing, `coordinator` is the forums'."""
    applicant = UserFactory(email="applicant@example.com")
    applicant.member.state = Member.State.APPLIED
    applicant.member.applied_at = NOW
    applicant.member.save()
    member = MemberFactory(user__email="member@example.com", organisation=OrganisationFactory(key=ORGANISATION, logo=logo()))
    other = MemberFactory(user__email="other@example.com")
    admin = UserFactory(email="admin@example.com", is_staff=True, is_superuser=True)
    world = World(
        people={
            "anonymous": None,
            "applicant": applicant,
            "member": member.user,
            "other": other.user,
            "coordinator": coordinator("forums", email="coordinator@example.com"),
            "admin": admin,
        }
    )
    access.note_access(
        actor=admin,
        ip="192.0.2.1",
        page="admin:members_member_change",
        path="/admin/",
        action="",
        is_file=False,
        members=[member.pk],
        now=NOW - timedelta(days=40),
    )
    support.begin_visit(actor=admin, member=member, reason="A page looks odd.", ip=None, now=NOW - timedelta(days=1))
    body = BodyFactory(programme="forums", slug="forum")
    seat = MembershipFactory(pk=PLACE, member=member, body=body)
    CalendarFeed.objects.create(member=member, token="secret-of-member", created_at=NOW)
    foreign_body = BodyFactory(programme="focus-group", kind="group", slug="group")
    OrganisationFactory(key=UNLISTED, is_listed=False)
    contact = ContactFactory(organisation=member.organisation, member=member)
    free = SeatFactory(pk=SEAT, organisation=member.organisation, body=BodyFactory(programme="forums", slug="seats"))
    letter = {"organisation": member.organisation, "invited_by": contact.member.user}
    ColleagueInvitationFactory(pk=LETTER, code=COLLEAGUE, address="colleague@example.com", seat=free, **letter)
    ColleagueInvitationFactory(code=NO_COLLEAGUE, revoked_at=NOW, **letter)
    events = {
        "public": EventFactory(slug="public", venue=VenueFactory()),
        "members": EventFactory(slug="members", audience=Event.Audience.MEMBERS),
        "body": EventFactory(slug="body", audience=Event.Audience.BODY, body=body),
        "invited": EventFactory(slug="invited", audience=Event.Audience.INVITED),
        "draft": EventFactory(slug="draft", state=Event.State.DRAFT),
        "cancelled": EventFactory(slug="cancelled", state=Event.State.CANCELLED),
        "foreign": EventFactory(slug="foreign", programme="focus-group", audience=Event.Audience.BODY, body=foreign_body),
    }
    offered = EventFactory(slug="offered", capacity=1, offer_hours=24)
    RegistrationFactory(event=offered, member=other, state=Registration.State.OFFERED, offer_token=OFFER, queued_at=NOW)
    invitation = Invitation.objects.create(event=events["invited"], member=member)
    Invitation.objects.create(event=events["invited"], address="guest@example.com", code=INVITED, letters=1, sent_at=NOW)
    Invitation.objects.create(event=events["invited"], address="gone@example.com", code=REVOKED, revoked_at=NOW)
    item = AgendaItemFactory(event=events["public"])
    item.speakers.add(SpeakerFactory())
    SessionFactory(event=events["body"])
    QuestionFactory(event=events["public"])
    PersonalExportFactory(user=member.user, key=COPY_KEY)
    in_directory(other)
    for owner, key in ((other, PHOTO_KEY), (member, HIDDEN_PHOTO_KEY)):
        Photo.objects.create(key=key, member=owner, file=picture("photos"), added_at=NOW)
    InterestFactory(pk=INTEREST, member=other, declared_at=NOW - timedelta(days=3))
    letter = DirectoryLetter.objects.create(
        key=LETTER_KEY, sender=other, recipient=member, subject="Hello", text="Shall we meet?", sent_at=NOW
    )
    services.report_letter(letter=letter, now=NOW)
    services.apply_retention(now=NOW)
    ErasureRequest.objects.create(user=other.user, requested_at=NOW)
    Page.objects.create(path="", title_ko="소개", title_en="About", text_ko="소개", text_en="About", is_published=True)
    Page.objects.create(path="work", title_ko="하는 일", title_en="Work", text_ko="일", text_en="Work", is_published=True)
    Page.objects.create(path="secret", title_ko="초안", title_en="Draft", text_ko="초안", text_en="Draft")
    soon = {"title_ko": "곧", "title_en": "Soon", "text_ko": "곧", "text_en": "Soon", "publish_at": NOW + timedelta(days=1)}
    Page.objects.create(path="soon", is_published=True, **soon)
    ImageFactory(key="0123456789ab")
    news = {"title_ko": "소식", "title_en": "News", "text_ko": "소식", "text_en": "News"}
    NewsItem.objects.create(slug="out", published_at=NOW - timedelta(days=1), **news)
    NewsItem.objects.create(slug="later", published_at=NOW + timedelta(days=1), **news)
    registration = _registered(events["body"], member)
    foreign_registration = _registered(events["foreign"], other)
    document = DocumentFactory(key=PARTICIPANTS_KEY, event=events["body"])
    foreign_document = DocumentFactory(key=FOREIGN_KEY, event=events["foreign"], programme="focus-group")
    agreement, foreign_agreement = AgreementFactory(), AgreementFactory(programme="focus-group")
    DocumentFactory(key=SECRET_KEY, event=None, classification="members", agreement=agreement)
    signed = {"user": UserFactory(email="signer@example.com"), "name": "SEO Garan", "language": "en", "accepted_at": NOW}
    world.things["own"] = {
        "library.acceptance": Acceptance.objects.create(version=agreement.current, **signed),
        "library.agreement": agreement,
        "library.document": document,
        "library.download": note_download(version=document.current, user=member.user, now=NOW),
        "events.attendance": AttendanceFactory(registration=registration),
        "events.certificate": CertificateFactory(registration=registration, code="000000000000000K"),
        "events.event": events["body"],
        "events.invitation": invitation,
        "events.registration": registration,
        "events.series": SeriesFactory(slug="own-series"),
        "events.survey": SurveyFactory(event=events["body"]),
        "members.body": body,
        "members.membership": seat,
    }
    world.things["foreign"] = {
        "library.acceptance": Acceptance.objects.create(version=foreign_agreement.current, **signed),
        "library.agreement": foreign_agreement,
        "library.document": foreign_document,
        "library.download": note_download(version=foreign_document.current, user=AnonymousUser(), now=NOW),
        "events.attendance": AttendanceFactory(registration=foreign_registration),
        "events.certificate": CertificateFactory(registration=foreign_registration),
        "events.event": events["foreign"],
        "events.invitation": Invitation.objects.create(event=events["foreign"], address="foreign@example.com"),
        "events.registration": foreign_registration,
        "events.series": SeriesFactory(slug="foreign-series", programme="focus-group"),
        "events.survey": SurveyFactory(event=events["foreign"]),
        "members.body": foreign_body,
        "members.membership": MembershipFactory(member=other, body=foreign_body, state=Membership.State.RESIGNED),
    }
    focusgroup.build(world, foreign_body)
    forums.build(world, body)
    symposia.build(world)
    return world

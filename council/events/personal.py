"""What events know of a person (`council.personal_data`).

That somebody had a seat, came, or chose a session is the record of the event and stays, without a name."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from council.events.models import Attendance, Event, Invitation, Registration, Speaker
from council.events.services import cancel_registration
from council.events.services.errors import EventError
from council.personal_data import Erasure, Person, PersonalData, PersonalLink, RetentionRule, histories, traces

# How long a name without a log-in is kept after its event.
NAMES_KEPT = timedelta(days=365)
WALK_IN = "–"


def prepare(person: Person, by: Any, now: datetime) -> None:
    """Give back the seats of events that are not over; each goes to the next in its queue. One transaction an event."""
    live = Registration.objects.live().filter(
        member_id=person.member_id, event__state=Event.State.PUBLISHED, event__ends_at__gt=now
    )
    for registration in live.select_related("event").order_by("event_id"):
        try:
            cancel_registration(registration=registration, by=by, now=now, reason=Registration.Reason.STAFF)
        except EventError:
            # It is over or was cancelled meanwhile: what is left of it is history.
            continue


def erase(person: Person, now: datetime) -> None:
    """Delete invitations that went to an address of the person, taken up or not, and what was said of the speaker before."""
    entries = Speaker.objects.filter(member=person.member_id).values("pk")
    Speaker.history.filter(id__in=entries).delete()
    for address in person.addresses:
        Invitation.objects.filter(address=address.lower()).delete()


def forget_walk_ins(now: datetime, limit: int) -> int:
    """Empty the names of people without a registration at events that ended more than a year ago."""
    old = Attendance.objects.filter(registration=None, event__ends_at__lte=now - NAMES_KEPT)
    found = old.exclude(name=WALK_IN, organisation="", note="").order_by("pk").values_list("pk", flat=True)[:limit]
    return Attendance.objects.filter(pk__in=list(found)).update(name=WALK_IN, organisation="", note="")


def forget_invitations(now: datetime, limit: int) -> int:
    """Delete invitations of addresses that never took them up, of events that ended more than a year ago."""
    old = Invitation.objects.filter(member=None, event__ends_at__lte=now - NAMES_KEPT)
    found = list(old.order_by("pk").values_list("pk", flat=True)[:limit])
    Invitation.objects.filter(pk__in=found).delete()
    return len(found)


def forget_answers(now: datetime, limit: int) -> int:
    """Empty what people answered and were told when they registered for events that ended more than a year ago."""
    old = Registration.objects.filter(event__ends_at__lte=now - NAMES_KEPT).exclude(Q(answers=[]) & Q(note=""))
    found = list(old.order_by("pk").values_list("pk", flat=True)[:limit])
    Registration.history.filter(id__in=found).update(answers=[], note="")
    return Registration.objects.filter(pk__in=found).update(answers=[], note="")


EVENT = ("event__title_ko", "event__title_en", "event__starts_at")
A_YEAR = _("a year after the event")
RETENTION = (
    RetentionRule(slug="walk-in-names", label=_("Names of walk-ins"), period=A_YEAR, apply=forget_walk_ins, order=40),
    RetentionRule(
        slug="open-invitations",
        label=_("Addresses of invitations that were not taken up"),
        period=A_YEAR,
        apply=forget_invitations,
        order=41,
    ),
    RetentionRule(slug="answers", label=_("Answers given when registering"), period=A_YEAR, apply=forget_answers, order=42),
)
PERSONAL = PersonalData(
    slug="events",
    label=_("Events"),
    links=(
        PersonalLink(
            model="events.registration",
            via="member",
            erased=Erasure.ANONYMISE,
            label=_("Registrations, without your answers"),
            exported=(*EVENT, "state", "reason", "note", "role", "queued_at", "confirmed_at", "ended_at", "answers"),
            blank={"answers": [], "note": ""},
        ),
        PersonalLink(
            model="events.historicalregistration",
            via="member",
            erased=Erasure.ANONYMISE,
            blank={"answers": [], "note": ""},
        ),
        PersonalLink(
            model="events.attendance",
            via="registration__member",
            erased=Erasure.ANONYMISE,
            label=_("That somebody came, as the minutes count it"),
            exported=("event__title_ko", "event__title_en", "day", "kind", "note", "recorded_at", "undone_at"),
            blank={"note": ""},
        ),
        PersonalLink(
            model="events.agendaregistration",
            via="registration__member",
            erased=Erasure.ANONYMISE,
            label=_("Sessions that you chose"),
            exported=("item__event__title_ko", "item__title_ko", "item__title_en", "state", "queued_at"),
        ),
        PersonalLink(model="events.historicalagendaregistration", via="registration__member", erased=Erasure.ANONYMISE),
        PersonalLink(
            model="events.certificate",
            via="registration__member",
            erased=Erasure.DESTROY,
            label=_("Certificates of attendance; their codes end"),
            exported=("code", "issued_at", "name_ko", "name_en", "organisation_ko", "organisation_en", "withdrawn_at"),
        ),
        PersonalLink(model="events.historicalcertificate", via="registration__member", erased=Erasure.DESTROY),
        PersonalLink(
            model="events.invitation",
            via="member",
            erased=Erasure.DESTROY,
            label=_("Invitations to you"),
            exported=(*EVENT, "address", "note_ko", "note_en", "sent_at", "accepted_at"),
        ),
        PersonalLink(
            model="events.calendarfeed",
            via="member",
            erased=Erasure.DESTROY,
            label=_("Your calendar’s secret address"),
            exported=("created_at", "read_at"),
            # One secret a person: that of the first record.
            twin_of=(),
        ),
        PersonalLink(
            model="events.speaker",
            via="member",
            erased=Erasure.DETACH,
            label=_("Your entries as a speaker, without name and life"),
            exported=("name_ko", "name_en", "affiliation_ko", "affiliation_en", "bio_ko", "bio_en"),
            blank={
                "name_ko": "발표자",
                "name_en": "Speaker",
                "affiliation_ko": "",
                "affiliation_en": "",
                "bio_ko": "",
                "bio_en": "",
            },
        ),
        PersonalLink(model="events.historicalspeaker", via="member", erased=Erasure.DESTROY),
        PersonalLink(
            model="events.surveyparticipation",
            via="member",
            erased=Erasure.DESTROY,
            label=_("That you answered a survey"),
            exported=("survey__event__title_ko", "survey__event__title_en"),
            twin_of=("survey",),
        ),
        PersonalLink(
            model="events.surveyresponse",
            via="member",
            erased=Erasure.DESTROY,
            label=_("Your answers in surveys that were not anonymous"),
            exported=("survey__event__title_ko", "survey__event__title_en", "answered_on", "answers"),
        ),
        # A colleague's seat that was handed over by the person, or to him.
        *traces("events.registration.handed_over_by", "events.historicalregistration.handed_over_by"),
        *traces(
            "events.announcement.sent_by",
            "events.attendance.recorded_by",
            "events.attendance.undone_by",
            "events.certificate.withdrawn_by",
            "events.historicalcertificate.withdrawn_by",
            "events.invitation.invited_by",
        ),
        *histories(
            "events.agendaitem",
            "events.agendaregistration",
            "events.certificate",
            "events.event",
            "events.question",
            "events.registration",
            "events.series",
            "events.speaker",
            "events.survey",
            "events.venue",
        ),
    ),
    prepare=prepare,
    erase=erase,
    staff_pages=(
        "events:checkin",
        "events:checkin-list",
        "events:checkin-excuse",
    ),
    # A secret address, a ticket, a certificate that is issued when it is taken first.
    own_pages=("events:my-calendar", "events:seat-code", "events:certificate"),
    order=30,
)

"""What this room knows of a person: the log-in and what hangs on it, the member, places in bodies (`council.personal_data`)."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from council.members.models import ColleagueInvitation, DirectoryLetter, Member, User
from council.members.phones import display_phone
from council.merging import Merging
from council.messaging.models import Message
from council.messaging.services import forget_messages, forget_words
from council.personal_data import Erasure, Person, PersonalData, PersonalLink, histories, traces

# The kind of the mails that carry letters between members.
LETTER = "directory-letter"
DESTROY, KEEP = Erasure.DESTROY, Erasure.ANONYMISE

# A column that becomes null.
NULL = ()
# What becomes of each column of the two rows that may stay; None: it stays as it is. A test knows the columns that there are.
USER_COLUMNS: dict[str, Any] = {
    "id": None,
    "password": "!",
    "last_login": NULL,
    # A new one that leads nowhere is given by the service; the day of signing up goes, too.
    "email": None,
    "date_joined": None,
    "is_superuser": False,
    "is_staff": False,
    "is_active": False,
}
MEMBER_COLUMNS: dict[str, Any] = {
    "id": None,
    "user": None,
    "language": None,
    "erased_at": None,
    "state": Member.State.WITHDRAWN,
    **dict.fromkeys(("family_name", "given_name", "family_name_en", "given_name_en", "organisation_name"), ""),
    **dict.fromkeys(("organisation_number", "job_title", "grade", "kind", "phone", "motivation", "decision_reason"), ""),
    **dict.fromkeys(("organisation", "valid_until", "renewed_at", "applied_at", "decided_at", "decided_by"), NULL),
}


def columns(table: dict[str, Any]) -> dict[str, Any]:
    """What an update writes: the columns that change, each with what it becomes."""
    return {name: None if new is NULL else new for name, new in table.items() if new is not None}


def export(person: Person) -> dict[str, list[dict[str, Any]]]:
    """The log-in and the member's own row; of the password only that there is one."""
    user = User.objects.get(pk=person.user_id)
    member = Member.objects.select_related("organisation").get(pk=person.member_id)
    row = {
        field.name: getattr(member, field.attname)
        for field in Member._meta.concrete_fields
        if field.name not in ("id", "user", "organisation", "decided_by", "erased_at")
    }
    organisation = member.organisation
    row["organisation"] = [organisation.name_ko, organisation.name_en] if organisation else None
    log_in = {"email": user.email, "date_joined": user.date_joined, "last_login": user.last_login, "is_staff": user.is_staff}
    return {"log_in": [log_in], "member": [row]}


def erase(person: Person, now: datetime) -> None:
    """Delete letters of colleagues to an address of the person, and what mails repeat of letters to other members; other mails
    that tell of the person say so no more."""
    for address in person.addresses:
        ColleagueInvitation.objects.filter(address=address).delete()
    written = DirectoryLetter.objects.filter(sender=person.member_id).values_list("pk", flat=True)
    forget_messages(Message.objects.filter(key__in=[f"{LETTER}:{key}" for key in written]))
    names, others = _names_of(person)
    forget_words({*names, *person.addresses, *_numbers_of(person)}, spare=others)


# The columns of a name, in Hangul and romanised.
NAMES = (("family_name", "given_name"), ("family_name_en", "given_name_en"))


def _now_and_before(person: Person) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """The person's row, and what it was."""
    return Member.objects.filter(user=person.user_id), Member.history.filter(user=person.user_id)


def _names_of(person: Person) -> tuple[set[str], list[int]]:
    """The whole names that the person has or had, as they are written; and the log-ins of others with such a name."""
    names, same = set(), Q(pk__in=[])
    columns = [column for both in NAMES for column in both]
    for rows in _now_and_before(person):
        for family, given, family_en, given_en in rows.values_list(*columns):
            if family and given:
                names |= {f"{family}{given}", f"{family} {given}"}
                same |= Q(family_name=family, given_name=given)
            if family_en and given_en:
                names |= {f"{family_en} {given_en}", f"{given_en} {family_en}"}
                same |= Q(family_name_en__iexact=family_en, given_name_en__iexact=given_en)
    others = Member.objects.filter(same).exclude(pk=person.member_id)
    return names, list(others.values_list("user", flat=True))


def _numbers_of(person: Person) -> set[str]:
    found: set[str] = set()
    for rows in _now_and_before(person):
        numbers = rows.exclude(phone="").values_list("phone", flat=True)
        found |= {form for number in numbers for form in (number, display_phone(number))}
    return found


PERSONAL = PersonalData(
    slug="members",
    label=_("You and your membership"),
    links=(
        # The member's row is the service's own: emptied, and deleted with the log-in where nothing leads to it.
        *traces("members.member.user"),
        PersonalLink(model="members.historicalmember", via="user", erased=DESTROY),
        PersonalLink(
            model="members.membership",
            via="member",
            erased=KEEP,
            label=_("Places in bodies and their terms"),
            exported=("body__name_ko", "body__name_en", "role", "state", "starts_on", "ends_on"),
        ),
        PersonalLink(model="members.historicalmembership", via="member", erased=KEEP),
        PersonalLink(
            model="members.contact",
            via="member",
            erased=KEEP,
            label=_("Organisations for which you acted"),
            exported=("organisation__name_ko", "organisation__name_en", "since", "ended_at"),
        ),
        PersonalLink(
            model="members.colleagueinvitation",
            via="accepted_by",
            erased=DESTROY,
            label=_("Letters of colleagues who invited you"),
            exported=("organisation__name_ko", "organisation__name_en", "address", "note", "sent_at", "accepted_at"),
        ),
        PersonalLink(
            model="members.memberskill",
            via="member",
            erased=DESTROY,
            label=_("Skills"),
            exported=("skill__name_ko", "skill__name_en", "level"),
            twin_of=("skill",),
        ),
        PersonalLink(
            model="members.interest",
            via="member",
            erased=DESTROY,
            label=_("Conflicts of interest that you declared"),
            exported=("organisation__name_ko", "organisation__name_en", "nature", "note", "since", "until", "declared_at"),
        ),
        PersonalLink(model="members.historicalinterest", via="member", erased=DESTROY),
        PersonalLink(
            model="members.consent",
            via="member",
            erased=DESTROY,
            label=_("Consents"),
            exported=("purpose", "version", "language", "items", "given_at", "withdrawn_at", "asked_again_at"),
        ),
        PersonalLink(
            model="members.directoryentry",
            via="member",
            erased=DESTROY,
            label=_("Your place in the directory"),
            exported=("key", "consent__items"),
        ),
        PersonalLink(
            model="members.photo",
            via="member",
            erased=DESTROY,
            label=_("Your photo"),
            exported=("added_at",),
            files=("file",),
            twin_of=(),
        ),
        PersonalLink(
            model="members.directoryletter",
            via="sender",
            erased=DESTROY,
            label=_("What you wrote to other members"),
            exported=("subject", "text", "sent_at"),
        ),
        PersonalLink(
            model="members.directoryletter",
            via="recipient",
            erased=DESTROY,
            label=_("What other members wrote to you"),
            exported=("subject", "text", "sent_at", "reported_at"),
        ),
        PersonalLink(
            model="members.personalexport",
            via="user",
            erased=DESTROY,
            label=_("Copies of your data"),
            exported=("requested_at", "finished_at", "expires_at", "size"),
            files=("file",),
            # A copy of the half; another can be asked for at any time.
            merged=Merging.DROP,
        ),
        PersonalLink(
            model="members.erasurerequest",
            via="user",
            erased=KEEP,
            label=_("That you asked for erasure"),
            exported=("state", "wish", "requested_at", "decided_at", "decision_reason"),
            blank={"wish": "", "decision_reason": "–"},
        ),
        PersonalLink(
            model="account.emailaddress",
            via="user",
            erased=DESTROY,
            label=_("E-mail addresses"),
            exported=("email", "verified", "primary"),
        ),
        PersonalLink(
            model="mfa.authenticator",
            via="user",
            erased=DESTROY,
            label=_("Passkeys and authenticator apps"),
            exported=("type", "created_at", "last_used_at"),
            merged=Merging.DROP,
        ),
        PersonalLink(
            model="usersessions.usersession",
            via="user",
            erased=DESTROY,
            label=_("Where you were logged in"),
            exported=("created_at", "ip", "user_agent", "last_seen_at"),
            merged=Merging.DROP,
        ),
        # Who saw the portal as this person: a log that nobody changes. Its reason is staff's, and names nobody else.
        PersonalLink(
            model="members.supportstep",
            via="member",
            erased=Erasure.KEEP,
            label=_("When staff saw the portal as you do, to help"),
            exported=("step", "at", "reason"),
            merged=Merging.STAY,
        ),
        PersonalLink(model="members.user_groups", via="user", erased=DESTROY, merged=Merging.DROP),
        PersonalLink(model="members.user_user_permissions", via="user", erased=DESTROY, merged=Merging.DROP),
        # What staff did in the administration stays; what it says of the erased person is emptied by the service.
        *traces("admin.logentry.user"),
        *traces(
            "members.member.decided_by",
            "members.historicalmember.decided_by",
            "members.erasurerequest.decided_by",
            "members.accessreview.reviewed_by",
            "members.colleagueinvitation.invited_by",
            "members.contact.given_by",
        ),
        # Logs of access are changed by nobody, and lead to no name; who reads them is told which record became which.
        *traces("members.personaldataaccess.actor", "members.supportstep.actor", merged=Merging.STAY),
        *traces("members.mergerecord.by", "members.distinctpair.by"),
        PersonalLink(
            model="members.mergerecord",
            via="member",
            erased=Erasure.DETACH,
            label=_("That two records of you became one"),
            exported=("at",),
        ),
        *histories(
            "members.body",
            "members.industry",
            "members.interest",
            "members.member",
            "members.membership",
            "members.organisation",
            "members.region",
            "members.seat",
            "members.skill",
        ),
    ),
    export=export,
    erase=erase,
    # What is between the person and others, or a key to everything.
    own_pages=("members:letter", "members:write", "members:export-download", "members:colleague-invitation"),
    order=10,
)

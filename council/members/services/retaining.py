"""Destroying what is over (Personal Information Protection Act, Art. 21): the rules of this room, the tick that runs all."""

import logging
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from council import personal_data
from council.members.models import (
    ColleagueInvitation,
    Consent,
    DirectoryEntry,
    ErasureRequest,
    Interest,
    Member,
    MemberSkill,
    RetentionRun,
    User,
)
from council.members.models.people import GRACE
from council.members.personal import MEMBER_COLUMNS, columns
from council.members.services import erasing
from council.members.services.personal import person_of
from council.messaging.models import Message
from council.messaging.services import forget_messages
from council.personal_data import RetentionRule

# As the wording of the consent to membership says (`consents.py`).
APPLICATION_KEPT = timedelta(days=183)
MEMBERSHIP_KEPT = timedelta(days=365)
# A log-in that was used within this time is somebody's who comes to public events.
IN_USE = timedelta(days=365)
UNCONFIRMED_KEPT = timedelta(days=30)
SESSIONS_KEPT = timedelta(days=90)
COLLEAGUES_KEPT = timedelta(days=365)
FAREWELL_KEPT = timedelta(days=1)
BATCH, BATCHES = 200, 25
RUNS_KEPT = timedelta(days=2 * 365)
State = Member.State
# What a former member keeps as somebody with a log-in: the name, under which seats at public events are held.
NAME = frozenset({"family_name", "given_name", "family_name_en", "given_name_en", "state"})

logger = logging.getLogger(__name__)


def apply_retention(*, now: datetime) -> dict[str, int]:
    """The tick: run every rule of every room. One that fails is recorded and holds back no other. Returns how many went."""
    done = {}
    for rule in personal_data.retention_rules.all():
        destroyed, failed = _run(rule, now)
        done[rule.slug] = destroyed
        if not destroyed and not failed:
            # Only that it ran.
            RetentionRun.objects.filter(rule=rule.slug, destroyed=0, failed=False).delete()
        RetentionRun.objects.create(rule=rule.slug, at=now, destroyed=destroyed, failed=failed)
    RetentionRun.objects.filter(at__lt=now - RUNS_KEPT).delete()
    return done


def failed_rules() -> int:
    """How many rules failed when they ran last. One query."""
    last = RetentionRun.objects.filter(rule=OuterRef("rule")).order_by("-at", "-pk").values("pk")[:1]
    return RetentionRun.objects.filter(pk=Subquery(last), failed=True).count()


def forget_applications(now: datetime, limit: int) -> int:
    """Empty applications that were declined more than half a year ago."""
    return _forget_members(Member.objects.filter(state=State.DECLINED, decided_at__lte=now - APPLICATION_KEPT), limit)


def forget_former_members(now: datetime, limit: int) -> int:
    """A year after a membership ended: erase the person whose log-in is not in use, empty the membership of the others."""
    today = timezone.localdate(now)
    over = Q(state=State.WITHDRAWN, decided_at__lte=now - MEMBERSHIP_KEPT) | Q(
        state=State.EXPIRED, valid_until__lte=today - GRACE - MEMBERSHIP_KEPT
    )
    former = Member.objects.filter(over, erased_at=None, user__is_staff=False, user__is_superuser=False)
    used = former.alias(used_at=Coalesce("user__last_login", "user__date_joined"))
    gone = used.filter(used_at__lte=now - IN_USE)
    found = list(gone.select_related("user").order_by("pk")[:limit])
    erased = sum(_erase(member.user, gone, now) for member in found)
    rest = used.filter(used_at__gt=now - IN_USE)
    return erased + _forget_members(rest, limit - len(found))


def forget_unconfirmed(now: datetime, limit: int) -> int:
    """Delete log-ins whose address nobody confirmed within 30 days, as far as nothing hangs on them."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    strangers = User.objects.filter(
        ~Exists(confirmed),
        date_joined__lte=now - UNCONFIRMED_KEPT,
        last_login=None,
        is_staff=False,
        is_superuser=False,
        member__state=State.DRAFT,
        member__erased_at=None,
        member__registrations=None,
        member__memberships=None,
    )
    count = 0
    for key in list(strangers.order_by("pk").values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            # Asked again: the address may have been confirmed since.
            user = strangers.select_for_update(of=("self",)).filter(pk=key).first()
            if user is not None:
                for address in person_of(user).addresses:
                    forget_messages(Message.objects.filter(address__iexact=address))
                user.delete()
                count += 1
    return count


def forget_sessions(now: datetime, limit: int) -> int:
    """Delete where people were logged in more than 90 days ago."""
    old = UserSession.objects.filter(last_seen_at__lte=now - SESSIONS_KEPT).order_by("pk").values_list("pk", flat=True)
    found = list(old[:limit])
    UserSession.objects.filter(pk__in=found).delete()
    return len(found)


def forget_colleague_letters(now: datetime, limit: int) -> int:
    """Delete letters to colleagues that nobody took up, a year after the last of them."""
    old = ColleagueInvitation.objects.filter(accepted_at=None, sent_at__lte=now - COLLEAGUES_KEPT).order_by("pk")
    found = list(old.values_list("pk", flat=True)[:limit])
    ColleagueInvitation.objects.filter(pk__in=found).delete()
    return len(found)


def forget_farewells(now: datetime, limit: int) -> int:
    """Wipe the address of the last mail to an erased person, a day after it went."""
    told = Message.objects.filter(kind=erasing.DONE, created_at__lte=now - FAREWELL_KEPT).exclude(state__in=Message.OPEN)
    found = list(told.exclude(address="").order_by("pk").values_list("pk", flat=True)[:limit])
    return forget_messages(Message.objects.filter(pk__in=found))


def _forget_members(members: QuerySet[Member], limit: int) -> int:
    """Empty what the membership was for; the person is somebody with a log-in again, under his name."""
    kept = {name: F(name) for name in NAME - {"state"}}
    emptied = {**columns(MEMBER_COLUMNS), **kept, "state": State.DRAFT}
    with transaction.atomic():
        # The database asks the condition again of a row that it waited for: an application may have been sent this moment.
        locked = members.select_for_update(no_key=True, of=("self",)).order_by("pk")[: max(limit, 0)]
        found = [member.pk for member in locked]
        Member.objects.filter(pk__in=found).update(**emptied)
        Member.history.filter(id__in=found).delete()
        Interest.history.filter(member__in=found).delete()
        for rows in (MemberSkill.objects, DirectoryEntry.objects, Consent.objects, Interest.objects):
            rows.filter(member__in=found).delete()
    return len(found)


def _erase(user: User, gone: QuerySet[Member], now: datetime) -> bool:
    """Erase a person for whom nobody asked: the time is over. Returns False for one who is among the `gone` no more."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).filter(pk=user.pk).first()
        if gone.select_for_update(no_key=True, of=("self",)).filter(user=user.pk).first() is None:
            return False
        request, _created = ErasureRequest.objects.get_or_create(
            user=user, state=ErasureRequest.State.REQUESTED, defaults={"requested_at": now, "is_asked_for": False}
        )
        erasing.end_log_in(request, now)
    erasing.erase_person(request=request, by=None, now=now)
    return True


def _run(rule: RetentionRule, now: datetime) -> tuple[int, bool]:
    destroyed = 0
    try:
        for _batch in range(BATCHES):
            some = rule.apply(now, BATCH)
            destroyed += some
            if some < BATCH:
                break
    except Exception:
        # A rule of a room that cannot be applied today is tried again tomorrow; the desk says that it failed.
        logger.exception("The retention rule %s failed.", rule.slug)
        return destroyed, True
    return destroyed, False

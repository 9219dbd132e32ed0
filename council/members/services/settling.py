"""What this room settles when two records of one person become one: what a constraint forbids is decided here, in words.

Each function is called with both people's rows locked, before the rules move the rest."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from council.members import consents
from council.members.models import (
    Consent,
    Contact,
    DirectoryEntry,
    DirectoryLetter,
    FormerAddress,
    Member,
    Membership,
    MemberSkill,
)
from council.members.services.consents import needs_required_consent
from council.members.services.logins import end_sessions
from council.members.services.places import end_place
from council.members.services.states import note
from council.merging import Joining

State = Membership.State
# The better of two places in a body: who sits before who will, who is named before who asked.
STATES: tuple[str, ...] = (State.ACTIVE, State.APPOINTED, State.NOMINATED, State.APPLIED)
ROLES: tuple[str, ...] = tuple(Membership.Role.values)
REASON = "two records of one person became one"


def settle_people(joining: Joining) -> None:
    """Settle what this room's constraints forbid two records of one person."""
    _log_ins(joining)
    _contacts(joining)
    _places(joining)
    _skills(joining)
    _letters(joining)
    _consents(joining)


def _log_ins(joining: Joining) -> None:
    """Confirmed addresses go along as further ones; what nobody confirmed does not. The second log-in's sessions end."""
    kept, gone = joining.kept.user, joining.gone.user
    mine = {one.email.lower(): one for one in EmailAddress.objects.filter(user=kept)}
    for address in EmailAddress.objects.filter(user=gone).order_by("pk"):
        twin = mine.get(address.email.lower())
        if twin is None and address.verified:
            continue
        # Confirmed once: the database lets one row say so, and then it is the first record's.
        address.delete()
        if twin is not None and address.verified:
            EmailAddress.objects.filter(pk=twin.pk).update(verified=True)
        elif twin is None:
            joining.note(address.email, _("was never confirmed and is dropped"))
    EmailAddress.objects.filter(user=gone).update(primary=False)
    if ended := end_sessions(gone):
        joining.note(_("Open sessions of the second log-in: %(count)d") % {"count": ended}, _("end"))


def _contacts(joining: Joining) -> None:
    """One office of contact an organisation: the earlier one goes on. Offices for another organisation than the chosen end."""
    offices = list(
        Contact.objects.in_office()
        .select_for_update(no_key=True, of=("self",))
        .filter(member__in=[joining.kept, joining.gone])
        .select_related("organisation")
        .order_by("since", "pk")
    )
    seen: set[int] = set()
    for office in offices:
        is_own = office.organisation_id == joining.organisation_id
        if is_own and office.organisation_id not in seen:
            seen.add(office.organisation_id)
            continue
        Contact.objects.filter(pk=office.pk).update(ended_at=max(joining.now, office.since))
        what = _("Contact of %(organisation)s") % {"organisation": office.organisation}
        joining.note(what, _("twice: the earlier office goes on") if is_own else _("ends: the person belongs elsewhere"))


def _places(joining: Joining) -> None:
    """One place in a body at a time: the better one stays. Seats of another organisation than the one chosen become free."""
    people = [joining.kept, joining.gone]
    places = list(
        Membership.objects.select_for_update(no_key=True, of=("self",))
        .filter(member__in=people, state__in=Membership.OPEN)
        .select_related("body", "seat__organisation")
        .order_by("pk")
    )
    standing: list[Membership] = []
    for place in sorted(places, key=_rank):
        if place.seat is not None and place.seat.organisation_id != joining.organisation_id:
            _end(place, joining, _("ends: the seat is another organisation’s and becomes free"))
            continue
        better = next((other for other in standing if _collide(place, other)), None)
        if better is None:
            standing.append(place)
            continue
        _end(place, joining, _("ends: %(role)s stays") % {"role": better.get_role_display()})
        _take_seat(place, better, joining)


def _rank(place: Membership) -> tuple[int, int, bool, int]:
    """The better place first: by state, by role, on an organisation's seat, the older one."""
    return STATES.index(place.state), ROLES.index(place.role), place.seat_id is None, place.pk


def _collide(one: Membership, other: Membership) -> bool:
    """Whether the database lets a person have only one of both."""
    if one.body_id != other.body_id:
        return False
    both_live = one.state in Membership.LIVE and other.state in Membership.LIVE
    both_seated = one.state in Membership.SEATED and other.state in Membership.SEATED
    return both_live or (both_seated and one.overlaps(other))


def _end(place: Membership, joining: Joining, outcome: str) -> None:
    end_place(place, State.RESIGNED, by=joining.by, now=joining.now, reason=REASON)
    what = _("Place in %(body)s: %(role)s") % {"body": place.body, "role": place.get_role_display()}
    joining.note(what, outcome)


def _take_seat(ended: Membership, better: Membership, joining: Joining) -> None:
    """The organisation's seat that the ended place was on goes to the better place, where that is on none and it is free."""
    if ended.seat is None or better.seat_id is not None or better.state not in Membership.SEATED:
        return
    others = Membership.objects.filter(seat=ended.seat, state__in=Membership.SEATED).exclude(pk=better.pk)
    if any(better.overlaps(other) for other in others):
        return
    better.seat = ended.seat
    note(better, by=joining.by, reason=REASON)
    better.save(update_fields=["seat"])
    joining.note(_("Seat of %(organisation)s") % {"organisation": ended.seat.organisation}, _("goes with the place that stays"))


def _skills(joining: Joining) -> None:
    """Named in both: the higher level."""
    theirs = dict(MemberSkill.objects.filter(member=joining.gone).values_list("skill", "level"))
    for skill in MemberSkill.objects.filter(member=joining.kept, skill__in=theirs):
        if theirs[skill.skill_id] > skill.level:
            skill.level = theirs[skill.skill_id]
            skill.save(update_fields=["level"])


def _letters(joining: Joining) -> None:
    """What the two records wrote to each other, one wrote to himself: it is deleted (a letter goes to somebody else)."""
    count = 0
    for sender, recipient in ((joining.kept, joining.gone), (joining.gone, joining.kept)):
        count += DirectoryLetter.objects.filter(sender=sender, recipient=recipient).delete()[0]
    if count:
        joining.note(_("Letters between the two records: %(count)d") % {"count": count}, _("are deleted"))


def _consents(joining: Joining) -> None:
    """For each purpose the latest word counts, whichever record gave it; every consent stays on record."""
    both = list(Consent.objects.filter(member__in=[joining.kept, joining.gone]).order_by("given_at", "pk"))
    ended: set[str] = set()
    for wording in consents.current_wordings():
        rows = [one for one in both if one.purpose == wording.purpose]
        in_force = [one for one in rows if one.withdrawn_at is None]
        if not in_force:
            continue
        latest = in_force[-1]
        is_needed = wording.required and needs_required_consent(joining.kept)
        withdrawn = [one.withdrawn_at for one in rows if one.withdrawn_at and one.member_id != latest.member_id]
        is_over = wording.depends_on in ended or max(withdrawn, default=latest.given_at) > latest.given_at
        losing = in_force[:-1] if is_needed or not is_over else in_force
        if len(losing) == len(in_force):
            ended.add(wording.purpose)
        for consent in losing:
            Consent.objects.filter(pk=consent.pk).update(withdrawn_at=max(joining.now, consent.given_at))
        if losing:
            stays = _("the latest one holds") if len(losing) < len(in_force) else _("withdrawn: that was the latest word")
            joining.note(_("Consent: %(purpose)s") % {"purpose": wording.title}, stays)
    _entries(joining)


def _entries(joining: Joining) -> None:
    """One place in the directory, for as long as its consent; the second's address leads there."""
    people = [joining.kept, joining.gone]
    entries = {one.member_id: one for one in DirectoryEntry.objects.filter(member__in=people)}
    mine, theirs = entries.get(joining.kept.pk), entries.get(joining.gone.pk)
    consent = Consent.objects.filter(member__in=people, purpose=consents.DIRECTORY, withdrawn_at=None).first()
    if consent is None:
        DirectoryEntry.objects.filter(member__in=people).delete()
    elif mine is not None and theirs is not None:
        keys = [theirs.key, *theirs.former_addresses.values_list("key", flat=True)]
        theirs.delete()
        DirectoryEntry.objects.filter(pk=mine.pk).update(consent=consent)
        FormerAddress.objects.bulk_create([FormerAddress(key=key, entry=mine) for key in keys])
        joining.note(_("Two places in the directory"), _("become one; the second’s address leads there"))


# The membership that stays: a suspension is not left behind by another record; else who has access, longest.
MEMBERSHIP = (
    *("state", "kind", "valid_until", "renewed_at", "applied_at"),
    *("decided_at", "decided_by", "decision_reason", "motivation"),
)
RANKS: tuple[str, ...] = (
    *(Member.State.SUSPENDED, Member.State.ACTIVE, Member.State.APPLIED, Member.State.EXPIRED),
    *(Member.State.WITHDRAWN, Member.State.DECLINED, Member.State.DRAFT),
)


def better_membership(kept: Member, gone: Member, now: datetime) -> Member:
    """Whose membership the person has from then on."""

    def rank(member: Member) -> tuple[Any, ...]:
        unlimited = member.state == Member.State.ACTIVE and member.valid_until is None
        until = member.valid_until.toordinal() if member.valid_until else 0
        lost = member.state == Member.State.ACTIVE and not member.has_access(now)
        return RANKS.index(Member.State.EXPIRED if lost else member.state), not unlimited, -until, member is gone

    return min(kept, gone, key=rank)

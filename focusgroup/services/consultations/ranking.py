"""Who could advise, the fittest first, each with the reasons in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from council import when
from council.members.models import Member, Membership, MemberSkill, in_conflict_with
from focusgroup.group import places
from focusgroup.models import Consultation, Offer
from focusgroup.services.absences import away


@dataclass(frozen=True)
class Ranked:
    """Somebody who sits in the Focus Group: `match` in per cent of what is wanted, `load` open consultations, the last day of
    the term. `barred` says why it cannot be offered to this person; empty where it can."""

    expert: Member
    match: int
    skills: str
    load: int
    ends_on: date | None
    barred: str

    @property
    def reasons(self) -> list[str]:
        """Why the person stands where it does."""
        load = ngettext("%(count)d open consultation", "%(count)d open consultations", self.load) % {"count": self.load}
        term = _("term until %(day)s") % {"day": when.day(self.ends_on)} if self.ends_on else _("term without an end")
        return [_("Match: %(percent)d%%") % {"percent": self.match} + (f" ({self.skills})" if self.skills else ""), load, term]


def rank_experts(consultation: Consultation, now: datetime) -> list[Ranked]:
    """The people who sit in the Focus Group at `now`: who can be offered it first, then by how much of what is wanted they know
    (each skill as far as their level reaches the wanted one), then who has least to do, then whose term is longest, then by
    key. A constant number of queries."""
    sitting = places(now).select_related("member__user", "member__organisation").order_by("member", "pk")
    people = {place.member_id: place for place in sitting}
    wanted = [(one.skill_id, str(one.skill), one.level) for one in consultation.wanted_skills.select_related("skill")]
    levels: dict[int, dict[int, int]] = {}
    rows = MemberSkill.objects.filter(member__in=people, skill__in=[skill for skill, _name, _level in wanted])
    for member, skill, level in rows.values_list("member", "skill", "level"):
        levels.setdefault(member, {})[skill] = level
    load = dict(
        Offer.objects.filter(expert__in=people, state__in=Offer.OPEN)
        .filter(Q(consultation__state="offered") | Q(consultation__state="accepted"))
        .values_list("expert")
        .annotate(number=Count("pk"))
    )
    barred = _barred(consultation, people, now)
    found = [
        _ranked(place, wanted, levels.get(key, {}), load.get(key, 0), barred.get(key, "")) for key, place in people.items()
    ]
    return sorted(
        found, key=lambda one: (bool(one.barred), -one.match, one.load, -(one.ends_on or date.max).toordinal(), one.expert.pk)
    )


def _barred(consultation: Consultation, people: dict[int, Membership], now: datetime) -> dict[int, str]:
    today = timezone.localdate(now)
    found = {key: _("Away until %(day)s") % {"day": when.day(until)} for key, until in away(list(people), today).items()}
    asked = consultation.offers.exclude(state=Offer.State.WITHDRAWN).values_list("expert", "state")
    found |= {key: _("Has declined it") if state == Offer.State.DECLINED else _("Has it") for key, state in asked}
    conflict = in_conflict_with(consultation.concerned(), today).filter(pk__in=people)
    found |= dict.fromkeys(conflict.values_list("pk", flat=True), _("Conflict of interest"))
    if consultation.requester_id in people:
        found[consultation.requester_id] = _("Asked it")
    return found


def _ranked(
    place: Membership, wanted: Sequence[tuple[int, str, int]], levels: dict[int, int], load: int, barred: str
) -> Ranked:
    known = [(name, min(levels.get(skill, 0), level), level) for skill, name, level in wanted]
    match = round(sum(100 * have / level for _name, have, level in known) / len(known)) if known else 0
    return Ranked(
        expert=place.member,
        match=match,
        skills=", ".join(f"{name} {levels[skill]}/{level}" for skill, name, level in wanted if skill in levels),
        load=load,
        ends_on=place.ends_on,
        barred=barred,
    )

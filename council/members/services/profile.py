"""What a person changes about himself or herself."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from council.members.models import Member, MemberSkill, Skill
from council.members.services.states import lock, note

PROFILE_FIELDS = frozenset(
    {
        "family_name",
        "given_name",
        "family_name_en",
        "given_name_en",
        "job_title",
        "grade",
        "phone",
        "language",
        "organisation_name",
    }
)


@transaction.atomic
def save_profile(*, member: Member, values: Mapping[str, Any], skills: Sequence[Skill] | None = None) -> Member:
    """Save what a person says of himself or herself. `skills` replaces the skills; those that stay keep their levels.

    The organisation that staff linked stays: what the person writes waits for staff (README, decision 4). Raises `ValueError`
    for fields that are not the person's to change."""
    if not PROFILE_FIELDS.issuperset(values):
        raise ValueError(f"not the person's to change: {sorted(set(values) - PROFILE_FIELDS)}")
    member = lock(member)
    for name, value in values.items():
        setattr(member, name, value)
    note(member, by=member.user, reason="profile")
    member.save()
    if skills is not None:
        member.skill_levels.exclude(skill__in=skills).delete()
        MemberSkill.objects.bulk_create([MemberSkill(member=member, skill=skill) for skill in skills], ignore_conflicts=True)
    return member

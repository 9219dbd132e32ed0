"""Two records of one organisation become one: people, contacts, seats, letters of the second are the first's."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from council import merging
from council.members.models import FormerAddress, MergeRecord, Organisation
from council.members.services import joining as joint
from council.members.services.joining import Report, Rule
from council.members.services.personal import keys_to
from council.members.services.states import note
from council.merging import Joining, MergeLink

ORGANISATION = MergeRecord.Kind.ORGANISATION
ORGANISATION_FIELDS: dict[str, tuple[str, ...]] = {
    name.removesuffix("_id"): (name,)
    for name in (
        *("name_ko", "name_en", "kind", "industry_id", "size", "region_id", "business_number", "website"),
        *("about_ko", "about_en", "is_listed"),
    )
}


def merge_organisations(
    *,
    kept: Organisation,
    gone: Organisation,
    choices: dict[str, str],
    by: Any,
    now: datetime,
    shown: str | None = None,
) -> MergeRecord:
    """Make `gone` part of `kept`, whose fields are chosen by `choices` ("kept" or "gone" for each of `ORGANISATION_FIELDS`).

    `shown` is the print of the rehearsal that staff saw. Returns the record of it. Raises `MergeRefusedError`, `MergeGoneError`
    (done before: its record), `MergeChangedError`, `MergeBusyError`, `MergeForbiddenError`."""
    report = joint.perform(partial(_join, kept.pk, gone.pk, choices, by, now), shown=shown, rehearse=False)
    assert report.record is not None  # noqa: S101 - `_join` has written it
    return report.record


def rehearse_organisations(
    *, kept: Organisation, gone: Organisation, choices: dict[str, str], by: Any, now: datetime
) -> Report:
    """What `merge_organisations` would do now: it is done, counted and rolled back. Raises what it raises."""
    return joint.perform(partial(_join, kept.pk, gone.pk, choices, by, now), shown=None, rehearse=True)


def organisation_links() -> dict[str, MergeLink]:
    """The rules of all rooms by foreign key. Raises `ValueError` where two rooms have one for the same key."""
    found: dict[str, MergeLink] = {}
    for room in merging.rooms():
        for link in room.links:
            if link.key in found:
                raise ValueError(f"two rules for {link.key}")
            found[link.key] = link
    return found


def keys_without_a_merge_rule() -> list[str]:
    """The foreign keys that lead to an organisation and that no room has a rule for."""
    rules = organisation_links()
    return sorted(key for key, _model in keys_to(Organisation) if key not in rules)


def _join(kept_pk: int, gone_pk: int, choices: dict[str, str], by: Any, now: datetime) -> Report:
    kept, gone = joint.both(Organisation, ORGANISATION, kept_pk, gone_pk)
    joining = Joining(kept, gone, by, now, organisation_id=kept.pk)
    changed = joint.take_over(kept, gone, ORGANISATION_FIELDS, choices)
    for room in merging.rooms():
        if room.organisations is not None:
            room.organisations(joining)
    rules = list(_rules(kept, gone))
    report = Report(joint.apply_rules(rules), joining.conflicts)
    joint.assert_nothing_left(rules, ())
    FormerAddress.objects.create(key=gone.key, organisation=kept)
    note(gone, by=by, reason="merge")
    gone.delete()
    if changed:
        note(kept, by=by, reason="merge")
        kept.save()
    joint.move_log(Organisation, kept_pk, gone_pk)
    joint.record(ORGANISATION, joining, gone=gone_pk, gone_user=None, report=report)
    return report


def _rules(kept: Organisation, gone: Organisation) -> Iterator[Rule]:
    for room in merging.rooms():
        for link in room.links:
            yield Rule(
                key=link.key,
                model=apps.get_model(link.model),
                via=link.via,
                kept=kept.pk,
                gone=gone.pk,
                merged=link.merged,
                twin_of=link.twin_of,
                twin=link.twin,
                label=link.label,
                room=room.label,
            )


def compare_organisations(one: Organisation, other: Organisation) -> list[tuple[Any, Any, Any]]:
    """What each of two records has, side by side: `(label, the one's, the other's)`, as far as either has anything."""
    facts: list[tuple[Any, Any, Any]] = [(_("Made on"), one.created_at, other.created_at)]
    for link in organisation_links().values():
        rows = apps.get_model(link.model)._base_manager
        counts = [rows.filter(**{link.via: key}).count() for key in (one.pk, other.pk)] if link.label else []
        if any(counts):
            facts.append((link.label, *counts))
    return facts

"""Brings the joint IP cases of the demonstration to a later day, those that nobody has touched, without a word to anybody."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from council.library.models import DocumentVersion
from council.members.models import Organisation
from council.portal.demo.people import members_by_key
from council.portal.demo.store import Store
from council.portal.models import DemoRecord
from forums.demo.rights import ATTORNEY, begun, last, write_facts
from forums.demo.rights_data import CASES
from forums.models import CaseContact, CoOwner, CoOwnerConsent, Cost, Deadline, Filing, IPCase, JointAct, RightUse
from forums.services.clock import recompute
from forums.services.rights.papers import OWNER

KIND = "ip-case"
OF_CASE = ("right", "title_ko", "title_en", "summary_ko", "summary_en", "industry", "classification", "origin", "forum")


def fingerprint(case: IPCase) -> str:
    """Stands for everything that people may change about a case, apart from the days."""
    of_case: dict[str, Any] = {"case": case.pk}
    facts: list[Any] = [
        IPCase.objects.filter(pk=case.pk).values_list(*OF_CASE, "origin_topic", "origin_meeting", "attorney", "state"),
        case.events.order_by("kind", "number", "on").values_list("kind", "number", "note", "corrected_at"),
        case.moves.order_by("verb").values_list("verb", "reason"),
        Filing.objects.filter(**of_case).order_by("kind", "pk").values_list("kind", "country"),
        CoOwner.objects.filter(**of_case).order_by("position").values_list("organisation", "numerator", "denominator"),
        CaseContact.objects.filter(**of_case).order_by("pk").values_list("member", "ended_at"),
        CoOwnerConsent.objects.filter(**of_case).order_by("pk").values_list("pk", "withdrawn_at", "voided_at"),
        JointAct.objects.filter(**of_case).order_by("pk").values_list("pk", "state"),
        Cost.objects.filter(**of_case).order_by("what", "amount_krw").values_list("what", "amount_krw", "struck_at"),
        RightUse.objects.filter(**of_case).order_by("kind", "what").values_list("kind", "what", "amount_krw"),
        Deadline.objects.filter(**of_case, is_settled=True).order_by("rule", "serial").values_list("rule", "serial"),
        _done(case, "acknowledgements", "by"),
        _done(case, "corrections", "reason", "ended_at"),
        DocumentVersion.objects.filter(document__owner_kind=OWNER, document__owner_key=str(case.pk)).values_list("pk"),
    ]
    text = json.dumps([list(one) for one in facts], cls=DjangoJSONEncoder, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _done(case: IPCase, what: str, *facts: str) -> Any:
    """What people did about deadlines, by rule and year."""
    found = Deadline.objects.filter(case=case, **{f"{what}__isnull": False}).order_by("rule", "serial")
    return found.values_list("rule", "serial", *(f"{what}__{fact}" for fact in facts))


def note(store: Store, now: datetime) -> int:
    """Note how the cases are that were made or moved just now. Returns 0: no row of a case is new."""
    cases = store.rows(KIND, IPCase)
    fresh = [
        record
        for (kind, key), record in store.records.items()
        if kind == KIND and key in cases and not record.fingerprint and record.loaded_on == store.today
    ]
    for record in fresh:
        record.fingerprint = fingerprint(cases[record.key])
    DemoRecord.objects.bulk_update(fresh, ["fingerprint"])
    return 0


def move(store: Store, now: datetime) -> int:
    """Give the cases of an earlier day the days that they would have had they been loaded today, as far as nobody has touched
    them; their deadlines are counted anew. Returns how many moved."""
    cases, companies, members = store.rows(KIND, IPCase), store.rows("organisation", Organisation), members_by_key(store)
    records = [
        record
        for (kind, key), record in store.records.items()
        if kind == KIND and key in cases and key in CASES and record.fingerprint and record.loaded_on < store.today
    ]
    moved = 0
    for record in records:
        row, case = CASES[record.key], cases[record.key]
        held = IPCase.objects.select_for_update(no_key=True).get(pk=case.pk)
        is_whole = ATTORNEY in members and set(row.owners) <= set(companies)
        if not row.moves or not is_whole or fingerprint(held) != record.fingerprint:
            continue
        for rows in (held.events, held.moves, held.filings, held.costs, held.uses):
            rows.all().delete()
        IPCase.objects.filter(pk=held.pk).update(created_at=begun(row, now), state_at=last(row, now))
        held.refresh_from_db()
        write_facts(row, held, companies, members, now)
        recompute(case=held, now=now)
        record.loaded_on, record.fingerprint = store.today, ""
        moved += 1
    DemoRecord.objects.bulk_update(records, ["loaded_on", "fingerprint"])
    return moved

"""Writes a few declared conflicts of interest."""

from datetime import datetime, timedelta

from django.utils import timezone

from council.members.models import Interest, Organisation
from council.portal.demo.people import members_by_key
from council.portal.demo.store import Store

# Person, organisation, nature, what more there is to say, days since it began and until it ended, seen from the day of loading.
ROWS: dict[str, tuple[str, str, str, str, int, int | None]] = {
    "saeron-mirnae": ("saeron.park", "mirnae", "family", "배우자가 근무", -400, None),
    "researcher-eunhatteul": ("researcher", "eunhatteul", "contract", "센서 공동개발 과제", -200, None),
    "haram-byeolmaru": ("haram.choi", "byeolmaru", "advice", "", -900, -60),
}


def load_interests(store: Store, now: datetime) -> None:
    """The declarations that were never made, by people and organisations of the demonstration that are still there."""
    today = timezone.localdate(now)
    people, organisations = members_by_key(store), store.rows("organisation", Organisation)
    rows = {}
    for key in store.missing("interest", ROWS):
        person, organisation, nature, note, since, until = ROWS[key]
        if person not in people or organisation not in organisations:
            continue
        rows[key] = Interest(
            member=people[person],
            organisation=organisations[organisation],
            nature=nature,
            note=note,
            since=today + timedelta(days=since),
            until=None if until is None else today + timedelta(days=until),
            declared_at=now + timedelta(days=since + 5),
        )
    store.add("interest", Interest, rows)

"""With 100,000 members, log-ins and organisations staff's lists ask as often as with a hundred, within three times the time."""

import pytest
from django.urls import reverse

from council.members.models import Skill
from tests.factories import NOW, UserFactory
from tests.members.many import fill, measured, rename, slower

pytestmark = [pytest.mark.django_db, pytest.mark.soak, pytest.mark.alone]

WORDS = ("김가람", "ㄱㄱㄹ", "garam", "many17", "제강17", "김", "김 제강17", "nobody-like-that", "116-82")
LISTS = {
    "member": (
        "",
        "p=2",
        "state__exact=active",
        "kind__exact=ceo",
        "renewal=due",
        "written_organisation=1",
        "organisation__kind__exact=company",
        "o=1",
        "o=6",
        "o=-7",
        "o=8",
    ),
    "user": ("", "p=2", "is_active__exact=1", "is_staff__exact=1", "o=1", "o=-6"),
    "organisation": ("", "p=2", "kind__exact=company", "contact=missing", "is_listed__exact=1", "o=2", "o=6"),
}


def addresses():
    for model, queries in LISTS.items():
        path = reverse(f"admin:members_{model}_changelist")
        yield from (f"{path}?{query}" for query in (*queries, *(f"q={word}" for word in WORDS)))
    for app, model, field in (("events", "registration", "member"), ("members", "member", "organisation")):
        path = f"{reverse('admin:autocomplete')}?app_label={app}&model_name={model}&field_name={field}"
        yield from (f"{path}&term={word}" for word in ("", *WORDS))


def most(found):
    """The largest number of queries of each list."""
    lists = {url.partition("?")[0] for url in found}
    return {path: max(count for url, (count, _time) in found.items() if url.startswith(path)) for path in lists}


def test_a_hundred_thousand_rows(client, time_machine):
    time_machine.move_to(NOW, tick=True)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    skill = Skill.objects.create(name_ko="사출성형", name_en="Injection moulding")
    fill(100, skill, organisations=100)
    few = measured(client, addresses())
    rename()
    fill(100_000, skill, organisations=100_000)
    many = measured(client, addresses())
    for url, (count, seconds) in many.items():
        print(count, f"{few[url][1] * 1000:.0f} {seconds * 1000:.0f} ms", url)  # noqa: T201 - the measure itself
    # (Lists without a row ask for less: compared is the most that a list asks.)
    assert most(many) == most(few)
    assert slower(few, many) == {}

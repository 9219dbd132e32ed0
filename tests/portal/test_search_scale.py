"""With 100,000 events, documents, news and people the search asks as often as with a hundred, and answers soon."""

import pytest
from django.db import connection

from council.members import services
from council.members.models import Skill
from tests.factories import NOW, DocumentFactory, EventFactory, MemberFactory
from tests.members.many import fill, measured, rename, slower

pytestmark = [pytest.mark.django_db, pytest.mark.soak, pytest.mark.alone]

QUERIES = (
    "제강",
    "사출",
    "금형 17",
    "weld-line",
    "injection 4711",
    "포럼",
    "nobody-like-that",
    "mouldign",
    "사출성헝",
    "a b c",
)
# The rows of one that a factory made, again and again under other names.
COPIES = {
    "events_event": (
        "slug",
        {
            "slug": "'many-' || n",
            "title_ko": "(ARRAY['사출성형', '프레스', '금형', '포럼'])[n %% 4 + 1] || ' 모임 ' || n",
            "title_en": "(ARRAY['Injection moulding', 'Press', 'Die', 'Forum'])[n %% 4 + 1] || ' meeting ' || n",
            "starts_at": "t.starts_at + (n %% 1000 - 500) * interval '1 day'",
            "ends_at": "t.ends_at + (n %% 1000 - 500) * interval '1 day'",
        },
    ),
    "library_document": (
        "key",
        {"key": "gen_random_uuid()", "title_ko": "'금형 자료 ' || n", "title_en": "'Die paper ' || n", "current_id": "NULL"},
    ),
}


def copy(count):
    with connection.cursor() as cursor:
        for table, (_unique, values) in COPIES.items():
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'"
                " AND is_generated = 'NEVER'",
                [table],
            )
            columns = [name for (name,) in cursor.fetchall()]
            chosen = [values.get(name, f"t.{name}") for name in columns]
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(chosen)}"
                f" FROM (SELECT * FROM {table} ORDER BY id LIMIT 1) AS t, generate_series(1, %s) AS n",
                [count],
            )
        cursor.execute("ANALYZE")


def test_a_hundred_thousand_of_everything(client, time_machine):
    time_machine.move_to(NOW, tick=True)
    reader = MemberFactory()
    services.give_consent(member=reader, purpose="directory", language="ko", now=NOW)
    client.force_login(reader.user)
    skill = Skill.objects.create(name_ko="사출성형", name_en="Injection moulding")
    EventFactory()
    DocumentFactory(event=None, classification="public")
    urls = [f"/search/?q={query}" for query in QUERIES]
    fill(100, skill)
    copy(100)
    few = measured(client, urls)
    rename()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM events_event WHERE slug LIKE 'many-%'")
    fill(100_000, skill)
    copy(100_000)
    many = measured(client, urls)
    print(few, many)  # noqa: T201 - the measure itself
    assert max(count for count, _time in many.values()) <= max(count for count, _time in few.values())
    # Words that a quarter of all rows have are sorted before the best stand first.
    assert {url: seconds for url, (_count, seconds) in many.items() if seconds > 1} == {}
    assert {url: times for url, times in slower(few, many).items() if times[1][1] > 0.6} == {}

"""Members by the hundred thousand, written in SQL, and what a page costs with them."""

import statistics
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

FAMILIES, GIVEN = "김이박최정강조윤장임한오서신권황안송류홍", "가나다라마바사아자차카타파하민준서연지우현도윤"
FILL = """
    INSERT INTO members_organisation
    (name_ko, name_en, kind, size, business_number, website, logo, about_ko, about_en, is_listed, created_at)
    SELECT '제강' || n, 'Steel ' || n, 'company', '', '', '', '', '', '', true, now()
    FROM generate_series(1, %(organisations)s) AS n;
    INSERT INTO members_user (password, is_superuser, email, is_staff, is_active, date_joined)
    SELECT '!', false, 'many' || n || '@example.com', false, true, now() FROM generate_series(1, %(count)s) AS n;
    INSERT INTO members_member ({columns})
    SELECT {values} FROM members_user u
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM members_user WHERE email LIKE 'many%%') AS place USING (id);
    INSERT INTO members_consent (member_id, purpose, version, language, items, given_at)
    SELECT m.id, 'directory', '2026-11', 'ko', '["organisation", "job_title", "kind", "skills"]', now()
    FROM members_member m JOIN members_user u ON u.id = m.user_id WHERE u.email LIKE 'many%%';
    INSERT INTO members_directoryentry (key, member_id, consent_id)
    SELECT gen_random_uuid(), c.member_id, c.id FROM members_consent c JOIN members_member m ON m.id = c.member_id
    JOIN members_user u ON u.id = m.user_id WHERE u.email LIKE 'many%%';
    INSERT INTO members_memberskill (member_id, skill_id, level)
    SELECT m.id, %(skill)s, 3 FROM members_member m JOIN members_user u ON u.id = m.user_id
    WHERE u.email LIKE 'many%%' AND m.id %% 20 = 0;
"""
# A name is three syllables out of many; every fifth person belongs to one of the organisations.
VALUES = {
    "user_id": "u.id",
    "family_name": "substr(%(families)s, (n * 7 %% 20)::int + 1, 1)",
    "given_name": "substr(%(given)s, (n * 13 %% 23)::int + 1, 1) || substr(%(given)s, (n / 23 %% 23)::int + 1, 1)",
    "family_name_en": "'Fam' || n %% 20",
    "given_name_en": "'Given' || n %% 529",
    "organisation_id": "(SELECT min(id) FROM members_organisation WHERE name_ko LIKE '제강%%') + n %% %(organisations)s",
    "state": "'active'",
    "language": "'ko'",
    "kind": "(ARRAY['business', 'ceo', 'researcher'])[n %% 3 + 1]",
}


def fill(count, skill, organisations=None):
    """`count` members of the directory, in SQL: what the columns without a default need comes from the catalogue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'members_member' AND is_nullable = 'NO'"
            " AND column_default IS NULL AND is_identity = 'NO'"
        )
        values = {**{name: "''" for (name,) in cursor.fetchall()}, **VALUES}
        sql = FILL.replace("{columns}", ", ".join(values)).replace("{values}", ", ".join(values.values()))
        cursor.execute(
            sql,
            {
                "count": count,
                "organisations": organisations or count // 10,
                "skill": skill.pk,
                "families": FAMILIES,
                "given": GIVEN,
            },
        )
        cursor.execute("ANALYZE")


def rename():
    """Those written before stay, under other names."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_user SET email = 'few' || email WHERE email LIKE 'many%'")
        cursor.execute("UPDATE members_organisation SET name_ko = 'few' || name_ko WHERE name_ko LIKE '제강%'")


def measured(client, urls, turns=7):
    """For each address the number of queries and the median time of `turns`."""
    found = {}
    for url in urls:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200, url
        asked = len(queries)
        times = []
        for _turn in range(turns):
            start = time.perf_counter()
            client.get(url)
            times.append(time.perf_counter() - start)
        found[url] = (asked, statistics.median(times))
    return found


def slower(few, many):
    """What takes more than three times as long; what is quick anyhow may take 150 ms."""
    return {url: (few[url], many[url]) for url in few if many[url][1] > 3 * max(few[url][1], 0.05)}

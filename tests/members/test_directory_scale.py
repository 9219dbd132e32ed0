"""With 100,000 members the directory asks as often as with a hundred, and answers within three times the time."""

import pytest
from django.db import connection
from django.urls import reverse

from council.members import services
from council.members.models import Skill
from tests.factories import NOW, MemberFactory
from tests.members.many import fill, measured, rename, slower

pytestmark = [pytest.mark.django_db, pytest.mark.soak, pytest.mark.alone]

SEARCHES = ("", "q=김가람", "q=ㄱㄱㄹ", "q=garam", "q=제강17", "q=사출", "q=김", "kind=ceo", "q=nobody-like-that", "page=10")

# Every third person has a photo and shows it.
PHOTOS = """
    INSERT INTO members_photo (key, member_id, file, added_at)
    SELECT gen_random_uuid(), m.id, 'photos/' || m.id, now() FROM members_member m JOIN members_user u ON u.id = m.user_id
    WHERE u.email LIKE 'many%' AND m.id % 3 = 0;
    UPDATE members_consent SET items = items || '["photo"]' WHERE member_id IN (SELECT member_id FROM members_photo);
    ANALYZE members_photo, members_consent;
"""


def with_photos(count, skill):
    fill(count, skill)
    with connection.cursor() as cursor:
        cursor.execute(PHOTOS)


def test_a_hundred_thousand_members(client, time_machine):
    time_machine.move_to(NOW, tick=True)
    reader = MemberFactory()
    services.give_consent(member=reader, purpose="directory", language="ko", now=NOW)
    client.force_login(reader.user)
    skill = Skill.objects.create(name_ko="사출성형", name_en="Injection moulding")
    urls = [f"{reverse('members:directory')}?{query}" for query in SEARCHES]
    with_photos(100, skill)
    few = measured(client, urls)
    rename()
    with_photos(100_000, skill)
    many = measured(client, urls)
    print(few, many)  # noqa: T201 - the measure itself
    # An empty answer asks for no skills.
    assert max(count for count, _time in many.values()) <= max(count for count, _time in few.values())
    assert slower(few, many) == {}

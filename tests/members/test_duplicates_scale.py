"""With 100,000 members and organisations the queue of applications answers within three times the time; who may be whom is
looked for among all of them, which takes less than two seconds."""

import pytest
from django.urls import reverse

from council.members.models import Skill
from tests.factories import NOW, MemberFactory, OrganisationFactory, UserFactory
from tests.members.many import fill, measured, rename, slower

pytestmark = [pytest.mark.django_db, pytest.mark.soak, pytest.mark.alone]

NAMES = ("(주)제강 17", "제강17 대구지사", "제강", "Steel 4711 Co., Ltd.", "없는회사", "금형")


def test_a_hundred_thousand_rows(client, time_machine):
    time_machine.move_to(NOW, tick=True)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    skill = Skill.objects.create(name_ko="사출성형", name_en="Injection moulding")
    for name in NAMES:
        MemberFactory(state="applied", applied_at=NOW, organisation=None, organisation_name=name)
    # Without a pair there is less to ask for.
    for _turn in range(2):
        MemberFactory(phone="+821012345678", family_name_en="Do", given_name_en="Ra")
        OrganisationFactory(name_ko="달무리사출", name_en="Dalmuri Molding")
    queue = [reverse("admin:members_member_applications")]
    pairs = [reverse(f"admin:members_{model}_duplicates") for model in ("member", "organisation")]
    fill(100, skill, organisations=100)
    few = measured(client, [*queue, *pairs])
    rename()
    fill(100_000, skill, organisations=100_000)
    many = measured(client, [*queue, *pairs])
    for url, (count, seconds) in many.items():
        print(count, f"{few[url][1] * 1000:.0f} {seconds * 1000:.0f} ms", url)  # noqa: T201 - the measure itself
    assert {url: count for url, (count, _time) in many.items()} == {url: count for url, (count, _time) in few.items()}
    assert slower({url: few[url] for url in queue}, many) == {}
    assert {url: many[url] for url in pairs if many[url][1] > 2} == {}

"""The landing page tells what the client's text says, in both languages."""

import pytest

from tests.factories import UserFactory
from tests.focusgroup.factories.seats import FocusSeatFactory

pytestmark = pytest.mark.django_db

FACTS = {
    "/focus-group/": [
        "OECD",
        "mid-1990s",
        "Researchers",
        "professors",
        "local-government officers",
        "industry experts",
        "hybrid cluster",
        "linked",
        "funded projects",
        "research centres of star companies and of global companies",
        "task force",
        "international consultation agency",
        "plan",
        "data",
        "invitation proposal",
        "team",
    ],
    "/ko/focus-group/": [
        "OECD",
        "1990년대 중반",
        "연구자",
        "교수",
        "지방자치단체 공무원",
        "산업 전문가",
        "하이브리드 클러스터",
        "산업연계",
        "사업",
        "정책",
        "국내 스타기업과 글로벌 기업의 연구소",
        "태스크포스팀(TFT)",
        "국제 자문기관",
        "유치 계획",
        "수집·분석 자료",
        "유치 제안서",
        "투자유치팀",
    ],
}


@pytest.mark.parametrize("path", FACTS)
def test_page_tells_what_the_programme_does(client, path):
    html = " ".join(client.get(path).content.decode().split())
    assert [fact for fact in FACTS[path] if fact not in html] == []
    assert html.count("<h1") == 1


def test_page_leads_to_the_parts_and_tells_their_numbers(client):
    FocusSeatFactory()
    html = " ".join(client.get("/focus-group/").content.decode().split())
    for path in ("clusters/", "proposals/", "seats/"):
        assert f'href="/focus-group/{path}"' in html
    # For who is logged in.
    assert 'href="/focus-group/task-forces/"' not in html
    assert "Researcher 0 · Professor 1 · Local-government officer 0 · Industry expert 0" in html
    assert "0 clusters measured" in html
    assert "invitations/" not in html
    client.force_login(UserFactory())
    assert 'href="/focus-group/task-forces/"' in client.get("/focus-group/").content.decode()

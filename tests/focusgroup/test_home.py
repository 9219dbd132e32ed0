"""The landing page tells what the client's text says, in both languages."""

import pytest

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

"""The landing page tells what the client's text says, in both languages."""

import pytest

pytestmark = pytest.mark.django_db

FACTS = {
    "/forums/": [
        "Senior staff",
        "automotive and mechanical components",
        "Meet regularly",
        "injection moulding",
        "press forming",
        "Share technology information",
        "own jointly",
        "filing and registration",
        "seminars by experts in industrial property rights",
    ],
    "/ko/forums/": [
        "간부급 임직원",
        "자동차·기계부품",
        "정기 모임",
        "사출성형",
        "프레스성형",
        "기술정보 공유",
        "함께 소유하는",
        "출원과 등록",
        "산업재산권 전문가를 모셔 세미나",
    ],
}


@pytest.mark.parametrize("path", FACTS)
def test_page_tells_what_the_programme_does(client, path):
    html = " ".join(client.get(path).content.decode().split())
    assert [fact for fact in FACTS[path] if fact not in html] == []
    assert html.count("<h1") == 1

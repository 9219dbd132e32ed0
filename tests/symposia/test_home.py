"""The landing page tells what the client's text says, in both languages."""

import pytest

pytestmark = pytest.mark.django_db

FACTS = {
    "/symposia/": [
        "two or three days",
        "Research results",
        "good business prospects",
        "businesspeople, investors and suppliers",
        "network",
        "securing funds",
        "commercialisation takes",
    ],
    "/ko/symposia/": [
        "2~3일",
        "연구 성과",
        "사업 가능성이 높은 기술을 기업인, 투자자, 공급자에게 한자리에서",
        "교류",
        "자금 확보",
        "사업화에 무엇이 필요한지",
    ],
}


@pytest.mark.parametrize("path", FACTS)
def test_page_tells_what_the_programme_does(client, path):
    html = " ".join(client.get(path).content.decode().split())
    assert [fact for fact in FACTS[path] if fact not in html] == []
    assert html.count("<h1") == 1

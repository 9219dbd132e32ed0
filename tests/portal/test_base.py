import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("path", "language", "other"), [("/?x=1", "en", "/ko/?x=1"), ("/ko/", "ko", "/")])
def test_page_says_its_language_and_links_to_itself_in_the_other(client, path, language, other):
    page = client.get(path).content.decode()
    assert f'<html lang="{language}">' in page
    assert f'<a href="{other}" hreflang=' in page
    assert '<link rel="alternate" hreflang="ko" href="http://localhost:8000/ko/">' in page
    assert '<link rel="alternate" hreflang="x-default" href="http://localhost:8000/">' in page

import pytest
from django.urls import reverse

from council.content.models import Page
from tests.factories import PageFactory, UserFactory, coordinator

pytestmark = pytest.mark.django_db


@pytest.fixture
def about():
    return PageFactory(
        path="", title_en="About the council", title_ko="교류회 소개", text_en="## Aims\n\nWe **meet**.", position=1
    )


def test_about_shows_its_text_in_the_readers_language(client, about):
    english = client.get("/about/")
    korean = client.get("/ko/about/")
    assert (english.status_code, korean.status_code) == (200, 200)
    assert "<strong>meet</strong>" in english.content.decode()
    assert "교류회 소개" in korean.content.decode()
    assert '<html lang="ko">' in korean.content.decode()


def test_page_below_about_is_found_by_its_path(client, about):
    page = PageFactory(path="organisation/secretariat")
    response = client.get("/about/organisation/secretariat/")
    assert response.context["page"] == page
    assert page.get_absolute_url() == "/about/organisation/secretariat/"


def test_section_lists_published_pages_in_their_order(client, about):
    second, first = PageFactory(position=3), PageFactory(position=2)
    PageFactory(position=0, is_published=False)
    assert list(client.get("/about/").context["section"]) == [about, first, second]


@pytest.mark.parametrize(
    "path", ["draft", "nothing", "a//b", "Draft", "draft/x", "%00", "%E2%80%AE", "../admin", "x" * 300, "' or 1=1"]
)
def test_draft_unknown_and_malformed_paths_are_404(client, about, path):
    PageFactory(path="draft", is_published=False)
    assert client.get(f"/about/{path}/").status_code == 404


def test_draft_is_404_for_members_and_coordinators_and_shown_to_the_secretariat(client):
    PageFactory(path="draft", is_published=False)
    answers = {}
    for name, user in {
        "member": UserFactory(),
        "coordinator": coordinator("forums"),
        "secretariat": coordinator("council"),
    }.items():
        client.force_login(user)
        answers[name] = client.get("/about/draft/").status_code
    assert answers == {"member": 404, "coordinator": 404, "secretariat": 200}
    assert "Only the secretariat sees it" in client.get("/about/draft/").content.decode()


def test_html_in_a_text_is_not_markup(client):
    PageFactory(path="", text_en='<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror="alert(1)">')
    html = client.get("/about/").content.decode()
    assert "<script>alert" not in html
    assert 'href="javascript' not in html
    assert "<img src=x" not in html


def test_missing_language_falls_back_and_says_so(client):
    PageFactory(path="", title_en="", text_en="", title_ko="교류회 소개", text_ko="한국어 본문")
    html = client.get("/about/").content.decode()
    assert '<h1 lang="ko">교류회 소개</h1>' in html
    assert '<div class="prose" lang="ko">' in html


@pytest.mark.parametrize("many", [1, 30])
def test_page_costs_the_same_however_many_there_are(client, django_assert_num_queries, many):
    PageFactory(path="")
    PageFactory.create_batch(many)
    with django_assert_num_queries(2):
        client.get("/about/")


@pytest.mark.parametrize(
    ("path", "is_valid"),
    [
        ("", True),
        ("a", True),
        ("a-1/b", True),
        ("/a", False),
        ("a/", False),
        ("a//b", False),
        ("A", False),
        ("가", False),
        ("a\n", False),
    ],
)
def test_address_of_a_page_is_checked(path, is_valid):
    page = Page(path=path, title_ko="가", title_en="a", text_ko="가", text_en="a")
    errors = {}
    try:
        page.full_clean()
    except Exception as error:
        errors = error.message_dict
    assert ("path" not in errors) == is_valid


def test_reverse_of_every_page(client):
    assert reverse("content:about") == "/about/"

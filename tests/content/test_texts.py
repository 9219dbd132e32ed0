"""What stands in a text besides words: placeholders and pictures. What staff write wrongly is told beside the field."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from council.content import admin, texts
from council.content.models import Page
from tests.factories import (
    NOW,
    EventFactory,
    ImageFactory,
    MemberFactory,
    NewsItemFactory,
    OrganisationFactory,
    PageFactory,
    coordinator,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def secretariat(client):
    client.force_login(coordinator("council"))
    return client


def main(client, path):
    html = client.get(path).content.decode()
    return html[html.index("<article>") : html.index("</article>")]


def test_placeholders_become_what_they_say(client):
    organisation = OrganisationFactory()
    for _ in range(3):
        MemberFactory(organisation=organisation)
    MemberFactory(state="suspended", organisation=OrganisationFactory())
    EventFactory(audience="members")
    event = EventFactory(title_en="Moulds <b>now</b>", slug="moulds")
    text = "{{ members }}/{{members}}/{{ organisations }}/{{ bodies }}/{{ events-this-year }}/{{ year }}/"
    text += "{{ today }} {{ next-event }}"
    PageFactory(path="figures", text_en=text, text_ko=text)
    shown = main(client, "/about/figures/")
    assert f'3/3/1/0/1/2026/2 Nov 2026 (Mon) <a href="/events/{event.slug}/"' in shown
    assert ">Moulds &lt;b&gt;now&lt;/b&gt;</a> (16 Nov 2026 (Mon))" in shown
    korean = main(client, "/ko/about/figures/")
    assert "2026년 11월 2일(월)" in korean
    assert f'<a href="/ko/events/{event.slug}/"' in korean


def test_without_an_event_it_says_so_and_the_contact_is_a_link(client):
    PageFactory(path="figures", text_en="{{ next-event }}, {{ contact }}")
    text = main(client, "/about/figures/")
    assert "no event yet" in text
    assert '<a href="mailto:council@localhost"' in text


@pytest.mark.parametrize("written", ["{{ user.password }}", "{{ settings }}", "{{ members|length }}", "{% debug %}", "{{}}"])
def test_what_is_no_placeholder_stays_as_it_is_written(client, written):
    PageFactory(path="figures", text_en=f"Words {written}.")
    assert f"Words {written}." in main(client, "/about/figures/")


def test_a_placeholder_in_an_address_or_a_title_harms_nothing(client):
    EventFactory(title_en='"><script>alert(1)</script>')
    PageFactory(path="figures", text_en='[x](https://example.com/{{next-event}}) [y](/a "{{ next-event }}") `{{ year }}`')
    text = main(client, "/about/figures/")
    assert "<script>" not in text
    assert 'title="{{ next-event }}"' in text
    assert "<code>{{ year }}</code>" in text


@pytest.mark.parametrize("used", [1, 8])
def test_placeholders_cost_one_query_each_at_most(client, django_assert_max_num_queries, used):
    names = list(texts.PLACEHOLDERS)[:used]
    PageFactory(path="figures", text_en=" ".join(f"{{{{ {name} }}}}" for name in names * 3))
    MemberFactory.create_batch(5)
    with django_assert_max_num_queries(2 + used):
        client.get("/about/figures/")


def test_a_picture_stands_in_the_text_with_what_it_shows(client):
    image = ImageFactory(alt_en='A "press"', alt_ko="프레스")
    PageFactory(path="shows", text_en=f"![](image:{image.key})", text_ko=f"![](image:{image.key})")
    text = main(client, "/about/shows/")
    assert f'src="/images/{image.key}/"' in text
    assert 'alt="A &quot;press&quot;"' in text
    assert 'width="2"' in text
    assert 'height="2"' in text
    korean = main(client, "/ko/about/shows/")
    assert 'alt="프레스"' in korean
    assert f'src="/ko/images/{image.key}/"' in korean


def test_a_text_may_say_itself_what_its_picture_shows(client):
    image = ImageFactory()
    NewsItemFactory(slug="shows", text_en=f"![The *hall*](image:{image.key})")
    assert 'alt="The hall"' in main(client, "/news/shows/")


@pytest.mark.parametrize(
    "source",
    ["https://evil.example/a.png", "//evil.example/a.png", "/media/a.png", "image:0123456789ab", "data:image/png;base64,AA"],
)
def test_no_other_picture_is_shown(client, source):
    PageFactory(path="shows", text_en=f"Before ![what it shows]({source}) after")
    text = main(client, "/about/shows/")
    assert "<img" not in text
    assert "evil" not in text or source.startswith("data:")


def test_pictures_cost_one_query_however_many(client, django_assert_num_queries):
    images = ImageFactory.create_batch(5)
    PageFactory(path="shows", text_en=" ".join(f"![](image:{image.key})" for image in images))
    with django_assert_num_queries(3):
        assert main(client, "/about/shows/").count("<img") == 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ memebers }}", "no placeholder “{{ memebers }}”"),
        ("{{ user.email }}", "no placeholder"),
        ("{% include 'x' %}", "no placeholder"),
        ("![a](https://example.com/a.png)", "from the list of pictures alone"),
        ("![a](image:0123456789ab)", "There is no picture"),
        ("![a][ref]\n\n[ref]: https://example.com/a.png", "from the list of pictures alone"),
    ],
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_wrong_with_a_text_is_told_beside_it(secretariat, text, words, language):
    data = {"path": "x", "position": 0, "title_ko": "가", "title_en": "a", "text_ko": "가", "text_en": "a"}
    data[f"text_{language}"] = f"Kept words {text}"
    response = secretariat.post(reverse("admin:content_page_add"), data)
    assert words in response.context["adminform"].form.errors[f"text_{language}"][0]
    assert "Kept words" in response.content.decode()
    assert not Page.objects.exists()


def test_a_text_with_what_there_is_is_taken(secretariat):
    image = ImageFactory()
    text = f"{{{{ members }}}} ![]({image.markdown[4:-1]}) {{one brace}} `x`"
    data = {"path": "x", "position": 0, "title_ko": "가", "title_en": "a", "text_ko": text, "text_en": text}
    assert secretariat.post(reverse("admin:content_page_add"), data).status_code == 302


# Looking before keeping.


@pytest.mark.parametrize("model", ["page", "newsitem"])
def test_the_preview_shows_both_languages_and_keeps_nothing(secretariat, model):
    image = ImageFactory(alt_ko="프레스")
    sent = {
        "title_ko": "제목",
        "title_en": "Title <b>",
        "text_ko": f"**굵게** ![](image:{image.key})",
        "text_en": "{{ nonsense }}",
    }
    response = secretariat.post(reverse(f"admin:content_{model}_preview"), sent)
    html = response.content.decode()
    assert response.status_code == 200
    assert "<strong>굵게</strong>" in html
    assert 'alt="프레스"' in html
    assert "Title &lt;b&gt;" in html
    assert "There is no placeholder" in html
    assert not Page.objects.exists()


def test_the_preview_is_the_secretariats_and_takes_whatever_is_sent(client, monkeypatch):
    # What is longer is cut; in short.
    monkeypatch.setattr(admin, "LONGEST_PREVIEW", 20_000)
    url = reverse("admin:content_page_preview")
    client.force_login(coordinator("forums"))
    assert client.post(url, {"text_en": "x"}).status_code == 404
    client.force_login(coordinator("council"))
    assert client.get(url).status_code == 302
    for sent in ({}, {"text_en": "\0"}, {"text_en": "#" * 300_000}, {"title_ko": "x" * 10_000}):
        assert client.post(url, sent).status_code == 200


def test_the_form_leads_to_the_preview(secretariat):
    assert (
        f'formaction="{reverse("admin:content_page_preview")}"'
        in secretariat.get(reverse("admin:content_page_add")).content.decode()
    )


# Pages that appear by themselves.


def test_a_page_appears_at_its_time(client):
    page = PageFactory(path="soon", publish_at=NOW + timedelta(hours=1))
    PageFactory(path="")
    assert client.get("/about/soon/").status_code == 404
    assert page.get_absolute_url() not in client.get("/about/").content.decode()
    assert "/about/soon/" not in client.get("/sitemap.xml").content.decode()
    client.force_login(coordinator("council"))
    assert "appears at 2 Nov 2026 (Mon) 11:00" in client.get("/about/soon/").content.decode()
    client.logout()
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert client.get("/about/soon/").status_code == 200
        assert page.get_absolute_url() in client.get("/about/").content.decode()
        assert "/about/soon/" in client.get("/sitemap.xml").content.decode()


def test_a_draft_does_not_appear_whatever_its_time(client):
    PageFactory(path="draft", is_published=False, publish_at=NOW - timedelta(days=1))
    assert client.get("/about/draft/").status_code == 404

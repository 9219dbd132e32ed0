"""A question in a technology forum: asked, answered with a file, accepted, and found again in Korean and English, by search as
by tag: at a desk with JavaScript in Korean, or on a phone without JavaScript in English."""

import pytest
from django.core.cache import cache

from council.messaging.models import Message
from forums.models import Topic
from tests.browser.reader import Reader
from tests.forums.factories.topics import TagFactory
from tests.forums.topics.world import forum_with_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def group(live_server, settings):
    cache.clear()
    settings.SITE_URL = live_server.url
    TagFactory(slug="springback", name_ko="스프링백", name_en="Springback")
    return forum_with_people()


WAYS = [
    pytest.param("ko", 1280, True, id="Korean at a desk"),
    pytest.param("en", 320, False, id="English on a phone without JavaScript", marks=pytest.mark.soak),
]


@pytest.mark.parametrize(("language", "width", "javascript"), WAYS)
def test_question(group, open_page, log_in, language, width, javascript):
    reader = Reader(open_page(width=width, language=language), language, javascript=javascript)

    def sit_down(member):
        reader.page.context.clear_cookies()
        log_in(reader.page, member.user)

    sit_down(group.asker)
    ask(reader, group)
    topic = Topic.objects.get()
    sit_down(group.answerer)
    answer(reader, group)
    assert Message.objects.get(kind="topic-answer").user == group.asker.user
    sit_down(group.asker)
    reader.page.goto(f"{reader.prefix}{group.base}{topic.key}/")
    reader.leave_by(reader.page.locator("#post-2 form button"))
    reader.sees("The answer is accepted.")
    sit_down(group.third)
    find(reader, group)
    topic.refresh_from_db()
    assert (topic.state, topic.accepted.number) == ("answered", 2)
    assert reader.noted == []


def ask(reader: Reader, group) -> None:
    """What lacks a title is refused and keeps its words; words of prices are looked at before they are sent."""
    page = reader.page
    reader.open(group.base)
    reader.press("Ask or write a note", "header")
    page.fill("#id_text", "하사점에서 1.2초 멈춥니다. 단가는 그대로입니다.")
    reader.press("Send the post")
    assert page.locator("#id_title").get_attribute("aria-invalid") == "true"
    page.fill("#id_title", "고장력강 스프링백 보정")
    page.get_by_label(reader.words("I have looked at these words again: my text is about technology alone.")).check()
    page.locator("input[name=tags]").first.check()
    reader.press("Send the post")
    reader.sees("Your question is there.")


def answer(reader: Reader, group) -> None:
    """With a file, of which it is said that it shows no invention."""
    page = reader.page
    page.goto(reader.prefix + group.base)
    reader.leave_by(page.locator(".rows a").first)
    page.fill("#id_text", "Overbend by 2.5 degrees, then hold the ram.")
    page.get_by_text(reader.words("Attach files")).click()
    page.set_input_files("#id_attachments", {"name": "곡선.csv", "mimeType": "text/csv", "buffer": b"t,p\n0,1\n"})
    reader.press("Send the post")
    reader.sees("Say whether it shows an invention that nobody has filed yet.")
    page.set_input_files("#id_attachments", {"name": "곡선.csv", "mimeType": "text/csv", "buffer": b"t,p\n0,1\n"})
    page.check("input[name=novelty][value=no]")
    reader.press("Send the post")
    reader.sees("곡선.csv")


def find(reader: Reader, group) -> None:
    """Somebody else finds it by a Korean word of the question, by an English one of the answer, by its tag, in the portal."""
    reader.open(f"{group.base}?q=스프링백")
    for query in ("q=스프링백", "q=overbend", "tag=springback"):
        reader.page.goto(f"{reader.prefix}{group.base}?{query}")
        assert reader.page.locator(".rows a").all_inner_texts() == ["고장력강 스프링백 보정"], query
    reader.open("/search/?q=overbend")
    reader.leave_by(reader.page.locator("main a", has_text="고장력강").first)
    reader.sees("Accepted answer")
    with reader.page.expect_download() as started:
        reader.page.get_by_role("link", name="곡선.csv").click()
    assert started.value.path().read_bytes() == b"t,p\n0,1\n"

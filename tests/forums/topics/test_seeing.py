"""Topics are for those inside the forum, on every path; what is hidden is for those who moderate, and for its author."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council import programmes
from council.library.permissions import visible_documents
from council.messaging.models import Message
from forums.models import Post, PostReport, Topic
from forums.services import topics as services
from forums.services.errors import NotYours, ReasonMissing
from forums.services.topics import searching
from forums.topic_panels import card, search
from tests.factories import NOW, coordinator
from tests.forums.factories.topics import PostFactory, TagFactory, TopicFactory
from tests.forums.topics.world import as_, forum_with_people

pytestmark = pytest.mark.django_db
WORD = "Quillwort"


def test_a_secret_word_is_found_by_those_inside_alone():
    group, other = forum_with_people(), forum_with_people("stampers")
    author, reader = group.asker, group.answerer
    for follower in (reader, group.chair, other.asker):
        services.follow_forum(forum=group.forum, member=follower, is_on=True, now=NOW - timedelta(days=9))
        services.set_digest(member=follower, frequency="daily", now=NOW - timedelta(days=9))
    file = SimpleUploadedFile(f"{WORD}.csv", b"a,b\n")
    topic = services.start_topic(
        forum=group.forum, author=author, kind="note", title=f"{WORD} tool", text=f"{WORD} says", language="en", files=[file],
        now=NOW - timedelta(days=2),
    )  # fmt: skip
    foreign_staff = coordinator("symposia", email="elsewhere@example.com")
    inside = [author, reader, group.chair, group.desk]
    outside = [group.outsider, other.asker, other.chair, foreign_staff, None]

    def found(who):
        client = as_(who) if who else Client()
        user = getattr(who, "user", who) or client.get("/").wsgi_request.user
        pages = (
            group.base,
            f"{group.base}?q={WORD}",
            topic.get_absolute_url(),
            f"{topic.get_absolute_url()}1/history/",
            "/my/",
        )
        texts = [client.get(path, follow=True).content.decode() for path in (*pages, f"/search/?q={WORD[:-1]}", "/library/")]
        texts.append(repr(search(WORD, user, NOW, 5)))
        texts += [str(document) for document in visible_documents(user, NOW)]
        shown = [text for text in texts if f"{WORD} tool" in text or f"{WORD} says" in text or f"{WORD}.csv" in text]
        file_path = visible_documents(group.desk, NOW).get(owner_kind="forum-post").get_absolute_url()
        status = client.get(file_path).status_code
        return bool(shown), status

    # The number of documents and of what the search counts is the same as what is seen: each asks one queryset.
    assert {str(who): found(who) for who in outside} == {str(who): (False, 404) for who in outside}
    assert {str(who): found(who) for who in inside} == {str(who): (True, 200) for who in inside}
    for label in ("topic", "post", "tag", "postreport"):
        assert as_(foreign_staff).get(reverse(f"admin:forums_{label}_changelist")).status_code == 404
    # Who sat there and does not any more gets no digest; the author's own is not told to him.
    assert services.send_digests(now=NOW) == 2
    assert set(Message.objects.filter(kind="topic-digest").values_list("user", flat=True)) == {
        reader.user.pk,
        group.chair.user.pk,
    }
    services.moderate(topic=topic, verb="hide", by=group.chair.user, reason="Names a customer.", now=NOW)
    assert {str(who): found(who)[0] for who in (reader, group.third)} == {str(who): False for who in (reader, group.third)}
    assert found(author)[0] is True
    assert found(group.chair)[0] is True
    kind = programmes.message_kinds.get("topic-digest")
    digests = Message.objects.filter(kind="topic-digest")
    assert [kind.holds(one.context, NOW) for one in digests] == [False, False]


def test_hiding_closing_and_reports():
    group = forum_with_people()
    topic = TopicFactory(forum=group.forum, author=group.asker)
    answer = PostFactory(topic=topic, author=group.answerer, text="We pay 900 won a piece.")
    reporter, chair = as_(group.third), as_(group.chair)
    url = topic.get_absolute_url()
    assert reporter.post(f"{url}2/report/", {"reason": ""}).status_code == 422
    assert reporter.post(f"{url}2/report/", {"reason": "A price."}).status_code == 302
    again = reporter.post(f"{url}2/report/", {"reason": "A price!"})
    assert (again.status_code, PostReport.objects.count()) == (422, 1)
    notice = programmes.desk_notices.get("forum-reports")
    assert (notice.count(group.desk, NOW), notice.count(group.chair.user, NOW)) == (1, 0)
    assert "A price." in chair.get(f"{url}2/reports/").content.decode()
    with pytest.raises(ReasonMissing):
        services.moderate(topic=topic, post=answer, verb="hide", by=group.chair.user, now=NOW)
    with pytest.raises(NotYours):
        services.moderate(topic=topic, post=answer, verb="hide", by=group.asker.user, reason="So.", now=NOW)
    assert chair.post(f"{url}2/hide/", {"reason": "Prices are no subject."}).status_code == 302
    told = Message.objects.get(kind="topic-moderated")
    assert (told.user, told.context["reason"]) == (group.answerer.user, "Prices are no subject.")
    assert programmes.message_kinds.get("topic-moderated").holds(told.context, NOW)
    assert notice.count(group.desk, NOW) == 0
    seen = {name: "900 won" in as_(who).get(url).content.decode() for name, who in vars(group).items()
            if name in ("asker", "answerer", "third", "chair", "desk")}  # fmt: skip
    assert seen == {"asker": False, "answerer": True, "third": False, "chair": True, "desk": True}
    chair.post(f"{url}2/unhide/", {"reason": ""})
    assert not programmes.message_kinds.get("topic-moderated").holds(told.context, NOW)
    assert chair.post(f"{url}close/", {"reason": "Settled."}).status_code == 302
    topic.refresh_from_db()
    assert (topic.state, topic.replies) == ("closed", 1)
    chair.post(f"{url}reopen/", {"reason": ""})
    chair.post(f"{url}pin/", {"reason": ""})
    topic.refresh_from_db()
    assert (topic.state, topic.is_pinned) == ("open", True)


def test_staff_hide_and_settle_in_the_administration():
    group = forum_with_people()
    topic = TopicFactory(forum=group.forum, author=group.asker)
    answer = PostFactory(topic=topic, author=group.answerer)
    PostReport.objects.create(post=answer, member=group.third, reason="A price.", at=NOW)
    client = as_(group.desk)
    url = reverse("admin:forums_post_changelist")
    action = {"action": "hide_selected", "_selected_action": [answer.pk]}
    assert client.post(url, action).status_code == 200
    assert client.post(url, action | {"sure": "1", "reason": ""}).status_code == 422
    assert client.post(url, action | {"sure": "1", "reason": "A price."}).status_code == 302
    answer.refresh_from_db()
    assert answer.hidden_at is not None
    assert PostReport.objects.get().settled_by == group.desk
    client.post(url, {"action": "show_selected", "_selected_action": [answer.pk]})
    topics = reverse("admin:forums_topic_changelist")
    client.post(topics, {"action": "close_selected", "_selected_action": [topic.pk], "sure": "1", "reason": "Done."})
    topic.refresh_from_db()
    assert topic.state == "closed"
    client.post(topics, {"action": "reopen_selected", "_selected_action": [topic.pk]})
    topic.refresh_from_db()
    assert (topic.state, topic.history.count()) == ("open", 3)
    reports = reverse("admin:forums_postreport_changelist")
    PostReport.objects.update(settled_at=None, settled_by=None)
    client.post(reports, {"action": "settle_selected", "_selected_action": [PostReport.objects.get().pk]})
    assert PostReport.objects.get().settled_at is not None
    for page in (topics, url, reports):
        assert client.get(page + "?waiting=1" if page == reports else page).status_code == 200


def test_filters_stand_in_the_address_and_korean_is_found(monkeypatch):
    group = forum_with_people()
    tag = TagFactory(slug="springback")
    tagged = TopicFactory(
        forum=group.forum,
        author=group.asker,
        title="고장력강 스프링백 보정",
        first="서보프레스 하사점에서 멈춥니다.",
        language="ko",
    )
    tagged.tags.add(tag)
    note = TopicFactory(forum=group.forum, author=group.third, kind="note", title="Conformal cooling in practice")
    answered = TopicFactory(forum=group.forum, author=group.answerer, title="Die wear")
    accepted = PostFactory(topic=answered, author=group.asker, text="Acoustic emission tells it a shift ahead.")
    services.accept_answer(topic=answered, post=accepted, by=group.answerer.user, now=NOW)
    services.follow_topic(topic=note, member=group.asker, is_on=True, now=NOW)
    client = as_(group.asker)
    for query, expected in (
        ("", {tagged, note, answered}),
        ("tag=springback", {tagged}),
        ("unanswered=1", {tagged}),
        ("mine=1", {tagged, answered}),
        ("followed=1", {note}),
        ("q=스프링백", {tagged}),
        ("q=하사", {tagged}),
        ("q=acoustic+wear", {answered}),
        ("q=cooling&mine=1", set()),
        ("q=nowhere", set()),
        # Mistyped: where nothing has the word, titles like it, of what else is asked for.
        ("q=conformel", {note}),
        ("q=스프링벡", {tagged}),
        ("q=conformel&mine=1", set()),
        ("tag=nonsense&page=x", {tagged, note, answered}),
    ):
        page = client.get(f"{group.base}?{query}")
        assert {topic for topic in (tagged, note, answered) if topic.get_absolute_url() in page.content.decode()} == expected, (
            query
        )
    assert "Perhaps you mean one of these:" in client.get(f"{group.base}?q=conformel").content.decode()
    # Cut is what the newest hits are, however few topics they are of.
    more = "add a word to find older ones"
    assert more not in client.get(f"{group.base}?q=acoustic").content.decode()
    again = PostFactory(topic=answered, author=group.asker, text="Acoustic once more.")
    monkeypatch.setattr(searching, "MOST_FOUND", 2)
    page = client.get(f"{group.base}?q=acoustic").content.decode()
    assert (more in page, page.count(answered.get_absolute_url()) > 0) == (True, True)
    again.delete()
    monkeypatch.setattr(searching, "MOST_FOUND", 200)
    # Beyond the newest the index finds: all of them, however many it gives at once.
    monkeypatch.setattr(searching, "READ", 1)
    monkeypatch.setattr(searching, "AT_ONCE", 1)
    for words, posts in ((["하사"], {tagged}), (["acoustic", "wear"], {answered}), (["in"], {note}), (["xyz"], set())):
        assert {post.topic for post in searching.matching_posts(Post.objects.all(), words)} == posts, words
    same = [TopicFactory(forum=group.forum, author=group.third, title=f"Flash {number}") for number in range(4)]
    monkeypatch.setattr(searching, "MOST_FOUND", 3)
    assert [post.topic for post in searching.matching_posts(Post.objects.all(), ["flash"])] == same[:0:-1]
    monkeypatch.undo()
    Topic.objects.filter(pk__in=[one.pk for one in same]).update(deleted_at=NOW)
    # Who follows the forum follows its topics, but for those that he stopped following.
    services.follow_forum(forum=group.forum, member=group.third, is_on=True, now=NOW)
    third = as_(group.third)
    assert "Stop following" in third.get(note.get_absolute_url()).content.decode()
    third.post(f"{note.get_absolute_url()}follow/", {"on": "0"})
    assert "Stop following" not in third.get(note.get_absolute_url()).content.decode()
    assert list(third.get(f"{group.base}?followed=1").context["page"]) == [answered, tagged]
    assert [hit.url for hit in search("Acoustic", group.asker.user, NOW, 5)] == [accepted.get_absolute_url()]
    assert tagged.get_absolute_url() in client.get("/ko/search/?q=스프링백").content.decode().replace("/ko/forums", "/forums")
    assert card(group.asker.user, NOW) is None
    assert {topic.pk for topic in card(group.third.user, NOW)["questions"]} == {tagged.pk}


@pytest.mark.parametrize("number", [1, 30])
def test_pages_ask_the_same_number_of_questions(number):
    group = forum_with_people()
    topic = TopicFactory(forum=group.forum, author=group.asker, title="Springback")
    for place in range(number):
        one = TopicFactory(forum=group.forum, author=group.third, title=f"Springback {place}")
        one.tags.add(TagFactory())
        post = PostFactory(topic=topic, author=group.answerer, text="springback", has_files=True)
        PostReport.objects.create(post=post, member=group.third, reason="x", at=NOW)
        topic.moves.create(post=post, verb="hide", at=NOW, by=group.chair.user)
    found = {}
    lists = [reverse(f"admin:forums_{label}_changelist") for label in ("topic", "post", "tag", "postreport")]
    pages = [(group.chair, group.base), (group.chair, f"{group.base}?q=springback"), (group.chair, topic.get_absolute_url())]
    for who, path in (*pages, *((group.desk, path) for path in lists)):
        client = as_(who)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        found[path] = len(queries)
    with CaptureQueriesContext(connection) as queries:
        card(group.asker.user, NOW)
        search("springback", group.asker.user, NOW, 5)
    found["panels"] = len(queries)
    assert {key: count for key, count in found.items() if count > 26} == {}
    counts = {path: count for path, count in found.items() if path != topic.get_absolute_url()} | {
        "topic": found[topic.get_absolute_url()]
    }
    COUNTS.setdefault("first", counts)
    assert COUNTS["first"] == counts


COUNTS: dict = {}

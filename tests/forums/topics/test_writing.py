"""A topic is begun, answered, edited, taken back: each once, nothing typed is lost, nothing runs that was typed."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from council.messaging.models import Message
from forums.models import CaseContact, NoveltyDeclaration, Post, RiskTerm, Topic, TopicFollow, TopicMove
from forums.services import topics as services
from forums.services.errors import NotYours, WrongState
from forums.services.topics.attaching import files_of
from tests.factories import NOW, OrganisationFactory
from tests.forums.factories.rights import IPCaseFactory
from tests.forums.factories.topics import PostFactory, TagFactory, TopicFactory
from tests.forums.topics.world import as_, forum_with_people

pytestmark = pytest.mark.django_db

XSS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<a href='vbscript:x' onclick=alert(1)>x</a>",
    "![x](javascript:alert(1))",
    "![x](https://elsewhere.example/pixel.png)",
    "<svg/onload=alert(1)>",
    "`<script>alert(1)</script>`",
    '[x](https://a.example/" onmouseover="alert(1))',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>*{display:none}</style><form action=//evil.example><input name=p>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)
TAG = re.compile(r"<[^>]*>")
DANGER = re.compile(r"<(script|img|svg|iframe|style|form|input)\b|\son\w+\s*=|href=\"(javascript|data|vbscript)", re.I)


def body_of(html, number):
    """The text of one post as HTML."""
    return html.split(f'id="post-{number}"')[1].split('class="prose"')[1].split('class="topic-post-actions"')[0]


def test_a_question_is_asked_answered_accepted_and_taken_up_again():
    group = forum_with_people()
    tag = TagFactory()
    asker, answerer, chair = as_(group.asker), as_(group.answerer), as_(group.chair)
    token = str(uuid.uuid4())
    typed = {"kind": "question", "title": "웰드라인", "text": "**보스** 옆", "language": "ko", "tags": [tag.pk], "token": token}
    preview = asker.post(f"{group.base}new/", typed | {"preview": "1"})
    assert (preview.status_code, Topic.objects.count()) == (200, 0)
    assert '<div class="prose" lang="ko"><p><strong>보스</strong> 옆</p>' in preview.content.decode()
    assert "**보스** 옆</textarea>" in preview.content.decode()
    first = asker.post(f"{group.base}new/", typed)
    again = asker.post(f"{group.base}new/", typed)
    topic = Topic.objects.get()
    assert first.url == again.url == topic.get_absolute_url()
    assert (list(topic.tags.all()), topic.state, topic.author) == ([tag], "open", group.asker)
    files = {"attachments": SimpleUploadedFile("curve.csv", b"t,p\n0,1\n")}
    answer = {"text": "Raise the mould temperature.", "language": "en", "token": str(uuid.uuid4()), "novelty": "no"}
    sent = answerer.post(f"{topic.get_absolute_url()}reply/", answer | files)
    assert sent.url == f"{topic.get_absolute_url()}#post-2"
    answerer.post(f"{topic.get_absolute_url()}reply/", answer)
    assert topic.posts.count() == 2
    page = asker.get(topic.get_absolute_url()).content.decode()
    assert 'lang="en"><p>Raise the mould temperature.</p>' in page
    assert "curve.csv" in page
    assert Message.objects.get(kind="topic-answer").user == group.asker.user
    # Who asked says which answer it is; the chair changes it; nobody else does.
    assert as_(group.third).post(f"{topic.get_absolute_url()}accept/", {"number": "2"}).status_code == 404
    asker.post(f"{topic.get_absolute_url()}accept/", {"number": "2"})
    topic.refresh_from_db()
    assert (topic.state, topic.accepted.number) == ("answered", 2)
    chair.post(f"{topic.get_absolute_url()}accept/", {})
    topic.refresh_from_db()
    assert (topic.state, topic.accepted) == ("open", None)
    assert list(topic.moves.values_list("verb", "by")) == [("accept", group.asker.user.pk), ("unaccept", group.chair.user.pk)]
    assert set(TopicFollow.objects.values_list("member", flat=True)) == {group.asker.pk, group.answerer.pk}


def test_nothing_that_was_typed_runs_and_nothing_typed_is_lost():
    group = forum_with_people()
    topic = TopicFactory(forum=group.forum, author=group.asker, title="<script>alert(2)</script>")
    for text in XSS:
        PostFactory(topic=topic, author=group.answerer, text=text)
    client = as_(group.third)
    page = client.get(topic.get_absolute_url()).content.decode()
    bodies = [body_of(page, number) for number in range(2, len(XSS) + 2)]
    assert [tag for body in bodies for tag in TAG.findall(body) if DANGER.search(tag)] == []
    assert "<script>alert(2)" not in page
    quoted = client.get(f"{topic.get_absolute_url()}?quote=2").content.decode()
    assert "&gt; &lt;script&gt;alert(1)&lt;/script&gt;" in quoted
    for typed in (
        {"text": "Long enough", "language": "xx"},
        {"text": "", "language": "en"},
        {"text": "bell\x07", "language": "en"},
        {"text": "x" * 20_001, "language": "en"},
    ):
        refused = client.post(f"{topic.get_absolute_url()}reply/", typed)
        assert refused.status_code == 422
        assert typed["text"][:20] in refused.content.decode()
    titled = {"kind": "note", "text": "Kept words", "language": "en"}
    for title in ("", "two\r\nlines", "x" * 301, "turned \u202e"):
        refused = client.post(f"{group.base}new/", titled | {"title": title})
        assert (refused.status_code, "Kept words" in refused.content.decode()) == (422, True)
    bad = SimpleUploadedFile("a.exe", b"MZ\x00\x01")
    refused = client.post(f"{topic.get_absolute_url()}reply/", {"text": "With a program", "language": "en", "attachments": bad})
    assert (refused.status_code, "With a program" in refused.content.decode()) == (422, True)
    Topic.objects.filter(pk=topic.pk).update(closed_at=NOW, state="closed")
    refused = client.post(f"{topic.get_absolute_url()}reply/", {"text": "Too late", "language": "en"})
    assert (refused.status_code, "Too late" in refused.content.decode()) == (422, True)
    assert topic.posts.count() == len(XSS) + 1


def test_one_person_writes_so_much_a_minute():
    group = forum_with_people()
    topic = TopicFactory(forum=group.forum, author=group.asker)
    for number in range(5):
        services.reply(topic=topic, author=group.answerer, text=str(number), language="en", now=NOW)
    with pytest.raises(services.TooMuch):
        services.reply(topic=topic, author=group.answerer, text="one more", language="en", now=NOW)
    services.reply(topic=topic, author=group.third, text="another", language="en", now=NOW)
    services.reply(topic=topic, author=group.answerer, text="later", language="en", now=NOW + timedelta(minutes=1))
    # Answers within an hour are one letter to who asked.
    assert Message.objects.filter(kind="topic-answer").count() == 1


def test_an_edit_keeps_what_stood_there_and_refuses_an_older_form():
    group = forum_with_people()
    topic = services.start_topic(
        forum=group.forum, author=group.asker, kind="question", title="Warpage", text="0.4 mm", language="en", now=NOW
    )
    client = as_(group.asker)
    url = f"{topic.get_absolute_url()}1/edit/"
    typed = {"kind": "question", "title": "Warpage measured", "text": "1.1 mm", "language": "en", "version": "1"}
    assert client.post(url, typed).status_code == 302
    stale = client.post(url, typed | {"text": "2.2 mm"})
    assert (stale.status_code, "2.2 mm" in stale.content.decode()) == (422, True)
    assert stale.content.decode().count("This post was edited meanwhile") == 1
    topic.refresh_from_db()
    post = topic.posts.get()
    assert (topic.title, post.title, post.text, post.version) == ("Warpage measured", "Warpage measured", "1.1 mm", 2)
    assert list(post.revisions.values_list("version", "title", "text")) == [(1, "Warpage", "0.4 mm")]
    history = as_(group.third).get(f"{topic.get_absolute_url()}1/history/").content.decode()
    assert "<del>0.4 mm</del>" in history
    assert "<ins>1.1 mm</ins>" in history
    assert "<del>Warpage</del> <ins>Warpage measured</ins>" in history
    assert as_(group.outsider).get(f"{topic.get_absolute_url()}1/history/").status_code == 404
    with pytest.raises(NotYours):
        services.edit_post(post=post, by=group.third, version=2, text="mine", language="en", now=NOW)


def test_who_attaches_a_file_or_knows_of_an_invention_says_whether_it_shows_an_unfiled_one():
    group = forum_with_people()
    topic = TopicFactory(forum=group.forum, author=group.asker)
    company = group.answerer.organisation
    case = IPCaseFactory(title_en="Secret mould", owners=[company, OrganisationFactory()])
    CaseContact.objects.create(case=case, organisation=company, member=group.answerer, since=NOW)
    client, stranger = as_(group.answerer), as_(group.third)
    url = f"{topic.get_absolute_url()}reply/"

    def send(client, **values):
        files = {"attachments": SimpleUploadedFile("curve.csv", b"t,p\n0,1\n")}
        return client.post(url, {"text": "See the curve", "language": "en", "token": str(uuid.uuid4())} | files | values)

    def errors(response):
        assert (response.status_code, "See the curve" in response.content.decode()) == (422, True)
        return set(response.context["form"].errors)

    # Without files who knows of no invention is not asked; who knows of one is asked about his words; an answer counts.
    words = {"text": "See the curve", "language": "en"}
    assert stranger.post(url, words | {"text": "No file"}).status_code == 302
    assert errors(client.post(url, words)) == {"novelty"}
    assert errors(client.post(url, words | {"novelty": "yes", "novelty_invention": str(case.key)})) == {"novelty"}
    assert not NoveltyDeclaration.objects.exists()
    asked = client.get(topic.get_absolute_url()).content.decode()
    assert asked.index("</details>", asked.index('name="attachments"')) < asked.index('name="novelty"')
    assert errors(send(client)) == {"novelty", "attachments"}
    assert errors(send(client, novelty="yes", novelty_invention=str(case.key))) == {"novelty", "attachments"}
    assert errors(send(client, novelty="yes", attachments="")) == {"novelty", "novelty_invention"}
    assert errors(send(client, novelty="shown")) == {"novelty_invention", "novelty_shown_on", "attachments"}
    asked = client.get(topic.get_absolute_url()).content.decode()
    assert ("Secret mould" in asked, "text or a file show" in stranger.get(topic.get_absolute_url()).content.decode()) == (
        True,
        False,
    )
    assert ("Secret mould" in asked, "Secret mould" in stranger.get(topic.get_absolute_url()).content.decode()) == (True, False)
    # Who knows of none is told what a text may cost.
    assert "describe no invention that nobody has filed yet" in stranger.get(topic.get_absolute_url()).content.decode()
    assert not NoveltyDeclaration.objects.exists()
    day = NOW.date() - timedelta(days=30)
    shown = {"novelty": "shown", "novelty_invention": str(case.key), "novelty_shown_on": day.isoformat()}
    token = str(uuid.uuid4())
    assert {send(client, token=token, **shown).url for _ in range(2)} == {f"{topic.get_absolute_url()}#post-3"}
    assert send(stranger, novelty="no").status_code == 302
    said = NoveltyDeclaration.objects.order_by("pk").values_list("kind", "subject", "answer", "case")
    third, fourth = topic.posts.filter(number__in=(3, 4)).order_by("number")
    assert list(said) == [("forum-post", str(third.pk), "shown", case.pk), ("forum-post", str(fourth.pk), "no", None)]
    assert [(event.kind, event.on) for event in case.events.all()] == [("disclosure", day)]
    # An edit that adds a file is asked, too; sent twice it adds it once.
    edit = f"{topic.get_absolute_url()}4/edit/"
    typed = {"text": "See the curve", "language": "en", "version": "1"}
    more = {"attachments": SimpleUploadedFile("more.csv", b"1,2\n")}
    assert errors(stranger.post(edit, typed | more)) == {"novelty", "attachments"}
    for _ in range(2):
        more["attachments"].seek(0)
        assert stranger.post(edit, typed | more | {"novelty": "no"}).status_code == 302
    assert [str(one) for one in files_of(fourth)] == ["curve.csv", "more.csv"]
    assert NoveltyDeclaration.objects.filter(subject=str(fourth.pk)).count() == 2
    more["attachments"] = SimpleUploadedFile("other.csv", b"1,2\n")
    assert errors(stranger.post(edit, typed | more | {"novelty": "no"})) == {"__all__", "attachments"}


def test_who_writes_of_prices_looks_at_the_words_before_they_are_sent():
    group = forum_with_people()
    RiskTerm.objects.all().delete()
    RiskTerm.objects.create(word_ko="단가", word_en="unit price")
    topic = TopicFactory(forum=group.forum, author=group.asker)
    client, url = as_(group.answerer), f"{topic.get_absolute_url()}reply/"
    typed = {"text": "재료 단가와 Unit Prices", "language": "ko"}
    assert "is_technical" not in client.get(topic.get_absolute_url()).content.decode()
    for more in ({}, {"is_technical": "on"}, {"is_technical": "on", "looked_at": "단가"}):
        asked = client.post(url, typed | more)
        assert (asked.status_code, set(asked.context["form"].errors)) == (422, {"is_technical"})
        page = asked.content.decode()
        assert "Look at these words again: 단가, Unit Prices." in page
        assert 'name="looked_at" value="단가|Unit Prices"' in page
        assert 'name="is_technical" class="checkboxinput form-check-input is-invalid"' in page
        assert "checked" not in page.split('name="is_technical"')[1].split(">")[0]
    assert topic.posts.count() == 1
    said = {"is_technical": "on", "looked_at": "단가|Unit Prices"}
    assert client.post(url, typed | said).status_code == 302
    # What the post says already is not asked about again; the chair sees it beside the post, others do not.
    edit = {"text": "재료 단가와 Unit Prices, 온도", "language": "ko", "version": "1"}
    assert client.post(f"{topic.get_absolute_url()}2/edit/", edit).status_code == 302
    words = "Words to look at: 단가, Unit Prices"
    assert [words in as_(one).get(topic.get_absolute_url()).content.decode() for one in (group.chair, group.third)] == [
        True,
        False,
    ]


def test_what_nobody_answered_goes_and_what_somebody_answered_leaves_its_place():
    group = forum_with_people()
    topic = TopicFactory(forum=group.forum, author=group.asker, title="Lonely")
    answer = PostFactory(topic=topic, author=group.answerer, text="Secret answer")
    services.accept_answer(topic=topic, post=answer, by=group.asker.user, now=NOW)
    first = topic.posts.get(number=1)
    services.withdraw_post(post=first, by=group.asker, now=NOW)
    services.withdraw_post(post=first, by=group.asker, now=NOW)
    assert as_(group.third).get(topic.get_absolute_url()).content.decode().count("Withdrawn by its author.") == 1
    services.withdraw_post(post=answer, by=group.answerer, now=NOW)
    topic.refresh_from_db()
    assert (topic.accepted, topic.state, topic.replies, topic.deleted_at) == (None, "open", 0, None)
    assert "Secret answer" not in as_(group.chair).get(topic.get_absolute_url()).content.decode()
    alone = TopicFactory(forum=group.forum, author=group.asker)
    assert as_(group.asker).post(f"{alone.get_absolute_url()}1/withdraw/").url == group.base
    assert as_(group.chair).get(alone.get_absolute_url()).status_code == 404
    verbs = list(TopicMove.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["accept", "withdraw", "unaccept", "delete", "delete"]
    with pytest.raises(WrongState):
        services.accept_answer(topic=topic, post=first, by=group.asker.user, now=NOW)


def test_the_database_holds_states_numbers_and_forms():
    topic = TopicFactory()
    token = uuid.uuid4()
    for broken in (
        lambda: Topic.objects.filter(pk=topic.pk).update(state="closed"),
        lambda: Topic.objects.filter(pk=topic.pk).update(hidden_at=NOW),
        lambda: Topic.objects.filter(pk=topic.pk).update(kind="note", accepted=topic.posts.get(), state="answered"),
        lambda: PostFactory(topic=topic, number=1),
        lambda: (PostFactory(topic=topic, token=token), PostFactory(topic=topic, token=token)),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()
    assert Post.objects.filter(topic=topic).count() == 1

import uuid
from collections.abc import Callable
from typing import Any

from forums.models import PostReport, Topic
from tests.factories import NOW
from tests.forums.factories.topics import PostFactory, TagFactory, TopicFactory
from tests.forums.matrix.people import FORUMS_PEOPLE, for_people
from tests.portal.rows import ON, Row, World

# `member` asks in the forum of the matrix, `contact` answers; what is hidden is the chair's and staff's.
FORUM = "forum"
ASKED, HIDDEN = uuid.UUID(int=61), uuid.UUID(int=62)
STAFF = ("coordinator", "admin", "ip-desk")
MODERATES = ("forum-chair", *STAFF)
INSIDE = ("member", "contact", "rival", *MODERATES)


def row(name: str, *who: str, args: tuple[Any, ...] = (), method: str = "get", status: int | str = 200) -> Row:
    return Row(f"forums:{name}", for_people(*who, status=status), (FORUM, *args), method, people=FORUMS_PEOPLE)


ROWS: list[Row] = [
    row("topic-list", *INSIDE),
    row("topic-new", *INSIDE),
    row("topic-settings", *INSIDE),
    row("topic-tag-new", *MODERATES),
    row("topic-detail", *INSIDE, args=(ASKED,)),
    row("topic-detail", *MODERATES, args=(HIDDEN,)),
    row("topic-reply", *INSIDE, args=(ASKED,), method="post", status=422),
    row("topic-follow", *INSIDE, args=(ASKED,), method="post", status=ON),
    row("topic-accept", "member", *MODERATES, args=(ASKED,), method="post", status=ON),
    row("topic-moderate", *MODERATES, args=(ASKED, "hide")),
    row("topic-moderate", args=(ASKED, "eat")),
    row("post-edit", "contact", args=(ASKED, 2)),
    row("post-withdraw", "contact", args=(ASKED, 2)),
    row("post-history", *INSIDE, args=(ASKED, 2)),
    row("post-report", *(one for one in INSIDE if one != "contact"), args=(ASKED, 2)),
    row("post-reports", *MODERATES, args=(ASKED, 2)),
    row("post-moderate", *MODERATES, args=(ASKED, 2, "hide")),
]
ADMIN: dict[str, tuple[int, int]] = {f"forums.{model}": (200, 200) for model in ("topic", "post", "tag", "postreport")}
NO_PAGE: dict[str, str] = {
    "forums:topic-reply": "leads to the post, or shows the topic",
    "forums:topic-follow": "leads to the topic",
    "forums:topic-accept": "leads to the answer",
}
ADMIN_NO_PAGE: dict[str, str] = {}
OTHER_PAGES: dict[str, Callable[[], list[str]]] = {}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}


def build(world: World) -> None:
    """A question with an answer that was edited and reported; a hidden note."""
    forum = world.things["forum"]
    people = {name: user.member for name, user in world.people.items() if user is not None and hasattr(user, "member")}
    topic = TopicFactory(key=ASKED, forum=forum, author=people["member"])
    topic.tags.add(TagFactory())
    answer = PostFactory(topic=topic, author=people["contact"], version=2, edited_at=NOW)
    answer.revisions.create(version=1, text="We raised it.", language="en", written_at=NOW, replaced_at=NOW)
    PostReport.objects.create(post=answer, member=people["rival"], reason="Names a price.", at=NOW)
    hidden = TopicFactory(key=HIDDEN, forum=forum, author=people["contact"], kind="note", title="What we found")
    Topic.objects.filter(pk=hidden.pk).update(hidden_at=NOW, state="hidden", author=people["forum-chair"])

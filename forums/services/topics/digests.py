"""What is new in what people follow: a mail a day, or a week, to each who follows something; none where nothing is new."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from council import bilingual
from council.messaging.links import absolute_url
from council.messaging.models import Message
from council.messaging.services import OutgoingMessage, queue_messages
from council.staff import GROUP_PREFIX
from council.when import SEOUL
from forums.group import SLUG, places
from forums.models import DigestSetting, ForumFollow, Post, TopicFollow
from forums.permissions.topics import forums_inside
from forums.services.topics.telling import DIGEST

HOUR = 8
# A post that is being written at that hour is still told of.
LAG = timedelta(minutes=5)
A_BATCH = 200
# No mail is longer than that; the rest is on the page.
MOST_TOPICS = 40
Frequency = DigestSetting.Frequency
TEMPLATE = "forums/email/digest"


@dataclass
class _New:
    """What one person is told of one topic."""

    topic: Any
    posts: list[Post] = field(default_factory=list)


def cut_off(frequency: str, now: datetime) -> datetime:
    """Until when a digest that is due at `now` tells what is new: the last eight o'clock in the morning, or that of Monday."""
    local = (now - LAG).astimezone(ZoneInfo(SEOUL))
    day = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if day > local:
        day -= timedelta(days=1)
    return day - timedelta(days=day.weekday()) if frequency == Frequency.WEEKLY else day


def send_digests(*, now: datetime) -> int:
    """The tick: tell everybody whose day, or week, has come. Each step is a transaction whose rows no other worker takes; what
    is new is told once, however often it runs. Returns how many mails were written."""
    written = 0
    while True:
        number, found = _step(now)
        written += found
        if number < A_BATCH:
            return written


@transaction.atomic
def _step(now: datetime) -> tuple[int, int]:
    until = {frequency: cut_off(frequency, now) for frequency in Frequency.values}
    due = Q()
    for frequency, moment in until.items():
        due |= Q(frequency=frequency, told_until__lt=moment)
    rows = DigestSetting.objects.select_for_update(skip_locked=True, of=("self",)).filter(due)
    settings = list(rows.select_related("member__user").order_by("pk")[:A_BATCH])
    if not settings:
        return 0, 0
    since = _untold_since(settings)
    news = _news(settings, since, until, now)
    messages = [
        _message(setting, news[setting.member_id], since[setting.member_id], until[setting.frequency])
        for setting in settings
        if news[setting.member_id]
    ]
    written = queue_messages(messages)
    for setting in settings:
        setting.told_until = until[setting.frequency]
    DigestSetting.objects.bulk_update(settings, ["told_until"])
    return len(settings), len(written)


def _untold_since(settings: Sequence[DigestSetting]) -> dict[int, datetime]:
    """By member since when he was told nothing: where the last letter was cancelled before it left (a topic that it named had
    been taken away), what else stood in it is told with the next. One query."""
    since = {one.member_id: one.told_until for one in settings}
    members = {_key(one, one.told_until): one.member_id for one in settings}
    cancelled = Message.objects.filter(key__in=members, state=Message.State.CANCELLED)
    for key, context in cancelled.values_list("key", "context"):
        if "since" in context:
            since[members[key]] = datetime.fromisoformat(context["since"])
    return since


def _key(setting: DigestSetting, until: datetime) -> str:
    """A letter is of a person and a day."""
    return f"{DIGEST}:{setting.member_id}:{setting.frequency}:{timezone.localdate(until).isoformat()}"


def _news(
    settings: Sequence[DigestSetting], since: dict[int, datetime], until: dict[str, datetime], now: datetime
) -> dict[int, dict[int, _New]]:
    """By member and topic what he is to be told; empty where nothing is new. A constant number of queries."""
    members = [setting.member_id for setting in settings]
    inside = _inside(settings, now)
    topics: dict[int, set[int]] = defaultdict(set)
    forums: dict[int, set[int]] = defaultdict(set)
    stopped: dict[int, set[int]] = defaultdict(set)
    for member, topic, is_on in TopicFollow.objects.filter(member__in=members).values_list("member", "topic", "is_on"):
        (topics if is_on else stopped)[member].add(topic)
    for member, forum in ForumFollow.objects.filter(member__in=members).values_list("member", "forum"):
        forums[member].add(forum)
    first, last = min(since.values()), max(until.values())
    wanted = Q(topic__in=set().union(*topics.values())) | Q(forum__in=set().union(*forums.values()))
    posts = Post.objects.readable().filter(wanted, created_at__gt=first, created_at__lte=last)
    news: dict[int, dict[int, _New]] = {member: {} for member in members}
    for post in posts.select_related("topic__forum__body", "author__user").defer("text").order_by("created_at", "pk"):
        for one in settings:
            member = one.member_id
            follows = post.topic_id in topics[member] or (
                post.forum_id in forums[member] and post.topic_id not in stopped[member]
            )
            is_new = since[member] < post.created_at <= until[one.frequency]
            if follows and is_new and post.author_id != member and post.forum_id in inside[member]:
                news[member].setdefault(post.topic_id, _New(post.topic)).posts.append(post)
    return news


def _inside(settings: Sequence[DigestSetting], now: datetime) -> dict[int, set[int]]:
    """By member the forums that he is inside of."""
    users = {setting.member.user_id: setting.member_id for setting in settings if setting.member.user.is_active}
    found: dict[int, set[int]] = defaultdict(set)
    for member, body in places(now).filter(member__in=users.values()).values_list("member", "body"):
        found[member].add(body)
    desk = get_user_model().objects.filter(pk__in=users, is_active=True, is_staff=True)
    for user in desk.filter(Q(is_superuser=True) | Q(groups__name=f"{GROUP_PREFIX}{SLUG}")).distinct():
        found[users[user.pk]] |= set(forums_inside(user, now).values_list("pk", flat=True))
    return found


def _message(setting: DigestSetting, news: dict[int, _New], since: datetime, until: datetime) -> OutgoingMessage:
    member = setting.member
    language = member.language
    with translation.override(language):
        told = list(news.values())
        number = sum(len(one.posts) for one in told)
        subject = ngettext("[Forums] %(number)s new post", "[Forums] %(number)s new posts", number) % {"number": number}
        rows = [_row(one, language) for one in told[:MOST_TOPICS]]
        left = len(told) - len(rows)
        rest = ngettext("… and %(number)s more topic", "… and %(number)s more topics", left) % {"number": left} if left else ""
    return OutgoingMessage(
        kind=DIGEST,
        template=TEMPLATE,
        user=member.user,
        address=member.user.email,
        language=language,
        context={
            "name": member.display_name(language),
            "subject": subject,
            "topics": rows,
            "rest": rest,
            "member": member.pk,
            "since": since.isoformat(),
            "posts": [post.pk for one in told for post in one.posts],
            "topic_ids": [one.topic.pk for one in told],
            "settings_url": absolute_url("forums:topic-settings", language, told[0].topic.forum.body.slug),
        },
        key=_key(setting, until),
    )


def _row(new: _New, language: str) -> dict[str, Any]:
    topic, number = new.topic, len(new.posts)
    names = list(dict.fromkeys(post.author.display_name(language) for post in new.posts))
    first = new.posts[0]
    if first.number == 1:
        what = _("New question") if topic.is_question else _("New note")
        what = what if number == 1 else _("%(what)s, with replies") % {"what": what}
    else:
        what = ngettext("%(number)s new post", "%(number)s new posts", number) % {"number": number}
    page = f"?page={first.page}" if first.page > 1 else ""
    address = absolute_url("forums:topic-detail", language, topic.forum.body.slug, topic.key)
    return {
        "title": topic.title,
        "language": topic.language,
        "what": what,
        "names": ", ".join(names[:3]) + (" …" if len(names) > 3 else ""),
        "forum": bilingual.text(topic.forum.body, "name", language),
        "url": f"{address}{page}#{first.anchor}",
    }


def digest_is_true(context: dict[str, Any], now: datetime) -> bool:
    """Whether there is still something of it to be read, no topic that it names was taken away, and its reader is inside all
    their forums at `now`."""
    setting = DigestSetting.objects.filter(member=context["member"]).select_related("member__user").first()
    if setting is None:
        return False
    readable = Post.objects.readable().filter(pk__in=context["posts"])
    facts = list(readable.values_list("topic", "forum").distinct())
    inside = _inside([setting], now)[setting.member_id]
    return bool(facts) and {forum for _topic, forum in facts} <= inside and _all_there(context["topic_ids"])


def _all_there(topics: Sequence[int]) -> bool:
    return not Post.objects.filter(topic__in=topics).exclude(topic__hidden_at=None, topic__deleted_at=None).exists()

"""Where a joint right came from: a meeting or a topic of the forums. Everybody chooses among those that he may see, and of
another is shown the forum alone; what stands at the other end knows nothing of the case."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from council import bilingual, when
from forums.models import IPCase, Meeting, Topic
from forums.permissions.origins import may_name, seen_meetings, seen_topics

# A list to choose from is no longer than this, of each.
MOST = 100


def key_of(case: IPCase) -> str:
    """What stands for the meeting or topic of a case in a form; empty where there is none."""
    if case.origin_meeting is not None:
        return _meeting_key(case.origin_meeting)
    return _topic_key(case.origin_topic) if case.origin_topic is not None else ""


def _meeting_key(meeting: Meeting) -> str:
    return f"meeting-{meeting.event.slug}"


def _topic_key(topic: Topic) -> str:
    return f"topic-{topic.key}"


@dataclass
class Origins:
    """What `user` may choose from at `now`; of a case, what stands there already, too. Four queries."""

    user: Any
    now: datetime
    case: IPCase | None = None
    _found: dict[str, Meeting | Topic] = field(default_factory=dict)
    _labels: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        meetings = (
            seen_meetings(self.user, self.now).select_related("event", "forum__body").order_by("-event__starts_at", "-pk")
        )
        for meeting in meetings[:MOST]:
            self._add(_meeting_key(meeting), meeting, _meeting_label(meeting))
        topics = seen_topics(self.user, self.now).select_related("forum__body").order_by("-created_at", "-pk")
        for topic in topics[:MOST]:
            self._add(_topic_key(topic), topic, topic.title)
        kept = (self.case.origin_meeting or self.case.origin_topic) if self.case is not None else None
        facts = origin_facts(self.case, self.user, self.now) if self.case is not None else None
        if self.case is not None and kept is not None and facts is not None:
            self._labels.setdefault(key_of(self.case), facts["label"])
            self._found.setdefault(key_of(self.case), kept)

    def _add(self, key: str, what: Meeting | Topic, label: str) -> None:
        self._found[key], self._labels[key] = what, label

    def choices(self) -> list[Any]:
        """For a field, by forum: its meetings, then its topics."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, what in self._found.items():
            groups.setdefault(str(what.forum), []).append((key, self._labels[key]))
        return sorted(groups.items())

    def find(self, key: str) -> tuple[Meeting | None, Topic | None]:
        """What was chosen: a meeting, or a topic, or neither."""
        found = self._found.get(key)
        return (found if isinstance(found, Meeting) else None, found if isinstance(found, Topic) else None)


def origin_facts(case: IPCase, user: Any, now: datetime) -> dict[str, str] | None:
    """The meeting or topic of a case as `user` is shown it (label, url, language): without title or address where he may not
    see it. None where there is none. Two queries at most besides the row itself."""
    meeting, topic = case.origin_meeting, case.origin_topic
    if meeting is not None:
        if may_name(meeting, topic, user, now):
            language = bilingual.text_language(meeting.event, "title")
            return {"label": _meeting_label(meeting), "url": meeting.get_absolute_url(), "language": language}
        return {"label": _("A meeting of %(forum)s") % {"forum": meeting.forum}, "url": "", "language": ""}
    if topic is not None:
        if may_name(meeting, topic, user, now):
            return {"label": topic.title, "url": topic.get_absolute_url(), "language": topic.language}
        return {"label": _("A topic of %(forum)s") % {"forum": topic.forum}, "url": "", "language": ""}
    return None


def _meeting_label(meeting: Meeting) -> str:
    return f"{when.day(timezone.localdate(meeting.event.starts_at))} · {bilingual.text(meeting.event, 'title')}"

"""Who sees deadlines, and who may do what with them: asked of the cases that they belong to."""

import uuid
from datetime import datetime
from typing import Any

from django.http import Http404

from forums.models import Deadline, DeadlineFeed, IPCase
from forums.models.clock import DeadlineQuerySet
from forums.permissions.rights import part_in, visible_cases


def visible_deadlines(user: Any, now: datetime) -> DeadlineQuerySet:
    """The deadlines of the cases that `user` may know of at `now`."""
    found: DeadlineQuerySet = Deadline.objects.filter(case__in=visible_cases(user, now).order_by().values("pk"))
    return found


def get_deadline_or_404(user: Any, key: uuid.UUID, now: datetime) -> Deadline:
    """The deadline with this key, with case and event, if `user` may know of the case. Raises `Http404`."""
    found = visible_deadlines(user, now).filter(key=key).select_related("case__attorney", "event", "outcome_event").first()
    if found is None:
        raise Http404
    return found


def may_correct(user: Any, case: IPCase, now: datetime) -> bool:
    """Whether `user` may set a date of `case` by hand: its attorney, and the IP desk."""
    return part_in(user, case, now).is_office


def may_act(user: Any, case: IPCase, now: datetime) -> bool:
    """Whether `user` may acknowledge and settle deadlines of `case`: a named contact, its attorney, the IP desk."""
    return part_in(user, case, now).is_any


def get_feed_or_404(token: str) -> DeadlineFeed:
    """The calendar with this secret, of somebody whose log-in is in use. Raises `Http404`."""
    # What no token has, the database would not even be asked for.
    if not token.isprintable():
        raise Http404
    feeds = DeadlineFeed.objects.filter(token=token, member__user__is_active=True)
    found = feeds.select_related("member__user").first()
    if found is None:
        raise Http404
    return found

"""Who sees a task force: its people, its lead, the desk. What is proposed and why is for the lead and the desk alone."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone

from council.members.permissions import member_of
from focusgroup.models import Composition, TaskForce
from focusgroup.models.taskforces import TaskForceQuerySet
from focusgroup.permissions.group import is_desk


def visible_task_forces(user: Any, now: datetime) -> TaskForceQuerySet:
    """The task forces that are for `user` at `now`: all for the desk, their own for people with members' access."""
    if is_desk(user):
        return TaskForce.objects.all()
    member = member_of(user)
    if member is None or not member.has_access(now):
        return TaskForce.objects.none()
    return TaskForce.objects.of(member, timezone.localdate(now))


def get_task_force_or_404(user: Any, slug: str, now: datetime) -> TaskForce:
    """The task force at `slug` that is for `user` at `now`, with its body and lead. Raises `Http404`."""
    found = visible_task_forces(user, now).with_people().filter(body__slug=slug).first()
    if found is None:
        raise Http404
    return found


def is_lead(user: Any, task_force: TaskForce, now: datetime) -> bool:
    """Whether `user` leads `task_force`, with members' access at `now`."""
    member = member_of(user)
    return member is not None and member.pk == task_force.lead_id and member.has_access(now)


def may_compose(user: Any, task_force: TaskForce, now: datetime) -> bool:
    """Whether `user` may have teams proposed for `task_force`, and see them."""
    return is_desk(user) or is_lead(user, task_force, now)


def get_composed_task_force_or_404(user: Any, slug: str, now: datetime) -> TaskForce:
    """The task force at `slug` whose teams `user` may have proposed at `now`. Raises `Http404`."""
    found = get_task_force_or_404(user, slug, now)
    if not may_compose(user, found, now):
        raise Http404
    return found


def get_composition_or_404(user: Any, slug: str, number: int, now: datetime) -> Composition:
    """A proposal for a task force that `user` leads, or any for the desk. Raises `Http404`."""
    task_force = get_composed_task_force_or_404(user, slug, now)
    found = task_force.compositions.filter(number=number).select_related("accepted_by__member", "made_by__member").first()
    if found is None:
        raise Http404
    found.task_force = task_force
    return found

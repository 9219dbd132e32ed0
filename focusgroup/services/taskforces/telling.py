"""What people are told of a task force. That a place was given or taken is the platform's letter."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from council import bilingual, when
from council.members.models import Member
from council.messaging.links import absolute_url
from council.messaging.services import queue_message
from focusgroup.models import Composition, TaskForce

KIND = "task-force"
Words = Callable[[], tuple[str, str, str]]


def tell_proposed(composition: Composition) -> None:
    """Tell the lead that a team is proposed."""
    task_force = composition.task_force
    if task_force.lead is None:
        return
    _tell(
        task_force,
        task_force.lead,
        fact=f"proposed:{composition.number}",
        words=lambda: (
            _("[Team proposed] %(name)s") % {"name": _name(task_force)},
            _("A team is proposed for “%(name)s”. Look at what it covers, then accept it or choose another one with a reason.")
            % {"name": _name(task_force)},
            _("See the proposed team"),
        ),
        link=("focusgroup:composition-detail", (task_force.body.slug, composition.number)),
        facts={"composition": composition.pk},
    )


def tell_lead(task_force: TaskForce, member: Member, now: datetime) -> None:
    """Tell somebody that he leads it from now on."""
    _tell(
        task_force,
        member,
        fact=f"lead:{now.isoformat()}",
        words=lambda: (
            _("[You lead it] %(name)s") % {"name": _name(task_force)},
            _("You lead the task force “%(name)s” from now on.") % {"name": _name(task_force)},
            _("See the task force"),
        ),
        link=("focusgroup:taskforce-detail", (task_force.body.slug,)),
        facts={"lead": member.pk},
    )


def tell_extended(task_force: TaskForce, member: Member) -> None:
    """Tell somebody of the team that it goes on."""
    _tell(
        task_force,
        member,
        fact=f"extended:{task_force.ends_on}",
        words=lambda: (
            _("[Extended] %(name)s") % {"name": _name(task_force)},
            _("“%(name)s” goes on until %(day)s, and your place in it.")
            % {"name": _name(task_force), "day": when.day(task_force.ends_on)},
            _("See the task force"),
        ),
        link=("focusgroup:taskforce-detail", (task_force.body.slug,)),
        facts={"ends_on": task_force.ends_on.isoformat()},
    )


def tell_dissolved(task_force: TaskForce, people: Iterable[Member]) -> None:
    """Tell the people of the team that it is over."""
    for member in people:
        _tell(
            task_force,
            member,
            fact="dissolved",
            words=lambda: (
                _("[Dissolved] %(name)s") % {"name": _name(task_force)},
                _("“%(name)s” ended as planned on %(day)s. Thank you for your work in it.")
                % {"name": _name(task_force), "day": when.day(task_force.ends_on)},
                _("See the task force"),
            ),
            link=("focusgroup:taskforce-detail", (task_force.body.slug,)),
            facts={"ends_on": task_force.ends_on.isoformat()},
        )


def still_true(context: dict[str, Any]) -> bool:
    """Whether what a letter tells of is still so: the proposal waits for the lead, the lead and the end are what they were."""
    if "composition" in context:
        waiting = Composition.objects.filter(pk=context["composition"], accepted_at=None)
        return waiting.filter(task_force__lead__user=context["user_id"]).exists()
    if "lead" in context:
        return TaskForce.objects.filter(pk=context["task_force"], lead=context["lead"]).exists()
    return TaskForce.objects.filter(pk=context["task_force"], ends_on=context["ends_on"]).exists()


def _name(task_force: TaskForce) -> str:
    return bilingual.text(task_force.body, "name")


def _tell(
    task_force: TaskForce, member: Member, *, fact: str, words: Words, link: tuple[str, tuple[Any, ...]], facts: dict[str, Any]
) -> None:
    with translation.override(member.language):
        subject, text, action = words()
        name, args = link
        context = {
            "name": member.display_name(member.language),
            "subject": subject,
            "text": text,
            "action": action,
            "url": absolute_url(name, member.language, *args),
            "task_force": task_force.pk,
            "user_id": member.user_id,
            **facts,
        }
    queue_message(
        kind=KIND,
        template="focusgroup/email/notice",
        user=member.user,
        address=member.user.email,
        language=member.language,
        context=context,
        key=f"{KIND}:{task_force.pk}:{member.pk}:{fact}",
    )

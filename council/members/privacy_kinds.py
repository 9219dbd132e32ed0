"""What people are told about their data, and what staff are: the kinds of messages and the notice of the desk."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council.members.services import access, consents, erasing, exports, letters, merging_people, retaining
from council.programmes import DeskNotice, MessageKind
from council.staff import is_secretariat


def copy_is_there(context: dict[str, Any]) -> bool:
    """Whether the copy that a message tells of can still be taken."""
    from council.members.models import PersonalExport

    return PersonalExport.objects.filter(key=context["export"], state=PersonalExport.State.READY).exists()


def letter_is_there(context: dict[str, Any]) -> bool:
    """Whether the letter was not deleted, and its writer has members' access still."""
    from council.members.models import DirectoryLetter, Member

    found = DirectoryLetter.objects.filter(key=context["letter"], sender__state=Member.State.ACTIVE)
    return found.exists()


def letters_reported(user: Any, now: datetime) -> int:
    """Letters that their readers showed to the secretariat within the last 30 days."""
    from council.members.models import DirectoryLetter

    if not is_secretariat(user):
        return 0
    return DirectoryLetter.objects.filter(reported_at__gt=now - timedelta(days=30)).count()


def access_to_review(user: Any, now: datetime) -> int:
    """1 where nobody has looked through last month's access to personal data, for the secretariat alone."""
    return int(is_secretariat(user) and not access.is_reviewed(access.month_before(access.month_of(now))))


def retention_failed(user: Any, now: datetime) -> int:
    """How many retention rules failed when they ran last, for the secretariat alone."""
    return retaining.failed_rules() if is_secretariat(user) else 0


def erasures_waiting(user: Any, now: datetime) -> int:
    """How many people wait to be erased, for the secretariat alone."""
    from council.members.models import ErasureRequest

    if not is_secretariat(user):
        return 0
    return ErasureRequest.objects.filter(state=ErasureRequest.State.REQUESTED).count()


KINDS = (
    MessageKind(
        slug=consents.CONFIRMED,
        name=_("Your consent to news, every two years"),
        still_true=consents.news_consent_holds,
    ),
    MessageKind(slug=exports.READY, name=_("Copy of your data is ready"), still_true=copy_is_there),
    MessageKind(slug=erasing.REQUESTED, name=_("Request for erasure received")),
    MessageKind(slug=erasing.WITHDRAWN, name=_("Request for erasure taken back")),
    MessageKind(slug=erasing.DECLINED, name=_("Request for erasure declined")),
    MessageKind(slug=merging_people.JOINED, name=_("Two records of you became one")),
    MessageKind(
        slug=letters.KIND,
        name=_("Letters from other members"),
        description=_("What members write to you through the directory. Switched off, nobody can."),
        essential=False,
        # Staff read a letter once it is reported, and not in the outbox either.
        private=True,
        still_true=letter_is_there,
    ),
    # The last one, to somebody without a log-in; wiped once it is sent.
    MessageKind(slug=erasing.DONE, name=_("Erased"), private=True, listed=False),
)
NOTICES = (
    DeskNotice(
        slug="erasures-waiting",
        label=_("People who want to be erased"),
        count=erasures_waiting,
        url=lambda: reverse("admin:members_erasurerequest_changelist") + "?state__exact=requested",
        urgent=True,
        order=15,
    ),
    DeskNotice(
        slug="letters-reported",
        label=_("Letters between members that were reported within 30 days"),
        count=letters_reported,
        url=lambda: reverse("admin:members_directoryletter_changelist") + "?reported_at__isnull=False",
        order=25,
    ),
    DeskNotice(
        slug="access-to-review",
        label=_("Months of access to personal data to look through"),
        count=access_to_review,
        url=lambda: reverse("admin:members_personaldataaccess_months"),
        order=26,
    ),
    DeskNotice(
        slug="retention-failed",
        label=_("Retention rules that failed"),
        count=retention_failed,
        url=lambda: reverse("admin:members_retentionrun_changelist") + "?failed__exact=1",
        urgent=True,
        order=16,
    ),
)

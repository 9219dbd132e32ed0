"""What about files may need staff's attention."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council.library import scanner
from council.library.models import DocumentVersion, DocumentVersionQuerySet
from council.library.permissions import not_for_staff
from council.programmes import DeskNotice
from council.staff import coordinated_programmes

State = DocumentVersion.State
# Longer than a scan takes: the scanner is away.
TOO_LONG = timedelta(minutes=10)
# How long a refused file is told of: whoever uploaded it looks in meanwhile.
TOLD_FOR = timedelta(days=14)


def notices() -> list[DeskNotice]:
    """Files that the virus scanner refused, that have waited for it too long, and that it has never looked at."""
    return [
        DeskNotice(
            slug="files-refused",
            label=_("Files that the virus scanner refused in the last 14 days"),
            count=lambda user, now: _of(user).filter(state=State.REFUSED, scanned_at__gt=now - TOLD_FOR).count(),
            url=lambda: _list(State.REFUSED),
            urgent=True,
            order=15,
        ),
        DeskNotice(
            slug="files-waiting",
            label=_("Files that have waited for the virus scanner for ten minutes"),
            count=_waiting,
            url=lambda: _list(State.SCANNING),
            urgent=True,
            order=16,
        ),
        DeskNotice(
            slug="files-never-scanned",
            label=_("Files from before there was a virus scanner, which it looks at one after the other"),
            count=_never_scanned,
            url=lambda: f"{_list(State.READY)}&versions__scanned_at__isnull=True",
            order=95,
        ),
    ]


def _waiting(user: Any, now: datetime) -> int:
    return _of(user).filter(state=State.SCANNING, uploaded_at__lt=now - TOO_LONG).count()


def _never_scanned(user: Any, now: datetime) -> int:
    return _of(user).never_scanned().count() if scanner.is_configured() else 0


def _of(user: Any) -> DocumentVersionQuerySet:
    mine = DocumentVersion.objects.filter(document__programme__in=coordinated_programmes(user))
    return mine.exclude(not_for_staff("document__"))


def _list(state: str) -> str:
    return f"{reverse('admin:library_document_changelist')}?versions__state__exact={state}"

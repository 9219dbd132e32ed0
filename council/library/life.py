"""What the library tells of a member's life, for the staff's page."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import bilingual
from council.library.models import Acceptance, Download
from council.library.permissions import kinds_not_for_staff, not_for_staff
from council.programmes import LifeEntry, LifeSource
from council.staff import coordinated_programmes

MOST = 200


def _downloads(member: Any, user: Any) -> Sequence[LifeEntry]:
    """What the member took of the programmes that `user` is staff of; nothing that is not for staff."""
    mine = coordinated_programmes(user)
    rows = Download.objects.filter(user=member.user_id, programme__in=mine).exclude(not_for_staff("version__document__"))
    rows = rows.exclude(version=None, owner_kind__in=kinds_not_for_staff()).order_by("-at", "-pk")[:MOST]
    return [LifeEntry(row.at, _("Downloaded a document"), bilingual.text(row, "title")) for row in rows]


DOWNLOADS = LifeSource(slug="downloads", name=gettext_lazy("Downloads"), entries=_downloads, order=70)


def _acceptances(member: Any, user: Any) -> Sequence[LifeEntry]:
    """The agreements that the member accepted, of the programmes that `user` is staff of; what was accepted in confidence for
    superusers alone."""
    mine = coordinated_programmes(user)
    rows = Acceptance.objects.filter(user=member.user_id, version__agreement__programme__in=mine)
    if not user.is_superuser:
        rows = rows.filter(is_confidential=False)
    rows = rows.select_related("version__agreement")[:MOST]
    return [
        LifeEntry(
            row.accepted_at,
            _("Accepted a confidentiality agreement"),
            f"{bilingual.text(row.version.agreement, 'title')} · {row.version.number}",
        )
        for row in rows
    ]


ACCEPTANCES = LifeSource(slug="agreements", name=gettext_lazy("Confidentiality agreements"), entries=_acceptances, order=75)

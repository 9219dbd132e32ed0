"""What the library tells of a member's life, for the staff's page."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import bilingual
from council.library.models import Acceptance, Download
from council.library.permissions import not_for_staff
from council.programmes import LifeEntry, LifeSource

MOST = 200


def _downloads(member: Any, user: Any) -> Sequence[LifeEntry]:
    rows = Download.objects.filter(user=member.user_id).exclude(not_for_staff("version__document__"))
    rows = rows.select_related("version__document").order_by("-at", "-pk")[:MOST]
    return [LifeEntry(row.at, _("Downloaded a document"), bilingual.text(row.version.document, "title")) for row in rows]


DOWNLOADS = LifeSource(slug="downloads", name=gettext_lazy("Downloads"), entries=_downloads, order=70)


def _acceptances(member: Any, user: Any) -> Sequence[LifeEntry]:
    told = (
        Acceptance.objects.all() if user is not None and user.is_superuser else Acceptance.objects.filter(is_confidential=False)
    )
    rows = told.filter(user=member.user_id).select_related("version__agreement")[:MOST]
    return [
        LifeEntry(
            row.accepted_at,
            _("Accepted a confidentiality agreement"),
            f"{bilingual.text(row.version.agreement, 'title')} · {row.version.number}",
        )
        for row in rows
    ]


ACCEPTANCES = LifeSource(slug="agreements", name=gettext_lazy("Confidentiality agreements"), entries=_acceptances, order=75)

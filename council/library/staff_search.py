"""Staff's search in the ledger of downloads, however long it is: people by the directory's indexes, documents by title."""

from typing import Any

from django.db.models import Q, QuerySet

from council.library.models import DocumentVersion, Download
from council.members.staff_search import logins_with


def downloads_with(word: str) -> QuerySet[Any]:
    """The keys of downloads by log-ins with `word` in address or name, or of files with it in the title or the file's name."""
    rows = Download.objects.order_by()
    columns = ("name", "document__title_ko", "document__title_en")
    wanted = Q()
    for column in columns:
        wanted |= Q(**{f"{column}__icontains": word})
    versions = DocumentVersion.objects.order_by().filter(wanted).values("pk")
    by_person = rows.filter(user__in=logins_with(word)).values("pk")
    deleted = rows.filter(Q(title_ko__icontains=word) | Q(title_en__icontains=word), version=None).values("pk")
    return by_person.union(rows.filter(version__in=versions).values("pk"), deleted, all=True)

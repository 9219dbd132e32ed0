"""Staff's searches in the ledger of downloads and among acceptances, however many there are: people by the directory's indexes,
documents and agreements by title."""

from typing import Any

from django.db.models import Q, QuerySet, Value

from council.library.models import Acceptance, Agreement, DocumentVersion, Download
from council.members.directory import matching
from council.members.staff_search import logins_with
from council.members.text_search import OneText

ACCEPTED_AS = OneText("name", Value(""))


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


def acceptances_with(word: str) -> QuerySet[Any]:
    """The keys of acceptances under a name with `word`, by such log-ins, or of agreements with it in the title (of which there
    are few)."""
    rows = Acceptance.objects.order_by()
    titled = Agreement.objects.order_by().filter(Q(title_ko__icontains=word) | Q(title_en__icontains=word))
    by_agreement = rows.filter(version__agreement__in=titled.values("pk")).values("pk")
    by_person = rows.filter(user__in=logins_with(word)).values("pk")
    return matching(rows, ACCEPTED_AS, word).values("pk").union(by_agreement, by_person, all=True)

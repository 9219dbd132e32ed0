"""One search over everything that a staff member may see: the searches of the lists, side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from council.members.access_log import shows

# Rows of each kind on the page; the list has the rest.
SHOWN = 6
SHORTEST, LONGEST = 2, 100
# What is looked for most often comes first; every other list with a search follows, the site's own order kept.
FIRST = (
    "members.member",
    "members.organisation",
    "events.event",
    "events.registration",
    "library.document",
    "content.newsitem",
    "content.page",
    "messaging.message",
)
# Ledgers and logs tell of the same things again; each has a search of its own.
LEDGERS = frozenset(
    {
        "library.acceptance",
        "library.download",
        "members.personaldataaccess",
        "members.retentionrun",
        "members.supportstep",
        "messaging.deliveredmail",
        "reminders.reminder",
    }
)


@dataclass(frozen=True)
class Found:
    """What was found of one kind: name and address of each row, whether there are more, and the list that has all of them."""

    name: str
    rows: Sequence[tuple[str, str]]
    is_more: bool
    url: str


def words_of(text: str) -> str:
    """What is searched for: one line, without what no text holds, not too long."""
    return " ".join(text.replace("\x00", " ").split())[:LONGEST]


def search(site: AdminSite, request: HttpRequest, words: str) -> list[Found]:
    """Rows that the reader of `request` sees in lists of the administration and that their own search finds, kind by kind. One
    query a kind, whatever is found; whom it shows is noted in the log of access."""
    if len(words) < SHORTEST:
        return []
    return [found for model_admin in _searched(site, request) if (found := _of(model_admin, request, words)).rows]


def _searched(site: AdminSite, request: HttpRequest) -> Iterator[Any]:
    by_label: dict[str, Any] = {model._meta.label_lower: one for model, one in site._registry.items()}
    for label in [*FIRST, *(label for label in by_label if label not in FIRST)]:
        model_admin = by_label.get(label)
        if model_admin is None or label in LEDGERS or not model_admin.get_search_fields(request):
            continue
        if model_admin.has_view_or_change_permission(request):
            yield model_admin


def _of(model_admin: Any, request: HttpRequest, words: str) -> Found:
    opts = model_admin.opts
    rows = model_admin.get_queryset(request)
    related = model_admin.get_list_select_related(request)
    if related is not False:
        rows = rows.select_related() if related is True else rows.select_related(*related)
    rows, has_twins = model_admin.get_search_results(request, rows, words)
    found = list((rows.distinct() if has_twins else rows)[: SHOWN + 1])
    shows(request, found[:SHOWN])
    name = f"admin:{opts.app_label}_{opts.model_name}"
    return Found(
        name=str(capfirst(str(opts.verbose_name_plural))),
        rows=[(str(row), reverse(f"{name}_change", args=[row.pk])) for row in found[:SHOWN]],
        is_more=len(found) > SHOWN,
        url=f"{reverse(f'{name}_changelist')}?{urlencode({'q': words})}",
    )

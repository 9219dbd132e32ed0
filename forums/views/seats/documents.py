from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from council.events.models import Event
from council.library.models import Document
from council.library.permissions import visible_documents
from forums.permissions.group import get_forum_or_404, is_desk

PAGE_SIZE = 20
# A reader's choice that stands for papers under an agreement, whatever their classification.
NDA = "nda"


@never_cache
@require_safe
def document_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The forum's papers and those of its events, as far as the library opens them to the reader; by event and by for whom."""
    now = timezone.now()
    forum = get_forum_or_404(slug)
    mine = visible_documents(request.user, now).filter(Q(body=forum.pk) | Q(event__body=forum.pk), current__isnull=False)
    events = list(Event.objects.filter(pk__in=mine.order_by().values("event")).order_by("-starts_at", "-pk")[:100])
    there = set(mine.order_by().values_list("classification", flat=True).distinct())
    kinds = [(str(value), label) for value, label in Document.Classification.choices if value in there]
    chosen, kind = request.GET.get("event", ""), request.GET.get("for", "")
    event = next((one for one in events if one.slug == chosen), None)
    found = mine if event is None else mine.filter(event=event)
    if kind == NDA:
        found = found.filter(agreement__isnull=False)
    elif kind in dict(kinds):
        found = found.filter(classification=kind)
    else:
        kind = ""
    rows = found.select_related("event", "agenda_item", "current").order_by("-current__uploaded_at", "-pk")
    context: dict[str, Any] = {
        "forum": forum,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "events": events,
        "event": event,
        "kinds": kinds,
        "kind": kind,
        "is_narrowed": event is not None or bool(kind),
        "add_url": reverse("admin:library_document_add") if is_desk(request.user) else "",
    }
    return render(request, "forums/seats/document_list.html", context)

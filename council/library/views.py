import logging
import uuid
from typing import Any

from csp.constants import NONE
from csp.decorators import csp
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from council import programmes
from council.events.permissions import visible_events
from council.library.permissions import get_document_or_404, get_version_or_404, visible_documents
from council.library.services import note_download
from council.staff import coordinates

PAGE_SIZE = 20
SEARCHED = ("title_ko", "title_en", "description_ko", "description_en")
# Whatever is in a file: opened in a browser it may do nothing at all.
SANDBOX: dict[str, Any] = {"sandbox": True, "default-src": [NONE], "frame-ancestors": [NONE]}

logger = logging.getLogger(__name__)


@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """The documents that the reader may open, the newest first, narrowed by `q` and `programme` where these make sense."""
    now = timezone.now()
    documents = visible_documents(request.user, now).filter(current__isnull=False)
    programme, words = request.GET.get("programme", ""), " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:100]
    if programmes.find(programme) is not None:
        documents = documents.filter(programme=programme)
    for word in words.split():
        condition = Q()
        for name in SEARCHED:
            condition |= Q(**{f"{name}__icontains": word})
        documents = documents.filter(condition)
    found = documents.select_related("event", "current").order_by("-current__uploaded_at", "-pk")
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "words": words,
        "chosen": programme,
        "choices": programmes.choices(),
        "is_narrowed": bool(words) or programmes.find(programme) is not None,
    }
    return render(request, "library/document_list.html", context)


@require_safe
def document_detail(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One document; for staff with its earlier versions."""
    now = timezone.now()
    document = get_document_or_404(request.user, key, now)
    is_staff_here = coordinates(request.user, document.programme)
    event = document.event
    context = {
        "document": document,
        "is_staff_here": is_staff_here,
        "versions": list(document.versions.select_related("uploaded_by")) if is_staff_here else [],
        "event": event if event and visible_events(request.user, now).filter(pk=event.pk).exists() else None,
    }
    return render(request, "library/document_detail.html", context)


# The decorator is typed for views without arguments.
sandboxed: Any = csp(SANDBOX)


@require_safe
@never_cache
@sandboxed
def document_download(request: HttpRequest, key: uuid.UUID, number: int | None = None) -> HttpResponseBase:
    """The file, to save and never to show, written into the ledger."""
    now = timezone.now()
    version = get_version_or_404(request.user, key, number, now)
    try:
        content = version.file.open("rb")
    except OSError:
        logger.error("The file of version %s of a document is missing.", version.pk)
        raise Http404 from None
    if request.method == "GET":
        note_download(version=version, user=request.user, now=now)
    response = FileResponse(content, as_attachment=True, filename=version.name, content_type=version.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response

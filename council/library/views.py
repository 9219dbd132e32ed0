import logging
import uuid
from typing import Any

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from council import programmes
from council.events.permissions import visible_events
from council.files import send_stored
from council.library import marking, services
from council.library.forms import AcceptanceForm
from council.library.models import Document, DocumentVersion
from council.library.permissions import (
    AgreementNeededError,
    get_document_or_404,
    get_version_or_404,
    is_open,
    own_acceptance,
    owner_facts,
    visible_documents,
)
from council.library.services import note_download
from council.members.permissions import member_of
from council.staff import coordinates

PAGE_SIZE = 20
SEARCHED = ("title_ko", "title_en")
SEARCHED_WHEN_OPEN = ("description_ko", "description_en")
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
        for name in SEARCHED_WHEN_OPEN:
            condition |= Q(**{f"{name}__icontains": word, "is_open": True})
        documents = documents.filter(condition)
    found = documents.select_related("event", "agenda_item", "current").order_by("-current__uploaded_at", "-pk")
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
    """One document; for staff with its earlier versions. One under an agreement that the reader has yet to accept: the
    agreement, and no more of the document than its title."""
    now = timezone.now()
    document = get_document_or_404(request.user, key, now)
    if not is_open(document):
        return _agreement_page(request, document, AcceptanceForm(initial={"number": _number(document)}))
    is_staff_here = coordinates(request.user, document.programme)
    versions = list(document.versions.all()) if is_staff_here else []
    event = document.event
    context = {
        "document": document,
        "is_staff_here": is_staff_here,
        "versions": versions,
        "shows_versions": len(versions) > 1 or any(one.state != DocumentVersion.State.READY for one in versions),
        "event": event if event and visible_events(request.user, now).filter(pk=event.pk).exists() else None,
        "acceptance": own_acceptance(document, request.user),
        "owner": owner_facts(document),
    }
    return render(request, "library/document_detail.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def document_accept(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Accepting the agreement of a document that one may have then; the text that is shown is the one that is accepted."""
    now = timezone.now()
    document = get_document_or_404(request.user, key, now)
    member = member_of(request.user)
    if request.method != "POST" or is_open(document) or member is None:
        return redirect(document)
    form = AcceptanceForm(request.POST)
    if form.is_valid():
        try:
            services.accept_agreement(
                document=document,
                number=form.cleaned_data["number"],
                member=member,
                language=get_language() or "en",
                now=now,
            )
        except services.AgreementChangedError:
            messages.warning(request, _("The agreement has been changed meanwhile. Please read it as it is now."))
            return redirect(document)
        messages.success(request, _("You have accepted the agreement. The document is open to you now."))
        return redirect(document)
    if "number" in form.errors:
        return redirect(document)
    return _agreement_page(request, document, form, status=422)


def _number(document: Document) -> int | None:
    agreement = document.agreement
    return agreement.current.number if agreement and agreement.current else None


def _agreement_page(request: HttpRequest, document: Document, form: AcceptanceForm, status: int = 200) -> HttpResponse:
    member = member_of(request.user)
    context = {
        "document": document,
        "agreement": document.agreement,
        "version": document.agreement and document.agreement.current,
        "form": form,
        "signature": services.signature(member) if member else "",
    }
    return render(request, "library/document_agreement.html", context, status=status)


# The decorator is typed for views without arguments.
sandboxed: Any = csp(SANDBOX)


@require_safe
@never_cache
@sandboxed
def document_download(request: HttpRequest, key: uuid.UUID, number: int | None = None) -> HttpResponseBase:
    """The file, to save and never to show, written into the ledger."""
    now = timezone.now()
    try:
        version = get_version_or_404(request.user, key, number, now)
    except AgreementNeededError:
        return redirect("library:document-detail", key)
    # By its number staff of the programme get the file as it is; everybody else a copy with his name.
    is_original = number is not None and coordinates(request.user, version.document.programme)
    if version.is_pdf and version.document.marks_copies and not is_original:
        return _marked(request, version, now)
    try:
        response = send_stored(version.file.name or "", called=version.name, content_type=version.content_type)
    except OSError:
        logger.error("The file of version %s of a document is missing.", version.pk)
        raise Http404 from None
    if request.method == "GET":
        note_download(version=version, user=request.user, now=now)
    return response


def _marked(request: HttpRequest, version: DocumentVersion, now: Any) -> HttpResponseBase:
    """A copy of a PDF with the reader's name on every page; where none can be made, the document's page says why."""
    copy = b""
    if request.method == "GET":
        try:
            copy = services.marked_copy(version=version, user=request.user, now=now)
        except marking.CannotMarkError as error:
            messages.error(request, str(error))
            return redirect("library:document-detail", version.document.key)
        note_download(version=version, user=request.user, now=now, is_marked=True)
    response = HttpResponse(copy, content_type=version.content_type)
    response["Content-Disposition"] = content_disposition_header(True, version.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response

"""Proceedings: their page, each paper with its address and citation, one PDF; releasing them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from council.files import send_stored
from council.library.permissions import visible_documents
from symposia import citations
from symposia.forms.programme import ProceedingsForm
from symposia.models import Paper, PaperAuthor, Proceedings, TalkFile
from symposia.permissions.group import get_symposium_or_404, runs
from symposia.permissions.programme import get_paper_or_404, get_planned_symposium_or_404, get_proceedings_or_404
from symposia.proceedings_book import kept_book
from symposia.proceedings_papers import ShownPaper, by_session, citation_of, read_papers
from symposia.services.errors import SymposiaError
from symposia.services.programme.releasing import release_proceedings
from symposia.views.programme.pages import FORM_METHODS, answer_file, form_page, language, shared

BIBTEX, RIS = "application/x-bibtex; charset=utf-8", "application/x-research-info-systems; charset=utf-8"

# What is called so in every language.
NAMES = {"bibtex": "BibTeX", "ris": "RIS", "isbn": "ISBN"}


@require_safe
def proceedings(request: HttpRequest, slug: str) -> HttpResponse:
    """The papers of a symposium by session. Before they are released: that they will be here."""
    now = timezone.now()
    symposium = get_symposium_or_404(request.user, slug, now)
    found = Proceedings.objects.filter(symposium=symposium, released_at__isnull=False).first()
    context = {**shared(symposium), "can_plan": runs(request.user, symposium, now), "is_over": symposium.event.has_ended(now)}
    if found is None:
        return render(request, "symposia/proceedings/unreleased.html", context)
    found.symposium = symposium
    context |= {"names": NAMES, "proceedings": found, "sessions": by_session(read_papers(found))}
    return render(request, "symposia/proceedings/proceedings.html", context)


def _shown(paper: Paper) -> ShownPaper:
    return ShownPaper(paper, tuple(PaperAuthor.objects.filter(paper=paper).order_by("position", "pk")))


@require_safe
def paper(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A paper: words, authors, files for whom they are, how it is cited."""
    now = timezone.now()
    found = get_paper_or_404(request.user, slug, number, now)
    shown = _shown(found)
    readable = visible_documents(request.user, now).values("pk")
    files = TalkFile.objects.filter(talk=found.talk_id, document__in=readable).select_related("document__current")
    made = citation_of(shown, language())
    context = {
        **shared(found.proceedings.symposium),
        "names": NAMES,
        "paper": found,
        "authors": shown.authors,
        "files": list(files),
        "citation": citations.line(made),
        "cited": made,
    }
    return render(request, "symposia/proceedings/paper.html", context)


@require_safe
def paper_bib(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A paper for BibTeX."""
    made = citation_of(_shown(get_paper_or_404(request.user, slug, number, timezone.now())), language())
    return answer_file(request, citations.bibtex(made).encode(), BIBTEX, name=f"{made.key}.bib")


@require_safe
def paper_ris(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A paper for reference managers (RIS)."""
    made = citation_of(_shown(get_paper_or_404(request.user, slug, number, timezone.now())), language())
    return answer_file(request, citations.ris(made).encode(), RIS, name=f"{made.key}.ris")


@require_safe
def proceedings_bib(request: HttpRequest, slug: str) -> HttpResponse:
    """All papers for BibTeX."""
    found = get_proceedings_or_404(request.user, slug, timezone.now())
    text = "\n".join(citations.bibtex(citation_of(one, language())) for one in read_papers(found))
    return answer_file(request, text.encode(), BIBTEX, name=f"{slug}.bib")


@require_safe
def proceedings_ris(request: HttpRequest, slug: str) -> HttpResponse:
    """All papers for reference managers (RIS)."""
    found = get_proceedings_or_404(request.user, slug, timezone.now())
    text = "".join(citations.ris(citation_of(one, language())) for one in read_papers(found))
    return answer_file(request, text.encode(), RIS, name=f"{slug}.ris")


@require_safe
def pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The proceedings as one PDF with a table of contents, in the reader's language."""
    found = get_proceedings_or_404(request.user, slug, timezone.now())
    name, mark = kept_book(found, language())
    response: HttpResponseBase | None = get_conditional_response(request, etag=f'"{mark}"')
    if response is None:
        response = send_stored(name, called=f"{slug}-{language()}.pdf", content_type="application/pdf")
    response["ETag"] = f'"{mark}"'
    response["Cache-Control"] = "private, no-cache"
    return response


@login_required
@require_http_methods(FORM_METHODS)
def release(request: HttpRequest, slug: str) -> HttpResponse:
    """Release the proceedings once the symposium is over, or bring them in line with the latest version."""
    now = timezone.now()
    symposium = get_planned_symposium_or_404(request.user, slug, now)
    held = Proceedings.objects.filter(symposium=symposium).first()
    form = ProceedingsForm(request.POST if request.method == "POST" else None, instance=held)
    back = reverse("symposia:proceedings", args=[slug])
    is_again = held is not None and held.released_at is not None
    if request.method == "POST" and form.is_valid():
        try:
            release_proceedings(symposium=symposium, by=request.user, now=now, **form.cleaned_data)
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            done = _("The proceedings are up to date.") if is_again else _("The proceedings are released.")
            messages.success(request, done)
            return redirect(back)
    return form_page(
        request,
        symposium,
        form,
        title=_("Bring the proceedings up to date") if is_again else _("Release the proceedings"),
        button=_("Bring up to date") if is_again else _("Release"),
        text=_("Every talk of the latest version that is marked for it becomes a paper. Its number and address stay for good."),
        back=back,
    )

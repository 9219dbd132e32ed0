"""Papers of a round: the list of tables with names for the desk, and the signs that stand on the tables."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from council.members.access_log import shows
from symposia import matching_papers
from symposia.models import Meeting
from symposia.permissions.matching import get_desk_round_or_404
from symposia.views.matching.pages import language


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_safe
def meeting_tables_pdf(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who sits where and when, as PDF: the desk. 404 for everybody else."""
    now = timezone.now()
    the_round = get_desk_round_or_404(request.user, slug, pk, now)
    shows(request, list(Meeting.objects.settled().filter(round=the_round)))
    return _pdf(matching_papers.tables_pdf(the_round, language(), now), f"{slug}-tables")


@login_required
@require_safe
def meeting_signs_pdf(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A sign for each table, as PDF: the desk. 404 for everybody else."""
    now = timezone.now()
    the_round = get_desk_round_or_404(request.user, slug, pk, now)
    return _pdf(matching_papers.signs_pdf(the_round, language(), now), f"{slug}-signs")

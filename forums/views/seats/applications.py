import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import when
from council.members.access_log import shows
from council.members.permissions import get_active_member_or_404
from forums.forms.seats import DeclineForm, SeatApplicationForm
from forums.models import SeatApplication
from forums.permissions import seats as permissions
from forums.permissions.group import get_forum_or_404
from forums.services.errors import ForumsError
from forums.services.seats import applying, eligibility
from forums.services.seats.errors import NotEligible

State = SeatApplication.State
TONES = {State.WAITING: "warning", State.ACCEPTED: "success", State.DECLINED: "danger", State.WITHDRAWN: "neutral"}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a seat. What is missing for one is said instead of a form; sent twice is one application."""
    now = timezone.now()
    forum = get_forum_or_404(slug)
    member = get_active_member_or_404(request.user, now)
    waiting = forum.applications.filter(member=member, state=State.WAITING).select_related("forum__body").first()
    if waiting is not None:
        if request.method != "POST":
            messages.info(request, _("Your application waits for a decision."))
        return redirect(waiting)
    lacks = eligibility.what_is_missing(forum, member, now)
    form = SeatApplicationForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = applying.apply_for_seat(forum=forum, member=member, why=form.cleaned_data["why"], now=now)
        except NotEligible as error:
            lacks = error.lacks
        else:
            messages.success(request, _("Your application is sent. You are told by e-mail what is decided."))
            return redirect(made)
    context = {"forum": forum, "form": form, "lacks": lacks, "organisation": member.organisation}
    status = 422 if request.method == "POST" else 200
    return render(request, "forums/seats/application_new.html", context, status=status)


@never_cache
@login_required
@require_safe
def application_detail(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """One application: for who asked, and for who decides."""
    found = permissions.get_application_or_404(request.user, slug, key, timezone.now())
    return _page(request, found, DeclineForm())


@login_required
@require_POST
def application_accept(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Give the seat."""
    now = timezone.now()
    found = permissions.get_decidable_or_404(request.user, slug, key, now)
    try:
        applying.accept(application=found, by=request.user, now=now)
    except ForumsError as error:
        messages.error(request, _("Nothing was decided. %(why)s") % {"why": error})
    else:
        messages.success(request, _("The seat is given, and the applicant is told."))
    return redirect(found)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_decline(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Decline, with a reason."""
    now = timezone.now()
    found = permissions.get_decidable_or_404(request.user, slug, key, now)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            applying.decline(application=found, reason=form.cleaned_data["reason"], by=request.user, now=now)
        except ForumsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The application is declined, and the applicant is told why."))
            return redirect(found)
    status = 422 if form.is_bound else 200
    return render(request, "forums/seats/application_decline.html", {"application": found, "form": form}, status=status)


@login_required
@require_POST
def application_withdraw(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Take one's own application back."""
    now = timezone.now()
    found = permissions.get_own_application_or_404(request.user, slug, key, now)
    try:
        applying.withdraw(application=found, by=found.member, now=now)
    except ForumsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your application is taken back."))
    return redirect(found)


def _page(request: HttpRequest, found: SeatApplication, form: Any) -> HttpResponse:
    now = timezone.now()
    is_own = found.member.user_id == request.user.pk
    decides = not is_own and found.state == State.WAITING
    shows(request, [found.member])
    moves = [
        {"when": when.moment(move.at), "title": move.get_verb_display(), "text": move.reason} for move in found.moves.all()
    ]
    context = {
        "application": found,
        "forum": found.forum,
        "is_own": is_own,
        "decides": decides,
        "tone": TONES[State(found.state)],
        "moves": moves,
        # What keeps the seat from being given, so that nobody tries in vain.
        "lacks": eligibility.what_is_missing(found.forum, found.member, now) if decides else [],
    }
    return render(request, "forums/seats/application_detail.html", context)

"""The survey after an event: once for each who was there; staff of the programme see how it looks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from council.events import services
from council.events.permissions import get_survey_or_404
from council.events.services import errors
from council.events.survey_forms import SurveyForm
from council.members.permissions import member_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def event_survey(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions, and their sending. Sent twice it is kept once."""
    now = timezone.now()
    survey, is_asked = get_survey_or_404(request.user, slug, now)
    member = member_of(request.user)
    has_answered = is_asked and member is not None and services.has_answered(survey, member)
    form = SurveyForm(
        request.POST if request.method == "POST" and is_asked else None,
        questions=list(survey.questions.filter(retired=False)),
    )
    status = 200
    if form.is_bound and member is not None:
        try:
            if form.is_valid():
                services.answer_survey(survey=survey, member=member, answers=form.answers(), now=now)
                messages.success(request, _("Thank you. Your answers have arrived."))
                return redirect("events:event-survey", slug)
            status = 422
        except errors.AlreadyAnswered:
            return redirect("events:event-survey", slug)
        except errors.EventError:
            status = 409
    context = {
        "survey": survey,
        "event": survey.event,
        "form": form,
        "is_asked": is_asked,
        "has_answered": has_answered,
        "is_open": survey.is_open(now),
        "has_ended": survey.event.has_ended(now),
        "closes_at": survey.closes_at(),
    }
    return render(request, "events/event_survey.html", context, status=status)

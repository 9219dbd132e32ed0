"""What the secretary does with a proposal, each step on a page that says what follows. The services have the rules."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from focusgroup.docket_steps import STEPS, attempt, steps_for
from focusgroup.permissions.docket import get_inner_proposal_or_404, is_secretary


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_step(request: HttpRequest, ref: str, slug: str) -> HttpResponse:
    """One step with one proposal: asked for, then done. 404 for who is neither the desk nor the group's secretary."""
    now = timezone.now()
    proposal = get_inner_proposal_or_404(request.user, ref, now)
    step = STEPS.get(slug)
    if step is None or not is_secretary(request.user, now):
        raise Http404
    if step not in steps_for(proposal):
        messages.warning(request, _("This has changed since you looked at it. Please look again."))
        return redirect(proposal)
    sent = request.POST if request.method == "POST" else None
    form, is_done = attempt(step, proposal=proposal, data=sent, by=request.user, now=now)
    if is_done:
        messages.success(request, _("Done: %(step)s.") % {"step": step.title})
        return redirect(proposal)
    context = {"proposal": proposal, "form": form, "title": step.title, "text": step.consequence, "button": step.title}
    return render(request, "focusgroup/docket/confirm.html", context, status=422 if form.is_bound else 200)

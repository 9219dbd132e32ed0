"""The steps of a proposal in the administration: the same as in the portal, with its look."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from focusgroup.docket_steps import STEPS, attempt, steps_for
from focusgroup.models import Proposal


def take_step(model_admin: Any, request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One step with one proposal: asked for, then done. 404 for who is no desk, an unknown proposal or step."""
    step, now = STEPS.get(slug), timezone.now()
    proposal: Proposal | None = model_admin.get_object(request, str(pk))
    if step is None or proposal is None or not model_admin.has_change_permission(request, proposal):
        raise Http404
    back = reverse("admin:focusgroup_proposal_change", args=[pk])
    if step not in steps_for(proposal):
        messages.warning(request, gettext("This has changed since you looked at it. Please look again."))
        return redirect(back)
    sent = request.POST if request.method == "POST" else None
    form, is_done = attempt(step, proposal=proposal, data=sent, by=request.user, now=now)
    if is_done:
        messages.success(request, gettext("Done: %(step)s.") % {"step": step.title})
        return redirect(back)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": step.title,
        "step": step,
        "proposal": proposal,
        "form": form,
        "back_url": back,
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "admin/focusgroup/docket/step.html", context, status=status)

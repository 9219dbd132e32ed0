"""Task forces for their people, their lead and the desk; proposals for the lead and the desk."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import when
from council.library.models import Document
from council.library.permissions import kinds_among, visible_documents
from council.members.access_log import shows
from council.members.models import Membership
from council.members.permissions import member_of
from focusgroup.forms.taskforces import TeamForm
from focusgroup.models import Composition, TaskForce
from focusgroup.permissions import taskforces as permissions
from focusgroup.permissions.group import is_desk
from focusgroup.services import taskforces
from focusgroup.services.errors import FocusGroupError, ReasonMissing
from focusgroup.services.invitations.names import has_consented
from focusgroup.services.taskforces.explaining import Book, explain

PAGE_SIZE = 20
TONES = {TaskForce.State.FORMING: "info", TaskForce.State.ACTIVE: "success", TaskForce.State.DISSOLVED: "neutral"}
ICONS = {TaskForce.State.FORMING: "hourglass", TaskForce.State.ACTIVE: "check-circle-fill", TaskForce.State.DISSOLVED: ""}


def _standing(task_force: TaskForce, today: Any) -> dict[str, Any]:
    state = task_force.standing(today)
    return {"state": state.value, "label": state.label, "tone": TONES[state], "icon": ICONS[state]}


@never_cache
@login_required
@require_safe
def taskforce_list(request: HttpRequest) -> HttpResponse:
    """The reader's task forces, the running ones first; all of them for the desk."""
    now = timezone.now()
    today = timezone.localdate(now)
    found = permissions.visible_task_forces(request.user, now).with_people()
    found = found.order_by("-ends_on", "pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [{"task_force": one, **_standing(one, today)} for one in page.object_list]
    member = member_of(request.user)
    is_member = member is not None and member.has_access(now)
    context = {"rows": rows, "page": page, "is_desk": is_desk(request.user), "is_member": is_member}
    return render(request, "focusgroup/taskforces/taskforce_list.html", context)


@never_cache
@login_required
@require_safe
def taskforce_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What a task force is for, until when, who is in it, what became of it."""
    now = timezone.now()
    today = timezone.localdate(now)
    task_force = permissions.get_task_force_or_404(request.user, slug, now)
    lasting = Q(ends_on=None) | Q(ends_on__gte=today)
    places = Membership.objects.filter(lasting, body=task_force.body, state__in=Membership.SEATED)
    team = list(places.select_related("member__user", "member__organisation").order_by("role", "starts_on", "pk"))
    may_compose = permissions.may_compose(request.user, task_force, now)
    member = member_of(request.user)
    shows(request, [place.member for place in team])
    kinds = kinds_among(Document.objects.filter(body=task_force.body))
    documents = visible_documents(request.user, now, kinds=kinds).filter(body=task_force.body).select_related("current")
    context = {
        "task_force": task_force,
        **_standing(task_force, today),
        "team": team,
        "steps": [_step(step) for step in task_force.steps.select_related("by__member")],
        "documents": list(documents.order_by("-created_at", "pk")[:10]),
        "may_compose": may_compose,
        "asks_consent": any(place.member == member for place in team) and not has_consented(member),
        "is_desk": is_desk(request.user),
        "needs": list(task_force.skill_needs.select_related("skill")),
        "roles": list(task_force.role_needs.all()),
        "compositions": list(task_force.compositions.defer("given").order_by("-number")[:5]) if may_compose else [],
    }
    return render(request, "focusgroup/taskforces/taskforce_detail.html", context)


def _step(step: Any) -> dict[str, Any]:
    text = step.reason
    if step.verb == step.Verb.EXTENDED and step.ends_on:
        text = _("Until %(day)s. Decision: %(decision)s") % {"day": when.day(step.ends_on), "decision": step.reason}
    return {"when": when.moment(step.at), "title": step.get_verb_display(), "text": text}


@login_required
@require_POST
def taskforce_compose(request: HttpRequest, slug: str) -> HttpResponse:
    """Have a team proposed."""
    now = timezone.now()
    task_force = permissions.get_composed_task_force_or_404(request.user, slug, now)
    try:
        composition = taskforces.compose(task_force=task_force, by=request.user, now=now)
    except FocusGroupError as error:
        messages.error(request, str(error))
        return redirect(task_force)
    messages.success(request, _("A team is proposed. Look at what it covers."))
    return redirect(composition)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def composition_detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A proposed team with its explanation; the lead accepts it, or chooses another one."""
    now = timezone.now()
    composition = permissions.get_composition_or_404(request.user, slug, number, now)
    task_force = composition.task_force
    book = Book(composition, for_desk=is_desk(request.user), now=now)
    latest = not task_force.compositions.filter(number__gt=composition.number).exists()
    runs = task_force.standing(timezone.localdate(now)) != TaskForce.State.DISSOLVED
    waits = composition.accepted is None and latest and runs
    form = None
    if waits and permissions.is_lead(request.user, task_force, now):
        data = request.POST if request.method == "POST" else None
        form = TeamForm(data, book=book, proposed=composition.proposed, lead=task_force.lead_id)
    if request.method == "POST":
        done = _settle(request, composition, form, now)
        if done is not None:
            return done
    found = explain(book, composition.proposed)
    shows(request, found.people, [one.member for one in found.excluded], list(book.members.values()) if form else [])
    context = {
        "task_force": task_force,
        "composition": composition,
        "found": found,
        "chosen": explain(book, composition.accepted) if composition.is_overridden and composition.accepted else None,
        "form": form,
        "waits": waits,
        "is_latest": latest,
        "candidates": len(book.candidates),
        "left_out": composition.given["left_out"],
    }
    return render(
        request,
        "focusgroup/taskforces/composition_detail.html",
        context,
        status=422 if form is not None and form.errors else 200,
    )


def _settle(request: HttpRequest, composition: Composition, form: TeamForm | None, now: Any) -> HttpResponse | None:
    """The answer to the lead's choice; None where the form says what is wrong."""
    if form is None:
        messages.info(request, _("This proposal does not wait for you (any more). This is how it stands."))
        return redirect(composition)
    if not form.is_valid():
        return None
    try:
        settled = taskforces.settle_composition(
            composition=composition,
            team=form.cleaned_data["team"],
            by=request.user.member,  # type: ignore[union-attr]  # the lead's: the form is for nobody else
            now=now,
            reason=form.cleaned_data["reason"],
        )
    except ReasonMissing:
        form.add_error("reason", _("Say why you choose another team than the proposed one."))
        return None
    except FocusGroupError as error:
        form.add_error("team", str(error))
        return None
    text = (
        _("Your team has its places and is told.")
        if settled.is_overridden
        else _("The proposed team has its places and is told.")
    )
    messages.success(request, text)
    return redirect(composition.task_force)

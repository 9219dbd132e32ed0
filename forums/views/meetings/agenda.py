"""The agenda is written, proposed, cleared."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from council import bilingual
from council.events.models import AgendaItem, Speaker
from council.events.permissions import visible_events
from council.events.shown_agenda import speaks_in_confidence
from forums.forms.meetings import ClearForm, DeclineForm, ItemForm, ProposalForm
from forums.group import SLUG
from forums.models import ItemClearance, ItemProposal, Meeting, RiskTerm
from forums.permissions.group import is_desk, place_in
from forums.permissions.meetings import (
    clears,
    get_inner_meeting_or_404,
    get_run_meeting_or_404,
    get_worked_meeting_or_404,
)
from forums.services import meetings as services
from forums.services.errors import ForumsError
from forums.services.meetings.agenda import OPEN
from forums.views.meetings.pages import FORM_METHODS, form_page, shared


def _speakers(user: Any, now: datetime, item: AgendaItem | None) -> Any:
    """Who can be chosen: who speaks (not in confidence) at events of the forums that `user` sees, and at `item` already; for
    the desk who speaks nowhere yet, too."""
    events = visible_events(user, now).filter(programme=SLUG)
    known = Q(agenda_items__event__in=events.values("pk"))
    if is_desk(user):
        known |= Q(agenda_items=None) | Q(agenda_items__event__programme=SLUG)
    confidential = Speaker.objects.filter(speaks_in_confidence(user, now))
    own = item.speakers.values("pk") if item is not None else Speaker.objects.none().values("pk")
    keys = Speaker.objects.filter(known).exclude(pk__in=confidential.values("pk")).values("pk")
    return Speaker.objects.filter(Q(pk__in=keys) | Q(pk__in=own))


def _form(request: HttpRequest, meeting: Meeting, now: datetime, item: AgendaItem | None = None, **initial: Any) -> ItemForm:
    data = request.POST if request.method == "POST" else None
    form = ItemForm(data, event=meeting.event, speakers=_speakers(request.user, now, item), item=item, initial=initial)
    # Talks to whom everybody may come; what is said in the forum's own room is not published.
    if meeting.kind in (Meeting.Kind.SYMPOSIUM, Meeting.Kind.IP_SEMINAR):
        form.ask(request.user, now)
    else:
        form.ask_nothing()
    return form


def _declare(form: ItemForm, meeting: Meeting, item: AgendaItem, user: Any, now: datetime) -> None:
    """Tell the programmes what was answered of the abstract of a talk, where it was asked."""
    url = meeting.get_absolute_url()
    form.declare(kind="agenda-item", key=str(item.pk), by=user, now=now, label=bilingual.text(item, "title"), url=url)


def _next_time(meeting: Meeting) -> dict[str, Any]:
    """Where the next item would stand: after the last one, half an hour."""
    last = meeting.event.agenda.order_by("ends_at").last()
    begins = max(meeting.event.starts_at, last.ends_at) if last else meeting.event.starts_at
    return {"starts_at": begins, "ends_at": min(begins + timedelta(minutes=30), meeting.event.ends_at)}


def _closed(request: HttpRequest, meeting: Meeting) -> HttpResponse | None:
    """To the meeting, where nothing of the agenda is written any more."""
    if meeting.state in OPEN:
        return None
    messages.info(request, _("The agenda is not changed any more."))
    return redirect(meeting)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def item_new(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Put an item on the agenda: chair, secretary, desk. 404 for everybody else."""
    now = timezone.now()
    meeting = get_worked_meeting_or_404(request.user, slug, key, now)
    if (answer := _closed(request, meeting)) is not None:
        return answer
    form = _form(request, meeting, now, **_next_time(meeting))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = services.add_item(meeting=meeting, by=request.user, now=now, **form.apart)
                _declare(form, meeting, made, request.user, now)
        except ForumsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is on the agenda. It is cleared before the notice goes out."))
            return redirect(meeting)
    return form_page(request, meeting, form, title=_("Add an agenda item"), button=_("Add"))


def _item_or_404(meeting: Meeting, pk: int) -> AgendaItem:
    found = meeting.event.agenda.prefetch_related("speakers").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def item_edit(request: HttpRequest, slug: str, key: str, pk: int) -> HttpResponse:
    """Change an item; with other words it is to be cleared again."""
    now = timezone.now()
    meeting = get_worked_meeting_or_404(request.user, slug, key, now)
    item = _item_or_404(meeting, pk)
    if (answer := _closed(request, meeting)) is not None:
        return answer
    form = _form(request, meeting, now, item)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                services.change_item(meeting=meeting, item=item, by=request.user, now=now, **form.apart)
                _declare(form, meeting, item, request.user, now)
        except ForumsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. Changed words are to be cleared again."))
            return redirect(meeting)
    text = _("An item whose words or speakers change is cleared no more, and not shown until it is.")
    if meeting.state == Meeting.State.NOTICED:
        text = _(
            "An item whose words or speakers change is cleared no more, and not shown until it is. "
            "Then everybody who got the notice gets the new agenda."
        )
    return form_page(request, meeting, form, title=_("Change the agenda item"), button=_("Save"), text=text)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def item_remove(request: HttpRequest, slug: str, key: str, pk: int) -> HttpResponse:
    """Take an item off the agenda: asked once."""
    now = timezone.now()
    meeting = get_worked_meeting_or_404(request.user, slug, key, now)
    item = _item_or_404(meeting, pk)
    if (answer := _closed(request, meeting)) is not None:
        return answer
    if request.method == "POST":
        try:
            services.remove_item(meeting=meeting, item=item, by=request.user, now=now)
        except ForumsError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("It is off the agenda."))
        return redirect(meeting)
    return form_page(
        request,
        meeting,
        None,
        title=_("Take it off the agenda"),
        button=_("Take it off"),
        text=bilingual.text(item, "title"),
        is_dangerous=True,
    )


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def item_propose(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Somebody of the forum proposes something to talk about. 404 for who does not sit there."""
    now = timezone.now()
    meeting = get_inner_meeting_or_404(request.user, slug, key, now)
    if place_in(request.user, meeting.forum, now) is None:
        raise Http404
    if (answer := _closed(request, meeting)) is not None:
        return answer
    form = ProposalForm(request.POST if request.method == "POST" else None, initial={"token": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_item(meeting=meeting, by=request.user, now=now, **form.cleaned_data)
        except ForumsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. The chair or the secretariat decides about it."))
            return redirect(meeting)
    return form_page(
        request,
        meeting,
        form,
        title=_("Propose an agenda item"),
        button=_("Propose"),
        text=_("The chair or the secretariat takes it onto the agenda, or tells you why not."),
    )


def _proposal_or_404(meeting: Meeting, pk: int) -> ItemProposal:
    found = meeting.proposals.filter(pk=pk).select_related("meeting", "member__user").first()
    if found is None:
        raise Http404
    return found


def _settled(request: HttpRequest, meeting: Meeting, proposal: ItemProposal) -> HttpResponse | None:
    if proposal.state == ItemProposal.State.OPEN:
        return _closed(request, meeting)
    messages.info(request, _("It is settled already."))
    return redirect(meeting)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def proposal_take(request: HttpRequest, slug: str, key: str, pk: int) -> HttpResponse:
    """Take what was proposed onto the agenda, in words of its own."""
    now = timezone.now()
    meeting = get_worked_meeting_or_404(request.user, slug, key, now)
    proposal = _proposal_or_404(meeting, pk)
    if (answer := _settled(request, meeting, proposal)) is not None:
        return answer
    words: dict[str, Any] = {"title_ko": proposal.title_ko, "title_en": proposal.title_en}
    form = _form(request, meeting, now, None, **_next_time(meeting), **words)
    if request.method == "POST" and form.is_valid():
        try:
            services.take_proposal(proposal=proposal, by=request.user, now=now, **form.cleaned_data)
        except ForumsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is on the agenda. It is cleared before the notice goes out."))
            return redirect(meeting)
    title = _("Take it onto the agenda")
    return form_page(request, meeting, form, title=title, button=_("Add"), proposal=proposal)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def proposal_decline(request: HttpRequest, slug: str, key: str, pk: int) -> HttpResponse:
    """Not at this meeting, with a word why."""
    now = timezone.now()
    meeting = get_worked_meeting_or_404(request.user, slug, key, now)
    proposal = _proposal_or_404(meeting, pk)
    if (answer := _settled(request, meeting, proposal)) is not None:
        return answer
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.decline_proposal(proposal=proposal, by=request.user, now=now, **form.cleaned_data)
        except ForumsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The proposer reads your word on the meeting’s page."))
            return redirect(meeting)
    return form_page(request, meeting, form, title=_("Do not take it"), button=_("Do not take it"), proposal=proposal)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def meeting_clearance(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The clearer's page: each item with risky words marked, who competes at the table, a note and a verdict. Chair and desk
    read it; only who clears this meeting's agenda has the buttons."""
    now = timezone.now()
    meeting = get_run_meeting_or_404(request.user, slug, key, now)
    may_clear = clears(request.user, meeting, now)
    bound: ClearForm | None = None
    if request.method == "POST":
        if not may_clear:
            raise Http404
        bound = ClearForm(request.POST)
        answer = _clear(request, meeting, bound, now)
        if answer is not None:
            return answer
    terms = list(RiskTerm.objects.all())
    items = list(meeting.event.agenda.filter(is_cancelled=False).prefetch_related("speakers"))
    said = {
        one.item_id: one for one in ItemClearance.objects.in_force().filter(item__in=items).select_related("by__member__user")
    }
    writers = services.writers(items)
    typed = str(bound.data.get("item", "")) if bound is not None else ""
    context = {
        **shared(meeting.forum),
        "meeting": meeting,
        "may_clear": may_clear and meeting.state in (Meeting.State.SUBMITTED, Meeting.State.CLEARED, Meeting.State.NOTICED),
        "rows": [
            {
                "item": item,
                "texts": texts,
                "risky": list(dict.fromkeys(piece.term for _code, pieces, _name in texts for piece in pieces if piece.term)),
                "seen": services.digest(item),
                "clearance": said.get(item.pk),
                "is_own": writers.get(item.pk) == request.user.pk,
                "errors": bound.errors if bound is not None and typed == str(item.pk) else None,
                "note": bound.data.get("note", "") if bound is not None and typed == str(item.pk) else "",
            }
            for item in items
            for texts in [_texts(item, terms)]
        ],
        "competitors": services.competitors(meeting),
    }
    return render(request, "forums/meetings/clearance.html", context, status=422 if bound is not None else 200)


def _texts(item: AgendaItem, terms: list[RiskTerm]) -> list[tuple[str, list[services.Piece], str]]:
    """What is written of `item`, each with its language and its risky words apart."""
    return [
        (code, services.marked(getattr(item, f"{name}_{code}"), terms), name)
        for name in ("title", "abstract")
        for code in ("ko", "en")
        if getattr(item, f"{name}_{code}")
    ]


def _clear(request: HttpRequest, meeting: Meeting, form: ClearForm, now: datetime) -> HttpResponse | None:
    """Carry out what was said of one item; None where the form is to be shown again."""
    if not form.is_valid():
        if not form.errors.get("note"):
            form.add_error("note", _("Please look again."))
        return None
    values = form.cleaned_data
    item = meeting.event.agenda.filter(pk=values["item"]).first()
    if item is None:
        messages.error(request, _("This is on the agenda no more. Please look again."))
        return redirect("forums:meeting-clearance", meeting.forum.body.slug, meeting.key)
    try:
        services.clear_item(
            meeting=meeting,
            item=item,
            seen=values["seen"],
            is_cleared=values["what"] == "clear",
            note=values["note"],
            by=request.user,
            now=now,
        )
    except ForumsError as error:
        form.add_error("note", str(error))
        return None
    messages.success(request, _("Noted."))
    return redirect("forums:meeting-clearance", meeting.forum.body.slug, meeting.key)

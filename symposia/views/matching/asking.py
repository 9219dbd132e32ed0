"""Taking part, asking, answering, taking back."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from council import when
from council.members.access_log import shows
from council.members.permissions import member_of
from symposia.forms.matching import AnswerForm, AskForm, AvailabilityForm, ReasonForm
from symposia.models import Meeting, MeetingRequest, TechOffer
from symposia.permissions.matching import get_person_or_404, get_request_or_404, get_seated_round_or_404, taking_part
from symposia.permissions.offers import known_offer
from symposia.services import matching as services
from symposia.services.errors import SymposiaError
from symposia.services.matching.errors import AskedAlready
from symposia.views.matching.pages import FORM_METHODS, form_page, shared


@login_required
@require_http_methods(FORM_METHODS)
def meeting_availability(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say when one is available, which is taking part. 404 for who has no place at the symposium."""
    now = timezone.now()
    the_round, member = get_seated_round_or_404(request.user, slug, pk, now)
    mine = taking_part(member, the_round)
    slots = list(the_round.slots.all())
    away = services.days_away(member, the_round)
    there = [slot for slot in slots if timezone.localdate(slot.starts_at, the_round.symposium.event.zone) not in away]
    known = {
        "slots": [slot.pk for slot in (mine.slots.all() if mine is not None else there)],
        "about": mine.about if mine else "",
    }
    data = request.POST if request.method == "POST" else None
    form = AvailabilityForm(data, the_round=the_round, slots=slots, initial=known)
    if data is not None and form.is_valid():
        try:
            services.state_availability(the_round=the_round, member=member, by=request.user, now=now, **form.cleaned_data)
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your times are noted."))
            return redirect(the_round)
    context = {**shared(the_round.symposium), "round": the_round, "mine": mine, "form": form}
    context["away"] = [when.day(day) for day in away]
    status = 422 if form.is_bound else 200
    return render(request, "symposia/matching/availability.html", context, status=status)


@login_required
@require_http_methods(FORM_METHODS)
def meeting_leave(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take part no more, asked for and then done. 404 for who does not take part."""
    now = timezone.now()
    the_round, member = get_seated_round_or_404(request.user, slug, pk, now)
    mine = taking_part(member, the_round)
    if mine is None:
        raise Http404
    if request.method == "POST":
        try:
            services.leave(availability=mine, by=request.user, now=now)
        except SymposiaError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("You do not take part any more."))
        return redirect(the_round)
    return form_page(
        request,
        the_round.symposium,
        None,
        title=_("Take part no more"),
        button=_("Take part no more"),
        back=the_round.get_absolute_url(),
        text=_("Your requests are taken back, your meetings to come are cancelled, and the others are told."),
        is_dangerous=True,
    )


@login_required
@require_http_methods(FORM_METHODS)
def meeting_ask(request: HttpRequest, slug: str, pk: int, person: int) -> HttpResponse:
    """Ask somebody who takes part. 404 for who does not take part himself, and for oneself."""
    now = timezone.now()
    the_round, member = get_seated_round_or_404(request.user, slug, pk, now)
    other = get_person_or_404(the_round, person)
    if taking_part(member, the_round) is None or other.member_id == member.pk:
        raise Http404
    offers = services.offers_to_name(member, other.member, the_round)
    form = AskForm(request.POST if request.method == "POST" else None, offers=offers)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask(the_round=the_round, asker=member, asked=other.member, by=request.user, now=now, **form.asked())
        except AskedAlready as error:
            messages.info(request, str(error))
            return redirect("symposia:meeting-request", slug, error.request.pk)
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your request is sent."))
            return redirect(the_round)
    return form_page(
        request,
        the_round.symposium,
        form,
        title=_("Ask %(name)s for a meeting") % {"name": other.member.display_name()},
        button=_("Send the request"),
        back=the_round.get_absolute_url(),
        person=other,
    )


@login_required
@require_http_methods(FORM_METHODS)
def meeting_request(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A request, for its two sides and the desk: read it, and, if one was asked, accept or decline it. 404 for others."""
    now = timezone.now()
    asked = get_request_or_404(request.user, slug, pk, now)
    shows(request, asked)
    member = member_of(request.user)
    answers = member is not None and asked.asked_id == member.pk and asked.state == MeetingRequest.State.REQUESTED
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if member is None or asked.asked_id != member.pk:
            raise Http404
        if not answers:
            messages.info(request, _("This has changed since you looked at it. Please look again."))
            return redirect("symposia:meeting-request", slug, pk)
        if form.is_valid() and _answer(request, asked, form, now):
            return redirect(asked.round)
    people = (asked.asker_id, asked.asked_id)
    meeting = Meeting.objects.settled().filter(request=asked).select_related("table", "round").first()
    if meeting is not None:
        meeting.round = asked.round
    context: dict[str, Any] = {
        **shared(asked.round.symposium),
        "round": asked.round,
        "request_row": asked,
        "offer": _offer_of(asked, request.user, now),
        "is_side": member is not None and member.pk in people,
        "is_asker": member is not None and member.pk == asked.asker_id,
        "other": asked.other(member) if member is not None and member.pk in people else None,
        "answers": answers,
        # What is over takes no answer; who sent one sees his words, and why.
        "form": form if answers and (form.is_bound or asked.round.takes_answers(now)) else None,
        "meeting": meeting,
        "ends": asked.is_live and (meeting is None or not meeting.has_begun(now)),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "symposia/matching/request.html", context, status=status)


def _offer_of(asked: MeetingRequest, user: Any, now: datetime) -> TechOffer | None:
    """What the request is about, as its readers may know it: a draft, also one that was taken back, is its owner's alone, and
    the desk sees what it may know the owner of."""
    offer, member = asked.offer, member_of(user)
    if member is None or member.pk not in (asked.asker_id, asked.asked_id):
        return known_offer(user, offer, now)
    if offer is None or offer.state != TechOffer.State.DRAFT:
        return offer
    return offer if offer.owner_id == member.pk else None


def _answer(request: HttpRequest, asked: MeetingRequest, form: AnswerForm, now: Any) -> bool:
    """Whether it was answered; else the form says why not."""
    words = {"request": asked, "answer": form.cleaned_data["answer"], "by": request.user, "now": now}
    try:
        if request.POST.get("what") == "decline":
            services.decline(**words)
            messages.success(request, _("Your answer is sent: you decline."))
        else:
            services.accept(priority=form.cleaned_data["priority"], **words)
            messages.success(request, _("Your answer is sent: you accept. You are told time and table."))
    except SymposiaError as error:
        form.add_error(None, str(error))
        return False
    return True


@login_required
@require_http_methods(FORM_METHODS)
def meeting_withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a request back, or cancel an agreed meeting: its two sides. 404 for others, and for what is over."""
    now = timezone.now()
    asked = get_request_or_404(request.user, slug, pk, now)
    member = member_of(request.user)
    sides = {asked.asker_id} if asked.state == MeetingRequest.State.REQUESTED else {asked.asker_id, asked.asked_id}
    if member is None or member.pk not in sides:
        raise Http404
    back = reverse("symposia:meeting-request", args=[slug, pk])
    if not asked.is_live:
        messages.info(request, _("This has changed since you looked at it. Please look again."))
        return redirect(back)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw(request=asked, by=request.user, now=now, reason=form.cleaned_data["reason"])
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is taken back."))
            return redirect(asked.round)
    accepted = asked.state == MeetingRequest.State.ACCEPTED
    return form_page(
        request,
        asked.round.symposium,
        form,
        title=_("Cancel the meeting with %(name)s") % {"name": asked.other(member).display_name()}
        if accepted
        else _("Take the request back"),
        button=_("Cancel the meeting") if accepted else _("Take it back"),
        back=back,
        text=_("A meeting that is in the schedule already is cancelled, and the other side is told.") if accepted else "",
        is_dangerous=True,
    )

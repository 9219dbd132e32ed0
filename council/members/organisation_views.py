"""Organisations for members, and what their contacts do: colleagues, seats, handing over."""

import uuid
from typing import Any

from allauth.account.internal import flows
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import programmes
from council.members import organisations, services
from council.members.account_forms import InvitedSignupForm
from council.members.models import ColleagueInvitation, Member, Membership, Organisation, Seat, User
from council.members.organisation_forms import ColleagueForm, InviteColleaguesForm, OrganisationFilterForm
from council.members.permissions import (
    former_organisation,
    get_active_member_or_404,
    get_contacts_organisation_or_404,
    get_organisation_or_404,
    is_contact,
    member_of,
)

PAGE_SIZE = 24


@never_cache
@login_required
@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The organisations, for members."""
    now = timezone.now()
    get_active_member_or_404(request.user, now)
    filters = OrganisationFilterForm(request.GET)
    found = filters.apply(organisations.listed_organisations(now)).order_by("name_ko", "pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "members/organisation_list.html", {"page": page, "filters": filters})


@never_cache
@login_required
@require_safe
def organisation_detail(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One organisation: what it is, its people as they consented, its bodies, and what other rooms know of it."""
    now = timezone.now()
    reader = get_active_member_or_404(request.user, now)
    try:
        organisation = get_organisation_or_404(reader, key)
    except Http404:
        became = former_organisation(reader, key)
        if became is None:
            raise
        return redirect("members:organisation-detail", became.key)
    panels = []
    for panel in programmes.organisation_panels.all():
        found = panel.context(organisation, request.user, now)
        if found is not None:
            panels.append({"template": panel.template, **found})
    context = organisations.page_context(organisation, reader, now)
    context |= {"panels": panels, "is_contact": is_contact(reader, organisation, now), "now": now}
    return render(request, "members/organisation_detail.html", context)


@never_cache
@login_required
@require_safe
def organisation_manage(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The desk of an organisation's contact: colleagues, invitations, seats."""
    now = timezone.now()
    organisation = get_contacts_organisation_or_404(request.user, key, now)
    contacts = organisation.contacts.in_office().select_related("member__user")
    seats = list(_seats(organisation, timezone.localdate(now)))
    programmes.give_pages([seat.body for seat in seats])
    context = {
        "organisation": organisation,
        "colleagues": list(
            organisations.colleagues_of(organisation).annotate(is_contact=Exists(contacts.filter(member=OuterRef("pk"))))
        ),
        "seats": seats,
        "invitations": [
            _shown(one, now) for one in organisation.invitations.select_related("seat__body", "accepted_by__user")[:50]
        ],
        "me": member_of(request.user),
        "today": timezone.localdate(now),
    }
    return render(request, "members/organisation_manage.html", context)


def _seats(organisation: Organisation, today: Any) -> "QuerySet[Seat]":
    holders = Membership.objects.filter(state__in=Membership.OPEN).select_related("member__user").order_by("pk")
    seats = Seat.objects.standing(today).filter(organisation=organisation).select_related("body")
    return seats.prefetch_related(Prefetch("holders", holders, to_attr="held_by")).order_by("body__name_ko", "pk")


def _shown(invitation: ColleagueInvitation, now: Any) -> dict[str, Any]:
    """An invitation with what became of it, in a word."""
    if invitation.accepted_at:
        state, tone = _("Taken up"), "success"
    elif invitation.revoked_at:
        state, tone = _("Revoked"), "neutral"
    elif invitation.is_valid(now):
        state, tone = _("Sent"), "info"
    else:
        state, tone = _("Too old"), "warning"
    is_open = invitation.accepted_at is None and invitation.revoked_at is None
    return {"one": invitation, "state": state, "tone": tone, "is_open": is_open}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_invite(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A contact invites colleagues by e-mail, with or without a log-in. Sent twice, the second sends nothing."""
    now = timezone.now()
    organisation = get_contacts_organisation_or_404(request.user, key, now)
    member = member_of(request.user)
    seats = Seat.objects.standing(timezone.localdate(now)).filter(organisation=organisation).select_related("body")
    initial = {"language": member.language if member else "ko", "seat": request.GET.get("seat", "")}
    form = InviteColleaguesForm(request.POST if request.method == "POST" else None, seats=seats, initial=initial)
    if request.method == "POST" and form.is_valid():
        by: Any = request.user
        words: dict[str, Any] = {name: form.cleaned_data.get(name) for name in ("language", "note", "seat")}
        addresses = form.cleaned_data["addresses"]
        found = services.find_colleagues(organisation=organisation, addresses=addresses, now=now)
        try:
            sent = services.invite_colleagues(organisation=organisation, addresses=addresses, by=by, now=now, **words)
        except services.TooManyInvitationsError as error:
            text = ngettext(
                "Your organisation may send %(left)d more letter today.",
                "Your organisation may send %(left)d more letters today.",
                error.left,
            )
            form.add_error("addresses", text % {"left": error.left})
        else:
            _say_sent(request, sent, found)
            return redirect("members:organisation-manage", organisation.key)
    status = 422 if form.is_bound and form.errors else 200
    context = {"organisation": organisation, "form": form}
    return render(request, "members/organisation_invite.html", context, status=status)


def _say_sent(request: HttpRequest, sent: list[ColleagueInvitation], found: services.Found) -> None:
    if sent:
        text = ngettext("%(count)d letter is on its way.", "%(count)d letters are on their way.", len(sent))
        messages.success(request, text % {"count": len(sent)})
    if found.colleagues:
        messages.info(request, _("With you already: %(addresses)s.") % {"addresses": ", ".join(found.colleagues)})
    if found.invited:
        messages.info(request, _("Invited already: %(addresses)s.") % {"addresses": ", ".join(found.invited)})
    if found.unreachable:
        messages.warning(
            request, _("No letter reaches %(addresses)s: earlier ones came back.") % {"addresses": ", ".join(found.unreachable)}
        )


@login_required
@require_POST
def organisation_invitation(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """Send a letter again, or revoke it."""
    now = timezone.now()
    organisation = get_contacts_organisation_or_404(request.user, key, now)
    invitation = organisation.invitations.filter(pk=pk).first()
    if invitation is None:
        raise Http404
    try:
        if request.POST.get("action") == "revoke":
            services.revoke_colleague_invitation(invitation=invitation, now=now)
            messages.success(request, _("The invitation is revoked: its link leads nowhere."))
        elif request.POST.get("action") == "again":
            services.send_colleague_invitation_again(invitation=invitation, now=now)
            messages.success(request, _("The letter is on its way."))
        else:
            raise Http404
    except services.InvitationGoneError:
        messages.info(request, _("This invitation was taken up or revoked already."))
    except services.TooManyInvitationsError:
        messages.warning(request, _("Your organisation has sent all the letters of a day. Try again tomorrow."))
    return redirect("members:organisation-manage", organisation.key)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_seat(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """A contact says who takes a seat of the organisation, or that nobody does for now."""
    now = timezone.now()
    organisation = get_contacts_organisation_or_404(request.user, key, now)
    seat = _seats(organisation, timezone.localdate(now)).filter(pk=pk).first()
    if seat is None:
        raise Http404
    holder = seat.held_by[0].member if seat.held_by else None  # type: ignore[attr-defined]  # prefetched
    colleagues = organisations.colleagues_of(organisation).exclude(state=Member.State.SUSPENDED)
    form = ColleagueForm(
        request.POST if request.method == "POST" else None,
        colleagues=colleagues,
        label=_("Who takes it"),
        required=False,
        initial={"colleague": holder},
    )
    if request.method == "POST" and form.is_valid() and _assign(request, seat, form):
        return redirect("members:organisation-manage", organisation.key)
    context = {"organisation": organisation, "seat": seat, "holder": holder, "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "members/organisation_seat.html", context, status=status)


def _assign(request: HttpRequest, seat: Seat, form: ColleagueForm) -> bool:
    """Do what was chosen; what cannot be done stands beside the field."""
    now, to = timezone.now(), form.cleaned_data["colleague"]
    try:
        if to is None:
            services.vacate_seat(seat=seat, by=request.user, now=now)
            messages.success(request, _("Nobody takes the seat for now."))
        else:
            place = services.assign_seat(seat=seat, to=to, by=request.user, now=now)
            text = (
                _("%(name)s is named for the seat and takes it on becoming a member.")
                if place.state == Membership.State.NOMINATED
                else _("%(name)s takes the seat.")
            )
            messages.success(request, text % {"name": to.display_name()})
    except services.SeatTakenError:
        form.add_error("colleague", _("This colleague sits in this body already."))
    except services.SeatClosedError:
        form.add_error("colleague", _("The term of this seat is over."))
    except services.NoColleagueError:
        form.add_error("colleague", _("This colleague cannot take the seat now."))
    return not form.errors


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_hand_over(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A contact hands everything over to a colleague: the office and the seats."""
    now = timezone.now()
    organisation = get_contacts_organisation_or_404(request.user, key, now)
    me = get_active_member_or_404(request.user, now)
    colleagues = organisations.colleagues_of(organisation).with_access(now).exclude(pk=me.pk)
    form = ColleagueForm(request.POST if request.method == "POST" else None, colleagues=colleagues, label=_("Your successor"))
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["colleague"]
        try:
            services.hand_over(organisation=organisation, from_=me, to=to, by=request.user, now=now)
        except services.NoColleagueError:
            form.add_error("colleague", _("This colleague cannot take it over now."))
        else:
            messages.success(request, _("%(name)s takes over, and is told.") % {"name": to.display_name()})
            return redirect("members:membership")
    places = Membership.objects.filter(member=me, seat__organisation=organisation, state__in=Membership.OPEN)
    context = {
        "organisation": organisation,
        "form": form,
        "places": places.select_related("body").order_by("pk"),
        "has_colleagues": colleagues.exists(),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "members/organisation_hand_over.html", context, status=status)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def colleague_invitation(request: HttpRequest, code: uuid.UUID) -> HttpResponse:
    """The link of a letter to a colleague. Looking changes nothing. An unknown code is a 404, one that does not stand any more
    says so (410) and nothing else."""
    now = timezone.now()
    rows = ColleagueInvitation.objects.select_related("organisation", "seat__body")
    invitation = rows.filter(code=code).first()
    if invitation is None:
        raise Http404
    mine = member_of(request.user)
    if invitation.accepted_by_id is not None and mine is not None and invitation.accepted_by_id == mine.pk:
        return redirect("members:membership" if mine.has_access(now) else "members:join")
    if not invitation.is_valid(now):
        return render(request, "members/colleague_invitation.html", {"is_gone": True}, status=410)
    context: dict[str, Any] = {"invitation": invitation, "organisation": invitation.organisation}
    if request.user.is_authenticated:
        return _as_user(request, invitation, context)
    if User.objects.filter(email=invitation.address).exists():
        return render(request, "members/colleague_invitation.html", context | {"has_log_in": True})
    return _as_visitor(request, invitation, context)


def _as_user(request: HttpRequest, invitation: ColleagueInvitation, context: dict[str, Any]) -> HttpResponse:
    user: Any = request.user
    member = services.ensure_member(user)
    if not services.is_addressed_to(invitation, user):
        return render(request, "members/colleague_invitation.html", context | {"is_of_another": True})
    if request.method == "POST":
        return _take_up(request, invitation, member)
    former = member.organisation if member.organisation_id not in (None, invitation.organisation_id) else None
    context |= {"is_mine": True, "former": former, "is_member": member.has_access(timezone.now())}
    return render(request, "members/colleague_invitation.html", context)


def _as_visitor(request: HttpRequest, invitation: ColleagueInvitation, context: dict[str, Any]) -> HttpResponse:
    form = InvitedSignupForm(request.POST if request.method == "POST" else None, address=invitation.address)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "members/colleague_invitation.html", context | {"form": form}, status=status)
    limited = ratelimit.consume_or_429(request, action="signup")
    if limited:
        return limited
    user, answer = form.try_save(request)
    if answer:
        # Someone signed up with this address a moment ago: that is a log-in now.
        return redirect(request.path)
    flows.signup.complete_signup(request, user=user, redirect_url=request.path)
    member = member_of(user)
    if member is None or not request.user.is_authenticated:
        return redirect(request.path)
    return _take_up(request, invitation, member)


def _take_up(request: HttpRequest, invitation: ColleagueInvitation, member: Member) -> HttpResponse:
    """Let the member belong to the organisation, and lead to the next step."""
    now = timezone.now()
    try:
        member = services.accept_colleague_invitation(invitation=invitation, member=member, now=now)
    except services.InvitationGoneError:
        return redirect(request.path)
    except services.InvitationOfAnotherError:
        return redirect(request.path)
    except services.NoColleagueError:
        messages.error(request, _("This cannot be taken up with your log-in. Please write to the secretariat."))
        return redirect("members:membership")
    text = _("You belong to %(organisation)s now.") % {"organisation": invitation.organisation}
    messages.success(request, text)
    if member.has_access(now):
        return redirect("members:membership")
    messages.info(request, _("One more step: apply for membership. Your organisation is filled in already."))
    return redirect("members:join-person" if services.may(member, "submit") else "members:join")

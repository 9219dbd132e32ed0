"""One's own membership: until when, renewing, one's places in bodies, leaving."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import programmes, when
from council.members import life, services
from council.members.models import Member, Membership
from council.members.permissions import get_own_place_or_404
from council.members.views import own_member


@never_cache
@login_required
@require_safe
def membership(request: HttpRequest) -> HttpResponse:
    """How one's membership stands, what to do next, one's places in bodies, and what happened so far."""
    now = timezone.now()
    member = own_member(request)
    today = timezone.localdate(now)
    places = list(member.memberships.select_related("body").order_by("-starts_on", "-pk"))
    programmes.give_pages([place.body for place in places])
    context = {
        "member": member,
        "can_renew": member.can_renew(now),
        "in_grace": member.is_in_grace(now),
        "days_left": (member.valid_until - today).days if member.valid_until else None,
        "grace_left": (member.access_until - today).days if member.access_until else None,
        "can_apply": services.may(member, "submit"),
        "can_leave": services.may(member, "withdraw"),
        "places": [place for place in places if place.is_open and not _is_over(place, today)],
        "past_places": [place for place in places if not place.is_open or _is_over(place, today)],
        "today": today,
        "offices": list(member.contact_of.able(now).select_related("organisation")),
        "steps": life.own_steps(member),
    }
    return render(request, "members/membership.html", context)


def _is_over(place: Membership, today: Any) -> bool:
    return place.ends_on is not None and place.ends_on < today


@login_required
@require_POST
def membership_renew(request: HttpRequest) -> HttpResponse:
    """Renew one's membership. Twice is once."""
    member = own_member(request)
    before = member.valid_until
    try:
        member = services.renew_membership(member=member, by=request.user, now=timezone.now())
    except services.MemberStateError:
        messages.error(request, _("Your membership cannot be renewed. This is how it stands."))
        return redirect("members:membership")
    until = when.day(member.valid_until) if member.valid_until else ""
    if member.valid_until != before:
        messages.success(request, _("Your membership is renewed. It runs until %(day)s.") % {"day": until})
    elif until:
        messages.info(request, _("Nothing had to be changed: your membership runs until %(day)s.") % {"day": until})
    return redirect("members:membership")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def membership_leave(request: HttpRequest) -> HttpResponse:
    """What leaving means, and leaving. Twice is once."""
    member = own_member(request)
    if not services.may(member, "withdraw"):
        messages.info(request, _("There is no membership to end. This is how it stands."))
        return redirect("members:membership")
    if request.method == "POST":
        return _leave(request, member)
    places = member.memberships.filter(state__in=Membership.OPEN).select_related("body").order_by("body__name_ko", "pk")
    offices = list(member.contact_of.able(timezone.now()).select_related("organisation"))
    return render(request, "members/membership_leave.html", {"member": member, "places": places, "offices": offices})


def _leave(request: HttpRequest, member: Member) -> HttpResponse:
    try:
        services.withdraw_member(member=member, by=request.user, now=timezone.now())
    except services.MemberStateError:
        messages.info(request, _("There is no membership to end. This is how it stands."))
    else:
        messages.success(request, _("Your membership has ended. Thank you for being with us."))
    return redirect("members:membership")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def place_resign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up one's own place in a body. Twice is once; another's place is a 404."""
    place = get_own_place_or_404(request.user, pk)
    if not place.is_open:
        messages.info(request, _("This place has ended."))
        return redirect("members:membership")
    if request.method == "POST":
        try:
            services.resign_place(place=place, by=request.user, now=timezone.now())
        except services.PlaceEndedError:
            messages.info(request, _("This place has ended."))
        else:
            messages.success(request, _("You have given up your place in “%(body)s”.") % {"body": place.body})
        return redirect("members:membership")
    return render(request, "members/place_resign.html", {"place": place})

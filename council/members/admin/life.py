"""The life of a member on one page: every step of the membership, places, organisation, consents, and what other rooms know."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext

from council import programmes
from council.members.models import Member

SHOWN = 500


def life_page(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that happened in a member's life here, the latest first; of one kind alone with `?only=`."""
    member: Member | None = model_admin.get_object(request, str(pk))
    if member is None or not model_admin.has_view_permission(request, member):
        raise Http404
    sources = programmes.life_sources.all()
    only = request.GET.get("only", "")
    chosen = [source for source in sources if only in ("", source.slug)]
    entries = [(entry, source) for source in chosen for entry in source.entries(member, request.user)]
    entries.sort(key=lambda pair: pair[0].at, reverse=True)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": gettext("The life of %(name)s") % {"name": member},
        "member": member,
        "entries": entries[:SHOWN],
        "is_cut": len(entries) > SHOWN,
        "sources": sources,
        "only": only,
        "change_url": reverse("admin:members_member_change", args=[member.pk]),
    }
    return TemplateResponse(request, "admin/members/member/life.html", context)

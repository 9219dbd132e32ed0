"""What one follows, and how often one is told."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from forums.forms.topics import FollowForm
from forums.permissions.topics import get_reader_or_404, get_topic_or_404
from forums.services import topics as services
from forums.views.topics import presenting


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def topic_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Follow the whole forum or not; a mail every day, every week, or never."""
    now = timezone.now()
    reader = get_reader_or_404(request.user, slug, now)
    if reader.member is None:
        raise Http404
    initial = {
        "forum": services.follows_forum(reader.forum, reader.member),
        "frequency": services.digest_frequency(reader.member),
    }
    form = FollowForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        services.follow_forum(forum=reader.forum, member=reader.member, is_on=form.cleaned_data["forum"], now=now)
        services.set_digest(member=reader.member, frequency=form.cleaned_data["frequency"], now=now)
        messages.success(request, _("Saved."))
        return redirect("forums:topic-list", slug)
    context = {**presenting.place(reader), "form": form, "title": _("What I follow"), "button": _("Save")}
    return render(request, "forums/topics/confirm.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def topic_follow(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Follow a topic (`on=1`), or stop."""
    now = timezone.now()
    reader, topic = get_topic_or_404(request.user, slug, key, now)
    if reader.member is None:
        raise Http404
    is_on = request.POST.get("on") == "1"
    services.follow_topic(topic=topic, member=reader.member, is_on=is_on, now=now)
    messages.success(request, _("You follow this topic now.") if is_on else _("You do not follow this topic any more."))
    return redirect(topic)

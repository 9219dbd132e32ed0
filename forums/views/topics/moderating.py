"""Which answer is accepted; what the chair and the staff do; what readers report."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from council.members.access_log import shows
from forums import topic_looks
from forums.forms.topics import ReasonForm, TagForm
from forums.models import Post, Topic
from forums.permissions.topics import Reader, get_post_or_404, get_reader_or_404, get_topic_or_404
from forums.services import topics as services
from forums.services.errors import ForumsError
from forums.services.topics.moderating import OF_POSTS
from forums.views.topics import presenting

FORM_METHODS = ["GET", "HEAD", "POST"]
# What can be asked of one post, in words.
POST_NAMES = {"hide": gettext_lazy("Hide the post"), "unhide": gettext_lazy("Show the post again")}


@login_required
@require_POST
def topic_accept(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Accept the post `number` as the answer; without one, none any more."""
    now = timezone.now()
    _reader, topic = get_topic_or_404(request.user, slug, key, now)
    if not services.may_accept(topic, request.user, now):
        raise Http404
    asked = request.POST.get("number", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 0
    post = topic.posts.filter(number=number).first() if asked else None
    if asked and post is None:
        raise Http404
    try:
        services.accept_answer(topic=topic, post=post, by=request.user, now=now)
    except ForumsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The answer is accepted.") if post else _("No answer is accepted any more."))
    if post is not None:
        post.topic = topic
        return redirect(post)
    return redirect(topic)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def topic_moderate(request: HttpRequest, slug: str, key: uuid.UUID, verb: str) -> HttpResponse:
    """Hide, close, pin, or undo that: the chair, the vice-chair, the staff. 404 for everybody else."""
    reader, topic = get_topic_or_404(request.user, slug, key, timezone.now())
    if verb not in services.MODERATION or not reader.moderates:
        raise Http404
    rule = services.MODERATION[verb]
    if not rule.possible(topic):
        messages.info(request, _("This is done already."))
        return redirect(topic)
    return _moderate(request, reader, topic, None, verb, str(rule.name))


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def post_moderate(request: HttpRequest, slug: str, key: uuid.UUID, number: int, verb: str) -> HttpResponse:
    """Hide one post, or show it again. Of the first one that is the topic."""
    reader, topic, post = get_post_or_404(request.user, slug, key, number, timezone.now())
    if verb not in OF_POSTS or not reader.moderates:
        raise Http404
    if number == 1:
        return redirect("forums:topic-moderate", slug, key, verb)
    if (verb == "hide") == (post.hidden_at is not None):
        messages.info(request, _("This is done already."))
        return redirect(post)
    return _moderate(request, reader, topic, post, verb, str(POST_NAMES[verb]))


def _moderate(request: HttpRequest, reader: Reader, topic: Topic, post: Post | None, verb: str, title: str) -> HttpResponse:
    rule = services.MODERATION[verb]
    help_text = _("The author reads it.") if rule.is_told else ""
    form = ReasonForm(request.POST if request.method == "POST" else None, required=rule.asks_why, help_text=help_text)
    if form.is_bound and form.is_valid():
        now, reason = timezone.now(), form.cleaned_data["reason"]
        try:
            services.moderate(topic=topic, post=post, verb=verb, by=request.user, reason=reason, now=now)
        except ForumsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Done. The author is told.") if rule.is_told else _("Done."))
            return redirect(post or topic)
    context = {
        **presenting.place(reader),
        "topic": topic,
        "post": post,
        "form": form,
        "title": title,
        "button": title,
        "is_dangerous": rule.tone == "danger",
    }
    return _confirm(request, form, context)


def _confirm(request: HttpRequest, form: Any, context: dict[str, Any]) -> HttpResponse:
    return render(request, "forums/topics/confirm.html", context, status=422 if form.is_bound and form.errors else 200)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def post_report(request: HttpRequest, slug: str, key: uuid.UUID, number: int) -> HttpResponse:
    """Show a post to the chair and the staff."""
    now = timezone.now()
    reader, topic, post = get_post_or_404(request.user, slug, key, number, now)
    if reader.member is None or reader.is_author(post) or not post.is_readable:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.report_post(post=post, member=reader.member, reason=form.cleaned_data["reason"], now=now)
        except ForumsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. The chair and the staff of the forum see it now."))
            return redirect(post)
    context = {
        **presenting.place(reader),
        "topic": topic,
        "post": post,
        "form": form,
        "title": _("Report the post"),
        "text": _("The chair and the staff of the forum read it. The author is not told who reported it."),
        "button": _("Report"),
    }
    return _confirm(request, form, context)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def post_reports(request: HttpRequest, slug: str, key: uuid.UUID, number: int) -> HttpResponse:
    """What was reported of a post; settling it without hiding anything."""
    now = timezone.now()
    reader, topic, post = get_post_or_404(request.user, slug, key, number, now)
    if not reader.moderates:
        raise Http404
    reports = list(post.reports.select_related("member__user").order_by("at", "pk"))
    shows(request, [report.member for report in reports])
    form = ReasonForm(request.POST if request.method == "POST" else None, required=False)
    if form.is_bound and form.is_valid():
        try:
            services.settle_reports(post=post, by=request.user, reason=form.cleaned_data["reason"], now=now)
        except ForumsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The reports are settled."))
            return redirect(post)
    rows = [{"report": one, "name": topic_looks.author_name(one.member)} for one in reports]
    is_waiting = any(one.settled_at is None for one in reports)
    context = {
        **presenting.place(reader),
        "topic": topic,
        "post": post,
        "reports": rows,
        "is_waiting": is_waiting,
        "form": form,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "forums/topics/post_reports.html", context, status=status)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def tag_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a tag on the list: the chair, the vice-chair, the staff."""
    reader = get_reader_or_404(request.user, slug, timezone.now())
    if not reader.moderates:
        raise Http404
    form = TagForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.add_tag(by=request.user, **form.cleaned_data)
        except ForumsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The tag is on the list."))
            return redirect("forums:topic-list", slug)
    title = _("Add a tag")
    return _confirm(request, form, {**presenting.place(reader), "form": form, "title": title, "button": title})

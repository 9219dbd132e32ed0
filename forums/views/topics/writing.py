"""Writing: a new topic, a reply, an edit, taking back. What is refused keeps what was typed; a preview is a page like any."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from council.library.content import RefusedFileError
from forums.forms.topics import PostEditForm, PostForm, TopicEditForm, TopicForm
from forums.models import Post, Tag, Topic
from forums.permissions.topics import Reader, get_post_or_404, get_reader_or_404, get_topic_or_404
from forums.services import topics as services
from forums.services.errors import ForumsError
from forums.services.topics.attaching import OWNER, files_of
from forums.views.topics import presenting
from forums.views.topics.detail import topic_page

FORM_METHODS = ["GET", "HEAD", "POST"]


def _data(request: HttpRequest) -> dict[str, Any]:
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


def _declaring(request: HttpRequest, form: PostForm, now: datetime) -> Callable[[Post], None]:
    """What notes the answer about novelty with the post that it belongs to."""
    return lambda post: form.declare(
        kind=OWNER, key=str(post.pk), by=request.user, now=now, label=post.topic.title, url=post.topic.get_absolute_url()
    )


def _author(reader: Reader) -> Any:
    if not reader.may_write:
        raise Http404
    return reader.member


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def topic_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask a question or write a note."""
    now = timezone.now()
    reader = get_reader_or_404(request.user, slug, now)
    author = _author(reader)
    form = TopicForm(**_data(request), tags=list(Tag.objects.all()))
    form.ask(request.user, now)
    declare = _declaring(request, form, now)
    is_preview = "preview" in request.POST
    if form.is_bound and form.is_valid() and not is_preview:
        try:
            topic = services.start_topic(forum=reader.forum, author=author, now=now, declare=declare, **form.values())
        except (ForumsError, RefusedFileError) as error:
            form.refuse(error)
        else:
            text = _("Your question is there.") if topic.is_question else _("Your note is there.")
            messages.success(request, text)
            return redirect(topic)
    return _form_page(request, reader, form, None, None, is_preview=is_preview)


def _form_page(
    request: HttpRequest, reader: Reader, form: Any, topic: Topic | None, post: Post | None, *, is_preview: bool
) -> HttpResponse:
    context = {
        **presenting.place(reader),
        "form": form,
        "topic": topic,
        "post": post,
        "is_preview": is_preview and bool(form.said.strip()),
    }
    status = 422 if form.is_bound and form.errors and not is_preview else 200
    return render(request, "forums/topics/post_form.html", context, status=status)


@login_required
@require_POST
def topic_reply(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Write under a topic. What is refused is shown again on the topic's page."""
    now = timezone.now()
    reader, topic = get_topic_or_404(request.user, slug, key, now)
    author = _author(reader)
    form = PostForm(request.POST, request.FILES)
    form.ask(request.user, now)
    if "preview" in request.POST:
        form.is_valid()
        return topic_page(request, reader, topic, form, preview=form.said)
    if form.is_valid():
        try:
            declare = _declaring(request, form, now)
            made = services.reply(topic=topic, author=author, now=now, declare=declare, **form.values())
        except (ForumsError, RefusedFileError) as error:
            form.refuse(error)
        else:
            made.topic = topic
            messages.success(request, _("Your post is there."))
            return redirect(made)
    return topic_page(request, reader, topic, form, status=422)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def post_edit(request: HttpRequest, slug: str, key: uuid.UUID, number: int) -> HttpResponse:
    """Edit one's own post. 404 for another's."""
    now = timezone.now()
    reader, topic, post = get_post_or_404(request.user, slug, key, number, now)
    if not reader.is_author(post):
        raise Http404
    if not topic.takes_replies or not post.is_readable:
        messages.info(request, _("What stands here is not changed any more."))
        return redirect(post)
    form = _edit_form(request, topic, post, now)
    is_preview = "preview" in request.POST
    if form.is_bound and form.is_valid() and not is_preview:
        values = {name: value for name, value in form.values().items() if name != "token"}
        try:
            declare = _declaring(request, form, now)
            services.edit_post(post=post, by=_author(reader), now=now, declare=declare, **values)
        except (ForumsError, RefusedFileError) as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved. What it said before stays in its history."))
            return redirect(post)
    return _form_page(request, reader, form, topic, post, is_preview=is_preview)


def _edit_form(request: HttpRequest, topic: Topic, post: Post, now: datetime) -> Any:
    initial: dict[str, Any] = {"text": post.text, "language": post.language, "version": post.version}
    if post.number == 1:
        initial |= {"title": topic.title, "kind": topic.kind, "tags": list(topic.tags.values_list("pk", flat=True))}
        form: Any = TopicEditForm(**_data(request), initial=initial, tags=list(Tag.objects.all()))
    else:
        form = PostEditForm(**_data(request), initial=initial)
    form.ask(request.user, now)
    form.before = (topic.title, post.text)
    form.offer_files(list(files_of(post)) if post.has_files else [])
    return form


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def post_withdraw(request: HttpRequest, slug: str, key: uuid.UUID, number: int) -> HttpResponse:
    """Take one's own post back: asked once."""
    now = timezone.now()
    reader, topic, post = get_post_or_404(request.user, slug, key, number, now)
    if not reader.is_author(post):
        raise Http404
    if request.method == "POST":
        try:
            done = services.withdraw_post(post=post, by=_author(reader), now=now)
        except ForumsError as error:
            messages.error(request, str(error))
            return redirect(post)
        gone = done.deleted_at is not None
        messages.success(
            request, _("It is deleted.") if gone else _("It is withdrawn. Its place stays, its text is not shown.")
        )
        return redirect("forums:topic-list", slug) if gone and number == 1 else redirect(topic)
    context = {
        **presenting.place(reader),
        "topic": topic,
        "post": post,
        "form": None,
        "title": _("Delete the topic") if number == 1 else _("Delete the post"),
        "text": _("Where somebody has written after it, its place stays and says that it was withdrawn; else nothing stays."),
        "button": _("Delete"),
        "is_dangerous": True,
    }
    return render(request, "forums/topics/confirm.html", context)

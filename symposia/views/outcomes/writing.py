"""Talks, questions, obstacles, actions and follow-ups are written down."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from council.members.access_log import shows
from council.members.permissions import member_of
from council.messaging.links import absolute_url
from council.portal.languages import in_language
from symposia.forms.outcomes import (
    ActionForm,
    FollowUpForm,
    ObstacleForm,
    QuestionForm,
    ResolutionForm,
    SettleForm,
    TalkForm,
)
from symposia.models import CEOTalk, Symposium, TalkQuestion
from symposia.permissions import outcomes as permissions
from symposia.permissions.group import runs
from symposia.services import outcomes as services
from symposia.services.errors import SymposiaError
from symposia.services.outcomes.errors import AmountWithoutDeal

METHODS = ["GET", "HEAD", "POST"]


@never_cache
@login_required
@require_http_methods(METHODS)
def talk_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A CEO talk, for who runs the symposium."""
    symposium = permissions.get_runner_or_404(request.user, slug, timezone.now())
    return _talk(request, symposium, None, in_charge=True)


@never_cache
@login_required
@require_http_methods(METHODS)
def talk_edit(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """What a talk was about, for its speaker and who runs the symposium."""
    now = timezone.now()
    talk = permissions.get_talk_or_404(request.user, slug, key, now)
    if not services.tells(request.user, talk, now):
        raise Http404
    return _talk(request, talk.symposium, talk, in_charge=runs(request.user, talk.symposium, now))


def _talk(request: HttpRequest, symposium: Symposium, talk: CEOTalk | None, *, in_charge: bool) -> HttpResponse:
    written = CEOTalk.objects.get(pk=talk.pk) if talk is not None else None
    data = request.POST if request.method == "POST" else None
    form: Any = TalkForm(data, instance=written, symposium=symposium, in_charge=in_charge)
    shows(request, talk, list(form.fields["speaker"].queryset) if in_charge else [])

    def save() -> Any:
        return services.save_talk(symposium=symposium, talk=talk, by=request.user, now=timezone.now(), **form.cleaned_data)

    return _do(request, form, save, "talk_form", _("It is written down."), {"talk": talk, **_about(symposium)})


@never_cache
@require_http_methods(METHODS)
def talk_detail(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """A CEO talk: when it is, what was told, and the questions that one may read; the form for one's own. To the page's own
    script the questions alone."""
    now = timezone.now()
    talk = permissions.get_talk_or_404(request.user, slug, key, now)
    member = member_of(request.user)
    takes = services.ends_at(talk) > now and talk.symposium.event.state != "cancelled"
    may_ask = takes and member is not None and member.has_access(now)
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        asker = permissions.get_asker_or_404(request.user, now)
        if form.is_valid():
            try:
                services.ask_question(talk=talk, member=asker, text=form.cleaned_data["text"], now=now)
            except SymposiaError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Your question is sent in. The speaker and the organisers read it."))
                return redirect(talk)
    tells = services.tells(request.user, talk, now)
    questions = talk.questions.select_related("member__user", "member__organisation")
    questions = questions if tells else questions.filter(member=member) if member is not None else questions.none()
    shown = list(questions[:200])
    is_open = talk.attribution != CEOTalk.Attribution.ANONYMOUS
    is_told = tells or (is_open and permissions.told_talks(request.user, talk.symposium, now).filter(pk=talk.pk).exists())
    # Beside what was told without a name, or is not told to the reader, nobody is named.
    is_named = is_open and is_told
    speaker = talk.speaker if is_named else None
    shows(request, [one.member for one in shown], speaker)
    context = {
        "talk": talk,
        "tells": tells,
        "questions": shown,
        "may_ask": may_ask,
        "form": form,
        "is_told": is_told,
        "is_live": services.is_live(talk, now),
        "speaker": speaker,
        "is_named": is_named,
        # As the programme leads here, unless it is told without a name.
        "in_programme": talk.plan_talk.number if is_open and talk.plan_talk and talk.agenda_item else None,
        **_about(talk.symposium),
    }
    if request.htmx and not form.is_bound:  # type: ignore[attr-defined]
        return render(request, "symposia/outcomes/_questions.html", context)
    return _page(request, "talk_detail", context)


@login_required
@require_POST
def question_settle(request: HttpRequest, slug: str, key: uuid.UUID, question: uuid.UUID, state: str) -> HttpResponse:
    """A question was answered, or passed over."""
    now = timezone.now()
    talk = permissions.get_talk_or_404(request.user, slug, key, now)
    if not services.tells(request.user, talk, now) or state not in (TalkQuestion.State.ANSWERED, TalkQuestion.State.PASSED):
        raise Http404
    found = permissions.get_question_or_404(talk, question)
    return _act(
        request,
        lambda: services.settle_question(question=found, state=state, by=request.user, now=now),
        talk.get_absolute_url(),
    )


@never_cache
@login_required
@require_http_methods(METHODS)
def session_obstacles(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What a session found to stand in the way: recorded one by one, then it is closed."""
    now = timezone.now()
    symposium = permissions.get_runner_or_404(request.user, slug, now)
    item = permissions.get_session_or_404(symposium, pk)
    form = ObstacleForm(request.POST if request.method == "POST" else None)

    def record() -> Any:
        services.record_obstacle(symposium=symposium, agenda_item=item, by=request.user, now=now, **form.cleaned_data)
        return request.path

    context = {
        "item": item,
        "closing": getattr(item, "symposium_closing", None),
        "obstacles": list(item.obstacles.all()),
        "beds": services.beds(),
        "has_begun": item.starts_at <= now,
        **_about(symposium),
    }
    return _do(request, form, record, "session_form", _("The obstacle is recorded."), context)


@login_required
@require_POST
def session_close(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Close a session, with its obstacles or with “none raised”."""
    now = timezone.now()
    symposium = permissions.get_runner_or_404(request.user, slug, now)
    item = permissions.get_session_or_404(symposium, pk)
    none_raised = bool(request.POST.get("none_raised"))

    def close() -> None:
        services.close_session(symposium=symposium, agenda_item=item, none_raised=none_raised, by=request.user, now=now)

    return _act(request, close, _session_url(slug, pk), _("The session is closed."))


@login_required
@require_POST
def session_reopen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Open a session again."""
    now = timezone.now()
    symposium = permissions.get_runner_or_404(request.user, slug, now)
    item = permissions.get_session_or_404(symposium, pk)
    return _act(
        request,
        lambda: services.reopen_session(symposium=symposium, agenda_item=item, by=request.user, now=now),
        _session_url(slug, pk),
    )


def _session_url(slug: str, pk: int) -> str:
    return reverse("symposia:session-obstacles", args=[slug, pk])


@never_cache
@login_required
@require_http_methods(METHODS)
def obstacle_resolve(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """What became of an obstacle."""
    now = timezone.now()
    symposium = permissions.get_runner_or_404(request.user, slug, now)
    found = permissions.get_obstacle_or_404(symposium, key)
    form = ResolutionForm(request.POST if request.method == "POST" else None, initial={"resolution": found.resolution})

    def resolve() -> Any:
        services.resolve_obstacle(obstacle=found, by=request.user, now=now, **form.cleaned_data)
        return _list_url(slug)

    where = in_language(found.seeded_url, get_language() or "en") if found.seeded_url else ""
    context = {"obstacle": found, "where": where, "beds": services.beds(), **_about(symposium)}
    return _do(request, form, resolve, "obstacle_form", _("It is written down."), context)


@login_required
@require_POST
def obstacle_hand_on(request: HttpRequest, slug: str, key: uuid.UUID, bed: str) -> HttpResponse:
    """Hand an obstacle on to another programme, which may make a proposal of it."""
    now = timezone.now()
    symposium = permissions.get_runner_or_404(request.user, slug, now)
    found = permissions.get_obstacle_or_404(symposium, key)
    url = absolute_url("symposia:outcome-list", "en", slug)
    return _act(
        request,
        lambda: services.hand_on(obstacle=found, bed=bed, url=url, by=request.user, now=now),
        _list_url(slug),
        _("It is handed on. It may become a proposal there."),
    )


def _list_url(slug: str) -> str:
    return reverse("symposia:outcome-list", args=[slug])


@never_cache
@login_required
@require_http_methods(METHODS)
def action_new(request: HttpRequest, slug: str) -> HttpResponse:
    """What a discussion agreed on."""
    now = timezone.now()
    symposium = permissions.get_runner_or_404(request.user, slug, now)
    data = request.POST if request.method == "POST" else None
    form: Any = ActionForm(data, symposium=symposium, now=now, asked=request.GET.get("discussion", ""))
    shows(request, list(form.fields["owner"].queryset))

    def agree() -> Any:
        services.agree_action(symposium=symposium, by=request.user, now=now, **form.cleaned_data)
        return _list_url(slug)

    return _do(request, form, agree, "action_form", _("It is noted. Its owner is reminded."), _about(symposium))


@never_cache
@login_required
@require_http_methods(METHODS)
def action_settle(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Say what came of an action."""
    now = timezone.now()
    found = permissions.get_action_or_404(request.user, slug, key, now)
    in_charge = runs(request.user, found.symposium, now)
    shows(request, found)
    form = SettleForm(request.POST if request.method == "POST" else None, in_charge=in_charge)

    def settle() -> Any:
        services.settle_action(action=found, by=request.user, now=now, **form.cleaned_data)
        return _list_url(slug)

    context = {"action": found, **_about(found.symposium)}
    return _do(request, form, settle, "action_settle", _("Thank you. It is reported at the next symposium."), context)


@never_cache
@login_required
@require_http_methods(METHODS)
def follow_up(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """What came of a contact, told by one of its sides."""
    now = timezone.now()
    found, member = permissions.get_follow_up_or_404(request.user, slug, key, now)
    initial = {"outcome": found.outcome, "amount": found.amount, "text": found.text}
    form = FollowUpForm(request.POST if request.method == "POST" else None, initial=initial)

    def answer() -> Any:
        services.answer_follow_up(follow_up=found, by=member, now=now, **form.cleaned_data)
        return reverse("symposia:outcome-mine", args=[slug])

    context = {"follow_up": found, **_about(found.symposium)}
    return _do(request, form, answer, "follow_up", _("Thank you for telling what came of it."), context)


def _about(symposium: Symposium) -> dict[str, Any]:
    return {"symposium": symposium, "event": symposium.event}


def _do(
    request: HttpRequest, form: Any, verb: Callable[[], Any], name: str, done: str, context: dict[str, Any]
) -> HttpResponse:
    """A form: shown, refused, or done; `verb` returns where it leads."""
    if form.is_bound and form.is_valid():
        try:
            where = verb()
        except SymposiaError as error:
            form.add_error("amount" if isinstance(error, AmountWithoutDeal) else None, str(error))
        else:
            messages.success(request, done)
            return redirect(where)
    return _page(request, name, {"form": form, **context})


def _act(request: HttpRequest, verb: Callable[[], Any], where: str, done: str = "") -> HttpResponse:
    try:
        verb()
    except SymposiaError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done or _("Done."))
    return redirect(where)


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].errors else 200
    return render(request, f"symposia/outcomes/{name}.html", context, status=status)

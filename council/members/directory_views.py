"""The directory: finding members, looking at one, writing to one. For members alone."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council.members import directory as finding
from council.members import services
from council.members.directory_forms import DirectorySearchForm, LetterForm
from council.members.models import DirectoryLetter, Member
from council.members.permissions import former_entry, get_active_member_or_404, get_entry_or_404, get_letter_or_404


@login_required
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Members who agreed to be found, narrowed by words, field of activity and skill. It does not count them, and shows the
    first `PAGES` pages of any search."""
    now = timezone.now()
    member = get_active_member_or_404(request.user, now)
    form = DirectorySearchForm(request.GET)
    found = finding.search(
        form.value("q"),
        kind=form.value("kind"),
        skill=int(form.value("skill")) if form.value("skill") else None,
        now=now,
    )
    number = _page_number(request.GET.get("page", ""))
    start = (number - 1) * finding.PAGE_SIZE
    # One more than is shown: whether there is a next page, without counting.
    entries = list(finding.in_order(found, get_language() or "en")[start : start + finding.PAGE_SIZE + 1])
    has_more = len(entries) > finding.PAGE_SIZE
    context = {
        "form": form,
        "people": [finding.shown(entry) for entry in entries[: finding.PAGE_SIZE]],
        "previous_page": number - 1,
        "next_page": number + 1 if has_more and number < finding.PAGES else 0,
        "is_cut": has_more and number == finding.PAGES,
        "is_listed": hasattr(member, "directory_entry"),
    }
    return render(request, "members/directory.html", context)


def _page_number(value: str) -> int:
    return min(int(value[:6]), finding.PAGES) if value.isascii() and value.isdecimal() and int(value[:6]) > 0 else 1


@login_required
@require_safe
def person(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One member, as far as he or she agreed to be shown."""
    now = timezone.now()
    member = get_active_member_or_404(request.user, now)
    try:
        entry = get_entry_or_404(key, now)
    except Http404:
        became = former_entry(key, now)
        if became is None:
            raise
        return redirect("members:person", became.key)
    context = {
        "person": finding.shown(entry),
        "is_self": entry.member_id == member.pk,
        "takes_letters": services.takes_letters(entry.member),
    }
    return render(request, "members/person.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Write to a member: the letter goes out under one's name, without either's address."""
    now = timezone.now()
    member = get_active_member_or_404(request.user, now)
    entry = get_entry_or_404(key, now)
    if entry.member_id == member.pk or not services.takes_letters(entry.member):
        messages.info(request, _("This person takes no letters."))
        return redirect("members:person", key)
    form = LetterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _send(form, member, entry.member, None):
        messages.success(request, _("Your letter is on its way."))
        return redirect("members:person", key)
    context = {"form": form, "person": finding.shown(entry), "sender": member}
    return render(request, "members/write.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A letter that one got, and one's answer to it."""
    member = get_active_member_or_404(request.user, timezone.now())
    received = get_letter_or_404(member, key)
    form = LetterForm(
        request.POST if request.method == "POST" else None,
        initial={"subject": _answer_to(received.subject)},
    )
    if request.method == "POST" and form.is_valid() and _send(form, member, received.sender, received):
        messages.success(request, _("Your answer is on its way."))
        return redirect("members:letter", key)
    context = {"form": form, "letter": received, "sender": member, "answered": received.replies.exists()}
    return render(request, "members/letter.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def letter_report(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show a letter to the secretariat. Twice is once."""
    now = timezone.now()
    received = get_letter_or_404(get_active_member_or_404(request.user, now), key)
    services.report_letter(letter=received, now=now)
    messages.success(request, _("The secretariat sees this letter now and takes it up."))
    return redirect("members:letter", key)


def _answer_to(subject: str) -> str:
    prefix = _("Re: %(subject)s") % {"subject": ""}
    return prefix + subject.removeprefix(prefix)[:140]


def _send(form: Any, sender: Member, recipient: Member, answers: DirectoryLetter | None) -> bool:
    """Whether the letter is written; else the form says why not."""
    data = form.cleaned_data
    try:
        services.write_letter(
            sender=sender,
            recipient=recipient,
            subject=data["subject"],
            text=data["text"],
            now=timezone.now(),
            token=data["token"],
            answers=answers,
        )
    except services.LettersExhaustedError:
        words = _("You have written as many letters today as one may, in all or to this person. Your words are kept below.")
        form.add_error(None, words)
    except services.LettersRefusedError:
        form.add_error(None, _("This person takes no letters now."))
    else:
        return True
    return False

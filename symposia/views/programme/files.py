"""Slides and papers: given by those who speak, and by who plans."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from council import bilingual
from council.library.content import RefusedFileError
from symposia.forms.programme import HANDED_IN, FileForm
from symposia.models import Talk, TalkFile
from symposia.permissions.programme import get_own_talk_or_404
from symposia.services.errors import SymposiaError
from symposia.services.programme.files import (
    Access,
    access_of,
    attach_file,
    attach_handed_in,
    handed_in_file,
    remove_file,
)
from symposia.views.programme.pages import FORM_METHODS, form_page


def _back(talk: Talk) -> str:
    return reverse("symposia:programme-mine", args=[talk.symposium.event.slug])


@login_required
@require_http_methods(FORM_METHODS)
def talk_files(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give slides or the paper of a talk, or what was handed in as its paper, and see what was given."""
    now = timezone.now()
    talk = get_own_talk_or_404(request.user, slug, number, now)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*sent, handed_in=handed_in_file(talk, request.user, now))
    form.ask(request.user, now)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                file = _attach(talk, form.cleaned_data, by=request.user, now=now)
                label, url = bilingual.text(talk, "title"), file.document.get_absolute_url()
                form.declare(kind="document", key=str(file.document.pk), by=request.user, now=now, label=label, url=url)
        except (RefusedFileError, SymposiaError) as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The file is with your talk."))
            return redirect(request.path)
    labels = dict(Access.choices)
    files = [(one, labels[access_of(one)]) for one in talk.files.select_related("document__current")]
    return form_page(
        request,
        talk.symposium,
        form,
        title=_("Slides and paper"),
        button=_("Upload"),
        text=bilingual.text(talk, "title"),
        back=_back(talk),
        has_files=True,
        files=files,
        talk=talk,
    )


def _attach(talk: Talk, data: dict[str, Any], *, by: Any, now: datetime) -> TalkFile:
    if data["kind"] == HANDED_IN:
        return attach_handed_in(talk=talk, access=data["access"], by=by, now=now)
    return attach_file(talk=talk, upload=data["file"], kind=data["kind"], access=data["access"], by=by, now=now)


@login_required
@require_http_methods(FORM_METHODS)
def file_remove(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Take a file away: asked once."""
    now = timezone.now()
    talk = get_own_talk_or_404(request.user, slug, number, now)
    file = talk.files.filter(pk=pk).select_related("document").first()
    if file is None:
        raise Http404
    back = reverse("symposia:talk-files", args=[slug, number])
    if request.method == "POST":
        file.talk = talk
        remove_file(file=file, by=request.user, now=now)
        messages.success(request, _("The file is gone."))
        return redirect(back)
    return form_page(
        request,
        talk.symposium,
        None,
        title=_("Take the file away"),
        button=_("Take it away"),
        text=str(file.document),
        back=back,
        is_dangerous=True,
    )

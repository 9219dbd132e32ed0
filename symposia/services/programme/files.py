"""Slides and papers of talks: documents of the library, open to everybody, to members, or to who has a place."""

from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from council.library.content import check_file, clean_name
from council.library.models import Document, DocumentVersion
from council.library.services import add_version, delete_document
from symposia.group import SLUG
from symposia.models import Submission, Symposium, Talk, TalkFile
from symposia.permissions.calls import visible_submissions
from symposia.permissions.programme import may_attach
from symposia.services.calls.papers import content_of, document_of
from symposia.services.errors import NotYours, WrongState

# Kinds of things that documents belong to: a talk, and a talk for those with a place at its symposium.
TALK, INSIDE = "symposium-talk", "symposium-talk-inside"


class Access(TextChoices):
    PUBLIC = "public", _("Everybody")
    MEMBERS = "members", _("Members")
    PARTICIPANTS = "participants", _("Those with a place at the symposium")


RULES: dict[str, tuple[str, str]] = {
    Access.PUBLIC: (TALK, Document.Classification.PUBLIC),
    Access.MEMBERS: (TALK, Document.Classification.MEMBERS),
    Access.PARTICIPANTS: (INSIDE, Document.Classification.OWNER),
}


@transaction.atomic
def attach_file(*, talk: Talk, upload: Any, kind: str, access: str, by: Any, now: datetime) -> TalkFile:
    """Keep a file with a talk; a second one of the kind is its next version. Raises `NotYours`,
    `council.library.content.RefusedFileError`."""
    Symposium.objects.select_for_update(of=("self",), no_key=True).get(pk=talk.symposium_id)
    if not may_attach(by, talk, now):
        raise NotYours
    name = clean_name(upload.name or "", check_file(upload))
    upload.seek(0)
    owner_kind, classification = RULES[access]
    held = talk.files.filter(kind=kind).select_related("document").first()
    document = held.document if held is not None else Document(programme=SLUG, owner_key=str(talk.pk))
    document.title_ko = document.title_en = name
    document.owner_kind, document.classification = owner_kind, classification
    document._history_user = by  # type: ignore[attr-defined]  # read by the history
    document.save()
    add_version(document=document, upload=upload, by=by, now=now)
    return held or TalkFile.objects.create(talk=talk, kind=kind, document=document)


def handed_in_file(talk: Talk, by: Any, now: datetime) -> DocumentVersion | None:
    """The PDF that was handed in with the contribution that `talk` came of, for who may read that: its authors, and the desk.
    None where there is none, or the contribution is not accepted any more."""
    if talk.submission_id is None:
        return None
    submission = visible_submissions(by, now).filter(pk=talk.submission_id, state__in=Submission.ACCEPTED).first()
    document = document_of(submission) if submission is not None else None
    return document.current if document is not None else None


@transaction.atomic
def attach_handed_in(*, talk: Talk, access: str, by: Any, now: datetime) -> TalkFile:
    """Make what was handed in to the call the paper of `talk`, as it was handed in. It is a copy: a stored file goes with the
    document that has it, and the contribution keeps its own. Raises `NotYours`, `WrongState` where there is none to give out,
    `council.library.content.RefusedFileError`."""
    if not may_attach(by, talk, now):
        raise NotYours
    version = handed_in_file(talk, by, now)
    if version is None:
        raise WrongState
    upload = ContentFile(content_of(version), name=version.name)
    return attach_file(talk=talk, upload=upload, kind=TalkFile.Kind.PAPER, access=access, by=by, now=now)


@transaction.atomic
def remove_file(*, file: TalkFile, by: Any, now: datetime) -> None:
    """Take a file away, with its versions. Gone already: nothing happens. Raises `NotYours`."""
    Symposium.objects.select_for_update(of=("self",), no_key=True).get(pk=file.talk.symposium_id)
    if not may_attach(by, file.talk, now):
        raise NotYours
    held = TalkFile.objects.filter(pk=file.pk).select_related("document").first()
    if held is not None:
        delete_document(document=held.document)


def access_of(file: TalkFile) -> str:
    """For whom a file is."""
    rule = (file.document.owner_kind, file.document.classification)
    return next((access for access, held in RULES.items() if held == rule), Access.PARTICIPANTS)

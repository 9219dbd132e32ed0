"""Slides and papers of talks: documents of the library, open to everybody, to members, or to who has a place."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from council.library.content import check_file, clean_name
from council.library.models import Document
from council.library.services import add_version, delete_document
from symposia.group import SLUG
from symposia.models import Symposium, Talk, TalkFile
from symposia.permissions.programme import may_attach
from symposia.services.errors import NotYours

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

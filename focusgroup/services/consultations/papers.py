"""Files of a consultation: with the question, with the advice. Documents of the library that its readers may open."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from council.library.models import Document
from council.library.services import add_version, delete_document
from council.members.models import Member
from council.members.services.states import note
from focusgroup.group import SLUG
from focusgroup.models import Consultation
from focusgroup.services.errors import FocusGroupError

# The slugs under which documents belong to a consultation.
OF_ADVICE, OF_QUESTION = "consultation", "consultation-question"
# With one question, or one advice.
MOST_FILES = 5


class TooManyFiles(FocusGroupError):
    message = _("Five files at most.")


def papers_of(consultation: Consultation, owner: str) -> "QuerySet[Document]":
    """The documents that came with the question or the advice (`owner`), in the order in which they came. For its readers."""
    found = Document.objects.filter(owner_kind=owner, owner_key=str(consultation.key))
    return found.select_related("current").order_by("created_at", "pk")


def attach(consultation: Consultation, owner: str, uploads: Iterable[Any], *, by: Member, now: datetime) -> None:
    """Keep `uploads` (Django files) with a locked consultation. Raises `TooManyFiles`, `RefusedFileError`."""
    files = list(uploads)
    if files and papers_of(consultation, owner).count() + len(files) > MOST_FILES:
        raise TooManyFiles
    for upload in files:
        document = Document(
            programme=SLUG,
            owner_kind=owner,
            owner_key=str(consultation.key),
            classification=Document.Classification.OWNER,
            title_ko=(upload.name or consultation.title)[:200],
        )
        note(document, by=by.user, reason="attached")
        document.save()
        add_version(document=document, upload=upload, by=by.user, now=now)


def remove_all(consultation: Consultation) -> None:
    """Delete the documents of a locked consultation, with their files."""
    for owner in (OF_QUESTION, OF_ADVICE):
        for document in papers_of(consultation, owner):
            delete_document(document=document)


def remove(consultation: Consultation, owner: str, keys: Collection[Any]) -> None:
    """Take documents away from a locked consultation, by their keys; what is not its own is left alone."""
    if keys:
        for document in papers_of(consultation, owner).filter(key__in=keys):
            delete_document(document=document)

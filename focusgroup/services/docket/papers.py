"""Papers of a proposal: documents of the library that whoever may see the proposal may open."""

from datetime import datetime
from typing import Any

from django.db import transaction

from council.library.models import Document
from council.library.services import add_version, delete_document
from focusgroup.group import SLUG
from focusgroup.models import Proposal
from focusgroup.permissions.docket import is_secretary
from focusgroup.permissions.group import acting_member
from focusgroup.services.docket import machine
from focusgroup.services.errors import NotYours

OWNER = "proposal"


def may_attach(proposal: Proposal, user: Any, now: datetime) -> bool:
    """Whether `user` adds papers: the secretary always, the author as long as he writes."""
    if is_secretary(user, now):
        return True
    return proposal.is_of(acting_member(user, now)) and proposal.state in Proposal.WRITABLE


@transaction.atomic
def attach_paper(
    *, proposal: Proposal, upload: Any, by: Any, now: datetime, title_ko: str = "", title_en: str = ""
) -> Document:
    """Keep `upload` (a Django file, checked) with a proposal. Raises `NotYours`, `council.library.content.RefusedFileError`."""
    held = machine.lock(proposal)
    if not may_attach(held, by, now):
        raise NotYours
    made = Document.objects.create(
        programme=SLUG,
        title_ko=title_ko.strip() or title_en.strip(),
        title_en=title_en.strip() or title_ko.strip(),
        classification=Document.Classification.OWNER,
        owner_kind=OWNER,
        owner_key=str(held.pk),
    )
    add_version(document=made, upload=upload, by=by, now=now)
    return made


def remove_papers(proposal: Proposal) -> None:
    """Delete the papers of a locked proposal, with their files."""
    for document in Document.objects.filter(owner_kind=OWNER, owner_key=str(proposal.pk)):
        delete_document(document=document)

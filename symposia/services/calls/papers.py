"""The file of a contribution: a document of the library that its authors and the desk open. Reviewers get a copy of it made for
them: built anew, without what else its file says, under a name that tells nothing."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from council.library import marking
from council.library.content import PDF, RefusedFileError, check_file
from council.library.models import Document, DocumentVersion
from council.library.services import add_version, delete_document
from symposia.group import SLUG
from symposia.models import Review, Submission
from symposia.services.calls import anonymity

OWNER = "submission"


def check_paper(upload: Any) -> None:
    """Raise `RefusedFileError` for what is no PDF, or one of which no copy can be made for reviewers."""
    if check_file(upload) != PDF:
        raise RefusedFileError(_("Please hand in a PDF."))
    upload.seek(0)
    try:
        marking.check_markable(upload.read())
    except marking.CannotMarkError as error:
        raise RefusedFileError(str(error)) from None
    finally:
        upload.seek(0)


def document_of(submission: Submission) -> Document | None:
    """The document that holds its file."""
    return Document.objects.filter(owner_kind=OWNER, owner_key=str(submission.pk)).select_related("current").first()


def file_of(submission: Submission) -> DocumentVersion | None:
    """The newest file that was handed in, whether it was looked through for viruses already or not."""
    versions = DocumentVersion.objects.filter(document__owner_kind=OWNER, document__owner_key=str(submission.pk))
    return versions.exclude(state=DocumentVersion.State.REFUSED).order_by("-number").first()


def keep_file(submission: Submission, *, upload: Any, by: Any, now: datetime) -> Document:
    """Keep `upload` (checked) as the newest file of a locked contribution. Raises `RefusedFileError`."""
    made = document_of(submission)
    if made is None:
        made = Document.objects.create(
            programme=SLUG,
            **_titles(submission),
            classification=Document.Classification.OWNER,
            owner_kind=OWNER,
            owner_key=str(submission.pk),
        )
    add_version(document=made, upload=upload, by=by, now=now)
    return made


def _titles(submission: Submission) -> dict[str, str]:
    return {
        "title_ko": submission.title_ko or submission.title_en,
        "title_en": submission.title_en or submission.title_ko,
    }


def rename(submission: Submission) -> None:
    """Call the document what the contribution is called now."""
    found = document_of(submission)
    titles = _titles(submission)
    if found is not None and (found.title_ko, found.title_en) != (titles["title_ko"], titles["title_en"]):
        found.title_ko, found.title_en = titles["title_ko"], titles["title_en"]
        found.save(update_fields=["title_ko", "title_en", "updated_at"])


def remove_files(submission: Submission) -> None:
    """Delete the file of a locked draft."""
    for document in Document.objects.filter(owner_kind=OWNER, owner_key=str(submission.pk)):
        delete_document(document=document)


def content_of(version: DocumentVersion) -> bytes:
    """What is in a file, as it was handed in. Raises `OSError`."""
    with default_storage.open(version.file.name or "") as stored:
        content: bytes = stored.read()
    return content


def text_of(submission: Submission) -> Iterator[str]:
    """The text of its file, page by page."""
    version = file_of(submission)
    if version is not None:
        yield from anonymity.pages_of(content_of(version))


def has_copy(submission: Submission) -> bool:
    """Whether there is a file for reviewers to open."""
    found = document_of(submission)
    return found is not None and found.current is not None


def reviewers_copy(review: Review) -> tuple[str, bytes, DocumentVersion] | None:
    """Name, content and source of the copy that a reviewer gets; None where there is no file. The pages are built anew, so that
    nothing but what stands on them goes along. Raises `council.library.marking.CannotMarkError`, `OSError`."""
    submission = review.submission
    document = document_of(submission)
    if document is None or document.current is None:
        return None
    text = _("%(number)s – for review alone, not to be passed on") % {"number": submission.ref}
    content = marking.mark(content_of(document.current), text=text, short=submission.ref)
    return f"{submission.ref}.pdf", content, document.current

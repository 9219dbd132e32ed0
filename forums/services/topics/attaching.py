"""Files of a post: documents of the library that nobody but those inside the forum opens."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from council.library.content import check_file, clean_name
from council.library.models import Document
from council.library.services import add_version, delete_document
from forums.group import SLUG
from forums.models import Post
from forums.services.topics.errors import TooManyFiles

OWNER = "forum-post"
MOST_FILES = 5


def attach(post: Post, uploads: Iterable[Any], *, by: Any, now: datetime) -> None:
    """Keep checked files with a post. Raises `TooManyFiles`, `council.library.content.RefusedFileError`."""
    given = list(uploads)
    if given and len(given) + files_of(post).count() > MOST_FILES:
        raise TooManyFiles
    for upload in given:
        name = clean_name(upload.name or "", check_file(upload))
        upload.seek(0)
        made = Document.objects.create(
            programme=SLUG,
            title_ko=name,
            title_en=name,
            classification=Document.Classification.OWNER,
            owner_kind=OWNER,
            owner_key=str(post.pk),
        )
        add_version(document=made, upload=upload, by=by, now=now)
        post.has_files = True


def names_of(uploads: Iterable[Any]) -> set[str]:
    """The names under which checked files are kept."""
    return {clean_name(upload.name or "", check_file(upload)) for upload in uploads}


def files_of(post: Post) -> Any:
    """The documents of a post, in the order in which they came."""
    return Document.objects.filter(owner_kind=OWNER, owner_key=str(post.pk)).order_by("pk")


def detach(post: Post, keys: Sequence[Any]) -> None:
    """Delete those of its files that are named by `keys`."""
    for document in files_of(post).filter(key__in=keys):
        delete_document(document=document)
    post.has_files = files_of(post).exists()

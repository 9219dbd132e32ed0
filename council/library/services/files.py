"""Taking files in, noting who takes them out, and throwing away what belongs to nothing."""

import hashlib
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from council.library import scanner
from council.library.content import check_file, clean_name, harmless
from council.library.models import Document, DocumentVersion, Download
from council.members.models import User

State = DocumentVersion.State
FOLDER = "library"
# A file that no row names after so long was left by a request that did not finish.
ORPHANED_AFTER = timedelta(days=1)


def add_version(*, document: Document, upload: Any, by: User | None, now: datetime) -> DocumentVersion:
    """Keep `upload` (a Django file) as the next version of `document`. It becomes the current one; where there is a virus
    scanner, once that has found nothing (`scan_waiting`).

    Raises `RefusedFileError` (see `content.check_file`). The file is stored under a random name; nothing stays of it when its
    row cannot be written."""
    kind = check_file(upload)
    kept = harmless(upload, kind)
    digest = hashlib.sha256()
    for chunk in kept.chunks():
        digest.update(chunk)
    kept.seek(0)
    name = uuid.uuid4().hex
    stored = default_storage.save(f"{FOLDER}/{name[:2]}/{name}", kept)
    try:
        with transaction.atomic():
            held = Document.objects.select_for_update(no_key=True).get(pk=document.pk)
            last = held.versions.order_by("-number").values_list("number", flat=True).first() or 0
            version = DocumentVersion.objects.create(
                document=held,
                number=last + 1,
                file=stored,
                name=clean_name(upload.name or "", kind),
                content_type=kind.content_type,
                size=kept.size,
                sha256=digest.hexdigest(),
                uploaded_at=now,
                uploaded_by=by,
                state=State.SCANNING if scanner.is_configured() else State.READY,
            )
            if version.state == State.READY:
                make_current(held, version, by)
    except BaseException:
        default_storage.delete(stored)
        raise
    document.current = held.current
    return version


def make_current(held: Document, version: DocumentVersion | None, by: User | None) -> None:
    """Let readers of `held` (whose row is locked) get `version`; None: there is nothing to open."""
    held.current = version
    held._history_user = by  # type: ignore[attr-defined]
    held.save(update_fields=["current", "updated_at"])


def note_download(*, version: DocumentVersion, user: Any, now: datetime, is_marked: bool = False) -> Download:
    """Write into the ledger that `user` took `version`; a visitor without a name. `is_marked`: with the name on every page."""
    document = version.document
    return Download.objects.create(
        version=version,
        programme=document.programme,
        owner_kind=document.owner_kind,
        title_ko=document.title_ko,
        title_en=document.title_en,
        number=version.number,
        user=user if user.is_authenticated else None,
        at=now,
        is_marked=is_marked,
    )


def delete_document(*, document: Document) -> None:
    """Delete a document with its versions; the files go once that is certain. The ledger says who took them still."""
    with transaction.atomic():
        names = list(document.versions.values_list("file", flat=True))
        document.delete()
        transaction.on_commit(lambda: delete_files(names))


def delete_files(names: Iterable[str]) -> None:
    """Delete stored files; one that is gone already is no matter."""
    for name in names:
        default_storage.delete(name)


def sweep_files(*, now: datetime) -> int:
    """The tick: delete stored files that no version names and that are older than a day. Returns how many."""
    if not default_storage.exists(FOLDER):
        return 0
    count = 0
    for folder in default_storage.listdir(FOLDER)[0]:
        paths = [f"{FOLDER}/{folder}/{name}" for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]]
        known = set(DocumentVersion.objects.filter(file__in=paths).values_list("file", flat=True))
        for path in paths:
            if path not in known and default_storage.get_modified_time(path) < now - ORPHANED_AFTER:
                default_storage.delete(path)
                count += 1
    return count

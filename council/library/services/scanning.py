"""The ticks that have files looked at by the virus scanner: those that wait for it, and those that were taken without one."""

import logging
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction

from council.library import scanner
from council.library.models import Document, DocumentVersion
from council.library.services.files import make_current

State = DocumentVersion.State
AWAY = "The virus scanner does not answer: %s"
NO_FINDING = "The virus scanner says nothing of version %s of a document that can be understood: %s"

logger = logging.getLogger(__name__)


def scan_waiting(*, now: datetime, limit: int = 20) -> int:
    """Have up to `limit` waiting files scanned: what is clean opens, what is not is thrown away. Returns how many were decided.
    Again, or twice at once: a file is decided once. A scanner that does not answer leaves them waiting; one that was switched
    off lets nobody wait for it. In no order: files without an answer do not stand in the way of the others (the desk tells of
    what waits long)."""
    waiting = DocumentVersion.objects.filter(state=State.SCANNING).order_by("?")[:limit]
    count = 0
    for version in waiting:
        finding = ""
        if scanner.is_configured():
            try:
                finding = _finding(version)
            except scanner.NoFindingError as error:
                logger.warning(NO_FINDING, version.pk, error)
                continue
            except scanner.ScannerAwayError as error:
                logger.warning(AWAY, error)
                break
        count += _decide(version, finding, now if scanner.is_configured() else None)
    return count


def scan_unscanned(*, now: datetime, limit: int = 20) -> int:
    """Have up to `limit` files scanned that were taken when there was no scanner. They stay open meanwhile; what is not clean
    is closed and thrown away, and its document goes back to the latest version that is open. Returns how many were scanned:
    none without a scanner. In no order, as above."""
    if not scanner.is_configured():
        return 0
    count = 0
    for version in DocumentVersion.objects.never_scanned().order_by("?")[:limit]:
        try:
            finding = _finding(version)
        except scanner.NoFindingError as error:
            logger.warning(NO_FINDING, version.pk, error)
            continue
        except scanner.ScannerAwayError as error:
            logger.warning(AWAY, error)
            break
        count += _note_scanned(version, finding, now)
    return count


def _note_scanned(version: DocumentVersion, finding: str, now: datetime) -> bool:
    """Write down that an open file was scanned; close it where something was found. Returns whether it was done here."""
    with transaction.atomic():
        held = Document.objects.select_for_update(no_key=True).filter(pk=version.document_id).first()
        state = State.REFUSED if finding else State.READY
        mine = DocumentVersion.objects.never_scanned().filter(pk=version.pk)
        if held is None or not mine.update(state=state, finding=finding, scanned_at=now):
            return False
        if finding:
            transaction.on_commit(lambda: default_storage.delete(version.file.name or ""))
            if held.current_id == version.pk:
                make_current(held, held.versions.filter(state=State.READY).order_by("-number").first(), None)
    return True


def _finding(version: DocumentVersion) -> str:
    try:
        content = default_storage.open(version.file.name or "")
    except OSError:
        logger.error("The file of version %s of a document is missing.", version.pk)
        return "missing"
    with content:
        return scanner.scan(content.chunks())


def _decide(version: DocumentVersion, finding: str, scanned_at: datetime | None) -> bool:
    """Open or refuse `version`, unless somebody did. Returns whether it was decided here."""
    with transaction.atomic():
        held = Document.objects.select_for_update(no_key=True).filter(pk=version.document_id).first()
        state = State.REFUSED if finding else State.READY
        waiting = DocumentVersion.objects.filter(pk=version.pk, state=State.SCANNING)
        if held is None or not waiting.update(state=state, finding=finding, scanned_at=scanned_at):
            return False
        if finding:
            transaction.on_commit(lambda: default_storage.delete(version.file.name or ""))
        else:
            # Not over a later one that was clean sooner.
            make_current(held, held.versions.filter(state=State.READY).order_by("-number")[0], version.uploaded_by)
    return True

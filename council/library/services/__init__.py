from council.library.services.agreements import (
    AgreementChangedError,
    accept_agreement,
    publish_agreement,
    record_acceptance,
    signature,
)
from council.library.services.files import (
    ORPHANED_AFTER,
    add_version,
    delete_document,
    delete_files,
    note_download,
    sweep_files,
)
from council.library.services.marking import marked_copy
from council.library.services.scanning import scan_unscanned, scan_waiting

__all__ = [
    "ORPHANED_AFTER",
    "AgreementChangedError",
    "accept_agreement",
    "add_version",
    "delete_document",
    "delete_files",
    "marked_copy",
    "note_download",
    "publish_agreement",
    "record_acceptance",
    "scan_unscanned",
    "scan_waiting",
    "signature",
    "sweep_files",
]

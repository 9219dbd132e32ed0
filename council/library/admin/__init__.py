from council.library.admin.agreements import AcceptanceAdmin, AgreementAdmin
from council.library.admin.documents import DocumentAdmin
from council.library.admin.ledger import DownloadAdmin

__all__ = ["AcceptanceAdmin", "AgreementAdmin", "DocumentAdmin", "DownloadAdmin"]

"""What the library knows of a person (`council.personal_data`)."""

from django.utils.translation import gettext_lazy as _

from council.merging import MergeLink, MergeRoom, Twin
from council.personal_data import Erasure, PersonalData, PersonalLink, histories, traces

MERGING = MergeRoom(
    slug="library",
    label=_("Documents"),
    links=(
        MergeLink(
            model="library.document_excluded_organisations",
            via="organisation",
            label=_("Documents that are not for its people"),
            twin_of=("document",),
        ),
        MergeLink(model="library.historicaldocument_excluded_organisations", via="organisation"),
    ),
    order=60,
)
PERSONAL = PersonalData(
    slug="library",
    label=_("Documents"),
    links=(
        PersonalLink(
            model="library.documentreader",
            via="member",
            erased=Erasure.DESTROY,
            label=_("Documents that were opened to you by name"),
            exported=("document__title_ko", "document__title_en", "added_at"),
            twin_of=("document",),
        ),
        # Who took a confidential paper stays provable: the row leads to somebody without a name.
        PersonalLink(
            model="library.download",
            via="user",
            erased=Erasure.ANONYMISE,
            label=_("Documents that you downloaded"),
            exported=("title_ko", "title_en", "number", "at"),
        ),
        # A contract binds after the membership, too: without the name nobody could hold anybody to it.
        PersonalLink(
            model="library.acceptance",
            via="user",
            erased=Erasure.KEEP,
            label=_("Confidentiality agreements that you accepted"),
            exported=("version__agreement__title_ko", "version__agreement__title_en", "version__number", "name", "accepted_at"),
            # Accepted under both records: the second acceptance stays as a proof, under its name.
            twin_of=("version",),
            twin=Twin.DETACH,
        ),
        *traces("library.documentversion.uploaded_by", "library.agreementversion.published_by"),
        *histories("library.agreement", "library.document"),
    ),
    # The ledger says who took a document along: that is never somebody else.
    own_pages=("library:document-download", "library:version-download", "library:document-accept"),
    order=60,
)

"""Papers of a case, by the stage that they belong to: documents of the library that whoever may see the case may open."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from council.library.models import Document
from council.library.services import add_version
from forums.group import SLUG
from forums.models import IPCase
from forums.services.rights.holding import hold_for

OWNER = "ip-case"


class Stage(models.TextChoices):
    """What a paper is for."""

    DISCLOSURE = "disclosure", _("Description of the invention")
    AGREEMENT = "agreement", _("Agreement of the owners")
    SIGNATURE = "signature", _("Signed consent")
    PRIOR_ART = "prior-art", _("Prior art")
    APPLICATION = "application", _("Application")
    OFFICE = "office", _("From the office")
    RESPONSE = "response", _("Response to the office")
    CERTIFICATE = "certificate", _("Certificate and payments")
    OTHER = "other", _("Something else")


def keep_paper(held: IPCase, *, upload: Any, stage: str, title_ko: str, title_en: str, by: Any, now: datetime) -> Document:
    """Keep `upload` (a Django file, checked) with a held case. Raises `council.library.content.RefusedFileError`.

    The stage stands in the document's own descriptions, in both languages."""
    words = {language: _stage_word(stage, language) for language in ("ko", "en")}
    made = Document.objects.create(
        programme=SLUG,
        title_ko=title_ko.strip() or title_en.strip(),
        title_en=title_en.strip(),
        description_ko=words["ko"],
        description_en=words["en"],
        classification=Document.Classification.OWNER,
        owner_kind=OWNER,
        owner_key=str(held.pk),
    )
    add_version(document=made, upload=upload, by=by, now=now)
    return made


def _stage_word(stage: str, language: str) -> str:
    with translation.override(language):
        return str(Stage(stage).label)


@transaction.atomic
def attach_paper(
    *, case: IPCase, upload: Any, stage: str, by: Any, now: datetime, title_ko: str = "", title_en: str = ""
) -> Document:
    """Keep a paper with a case: its contacts, its attorney and the IP desk. Raises `NotYours`, `RefusedFileError`."""
    held, _part = hold_for(case, by, now)
    return keep_paper(held, upload=upload, stage=stage, title_ko=title_ko, title_en=title_en, by=by, now=now)

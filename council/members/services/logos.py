"""Logos of organisations: small pictures, made harmless, that members see beside the name."""

import uuid
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from council import pictures
from council.members.models import Organisation
from council.members.services.states import note

FOLDER = "logos"
# A page of the list shows two dozen.
LOGO_MAX_BYTES = 200 * 1024
LOGO_MAX_SIDE = 1000


class LargeLogoError(ValueError):
    """More bytes or pixels than a logo needs."""


def read_logo(upload: Any) -> pictures.Picture:
    """The picture in `upload` (a Django file), made harmless.

    Raises `LargeLogoError`, `pictures.BrokenPictureError`, `pictures.HugePictureError`."""
    if upload.size > LOGO_MAX_BYTES:
        raise LargeLogoError
    upload.seek(0)
    picture = pictures.cleaned(upload.read())
    if max(picture.width, picture.height) > LOGO_MAX_SIDE:
        raise LargeLogoError
    return picture


def store_logo(upload: Any) -> str:
    """Put the picture in `upload`, made harmless, where logos are; returns the name of the file. Raises as `read_logo` does."""
    picture = read_logo(upload)
    name = uuid.uuid4().hex
    return default_storage.save(f"{FOLDER}/{name[:2]}/{name}.{picture.ending}", ContentFile(picture.content))


def set_logo(*, organisation: Organisation, upload: Any, by: Any) -> Organisation:
    """Let the picture in `upload` be the logo of `organisation`; the former one is deleted. Nothing stays of the file when the
    row cannot be written. Raises as `read_logo` does."""
    stored = store_logo(upload)
    try:
        return _replace(organisation, stored, by)
    except BaseException:
        default_storage.delete(stored)
        raise


def remove_logo(*, organisation: Organisation, by: Any) -> Organisation:
    """Take the logo of `organisation` away; its file is deleted. Without one nothing happens."""
    return _replace(organisation, "", by)


@transaction.atomic
def _replace(organisation: Organisation, name: str, by: Any) -> Organisation:
    current = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    former = current.logo.name or ""
    if former != name:
        current.logo.name = name
        note(current, by=by, reason="logo")
        current.save(update_fields=["logo"])
        drop_file(former)
    return current


def drop_file(name: str) -> None:
    """Delete the stored file `name`, once the transaction is certain; none is nothing."""
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))

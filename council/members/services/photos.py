"""Photos of members: small pictures, made harmless, put up by the person alone and shown as far as he or she consented."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from council import pictures
from council.members import consents
from council.members.models import Consent, Member, Photo
from council.members.services.logos import drop_file
from council.members.services.states import lock

FOLDER = "photos"
# A page of the directory shows two dozen.
PHOTO_MAX_BYTES = 200 * 1024
PHOTO_MAX_SIDE = 1200
# One that nobody may be shown is not kept any longer (Personal Information Protection Act, Art. 21).
UNSHOWN_KEPT = timedelta(days=30)
MEMBERS = (Member.State.ACTIVE, Member.State.SUSPENDED)


class LargePhotoError(ValueError):
    """More bytes or pixels than a photo needs here."""


def read_photo(upload: Any) -> pictures.Picture:
    """The picture in `upload` (a Django file), made harmless: where it was taken is not in it any more.

    Raises `LargePhotoError`, `pictures.BrokenPictureError`, `pictures.HugePictureError`."""
    if upload.size > PHOTO_MAX_BYTES:
        raise LargePhotoError
    upload.seek(0)
    picture = pictures.cleaned(upload.read())
    if max(picture.width, picture.height) > PHOTO_MAX_SIDE:
        raise LargePhotoError
    return picture


def store_photo(upload: Any) -> str:
    """Put the picture in `upload`, made harmless, where photos are; returns the name of the file. Raises as `read_photo`."""
    picture = read_photo(upload)
    name = uuid.uuid4().hex
    return default_storage.save(f"{FOLDER}/{name[:2]}/{name}.{picture.ending}", ContentFile(picture.content))


def set_photo(*, member: Member, upload: Any, now: datetime) -> Photo:
    """Let the picture in `upload` be the photo of `member`; the former one is deleted. Nothing stays of the file when the row
    cannot be written. Raises as `read_photo` does."""
    stored = store_photo(upload)
    try:
        with transaction.atomic():
            held = lock(member)
            _delete(Photo.objects.filter(member=held))
            return Photo.objects.create(member=held, file=stored, added_at=now)
    except BaseException:
        default_storage.delete(stored)
        raise


@transaction.atomic
def remove_photo(*, member: Member) -> bool:
    """Take the photo of `member` away; its file is deleted. False where there was none."""
    return _delete(Photo.objects.filter(member=lock(member))) > 0


def shows_photo(member: Member) -> bool:
    """Whether `member` has consented to the photo being shown in the directory."""
    return _shown().filter(member=member).exists()


def forget_photos(now: datetime, limit: int) -> int:
    """Delete photos of people who are no members any more, and those that nobody has been shown for 30 days."""
    recent = Q(withdrawn_at=None) | Q(withdrawn_at__gt=now - UNSHOWN_KEPT)
    shown = Consent.objects.filter(
        recent, member=OuterRef("member"), purpose=consents.DIRECTORY, items__contains=[consents.PHOTO]
    )
    unshown = Q(~Exists(shown), added_at__lte=now - UNSHOWN_KEPT)
    over = Photo.objects.filter(unshown | ~Q(member__state__in=MEMBERS))
    with transaction.atomic():
        found = list(over.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True)[:limit])
        return _delete(Photo.objects.filter(pk__in=found))


def _shown() -> Any:
    return Consent.objects.filter(purpose=consents.DIRECTORY, withdrawn_at=None, items__contains=[consents.PHOTO])


def _delete(photos: Any) -> int:
    """Delete `photos`, and their files once that is certain. Returns how many."""
    for name in photos.values_list("file", flat=True):
        drop_file(name)
    count: int = photos.delete()[0]
    return count

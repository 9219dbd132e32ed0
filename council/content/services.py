"""What staff do with several news items at once, and with pictures."""

import uuid
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet

from council import pictures
from council.content.models import Image, NewsItem, Page
from council.members.models import User

FOLDER = "images"


@transaction.atomic
def publish_news(*, items: QuerySet[NewsItem], now: datetime) -> int:
    """Publish drafts and scheduled news among `items` at `now`; published ones keep their time. Returns how many changed."""
    waiting = list(items.filter(Q(published_at=None) | Q(published_at__gt=now)).select_for_update())
    for item in waiting:
        item.published_at = now
        item.save(update_fields=["published_at"])
    return len(waiting)


@transaction.atomic
def withdraw_news(*, items: QuerySet[NewsItem]) -> int:
    """Make drafts of `items`. Returns how many changed."""
    published = list(items.exclude(published_at=None).select_for_update())
    for item in published:
        item.published_at = None
        item.save(update_fields=["published_at"])
    return len(published)


def add_image(*, image: Image, upload: Any, by: User | None, now: datetime) -> Image:
    """Keep `image` (new, with what it shows) with the picture in `upload`, made harmless. Nothing stays of the file when the
    row cannot be written. Raises `pictures.BrokenPictureError`, `pictures.HugePictureError`."""
    store_picture(image=image, upload=upload, by=by, now=now)
    try:
        with transaction.atomic():
            image.save()
    except BaseException:
        default_storage.delete(image.file.name or "")
        raise
    return image


def store_picture(*, image: Image, upload: Any, by: User | None, now: datetime) -> None:
    """Store the picture in `upload` for `image`, which is still to be saved. Raises as `add_image` does."""
    picture = read_picture(upload)
    name = uuid.uuid4().hex
    image.file.name = default_storage.save(f"{FOLDER}/{name[:2]}/{name}.{picture.ending}", ContentFile(picture.content))
    image.content_type, image.size = picture.content_type, len(picture.content)
    image.width, image.height = (picture.height, picture.width) if picture.turned else (picture.width, picture.height)
    image.uploaded_at, image.uploaded_by = now, by


def read_picture(upload: Any) -> pictures.Picture:
    """The picture in `upload` (a Django file), made harmless. Raises as `add_image` does."""
    upload.seek(0)
    return pictures.cleaned(upload.read())


def uses_of(image: Image) -> list[Page | NewsItem]:
    """The pages and news that show `image`, drafts too."""
    found = Q(text_ko__contains=f"image:{image.key}") | Q(text_en__contains=f"image:{image.key}")
    return [*Page.objects.filter(found), *NewsItem.objects.filter(found)]


def delete_image(*, image: Image) -> None:
    """Delete a picture; its file goes once that is certain."""
    with transaction.atomic():
        name = image.file.name or ""
        image.delete()
        transaction.on_commit(lambda: default_storage.delete(name))

"""Pages, news, pictures."""

from datetime import timedelta

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory

from council.content.models import Image, NewsItem, Page
from council.content.services import add_image
from tests.factories.moments import NOW


class PageFactory(DjangoModelFactory):
    """A published page below /about/."""

    class Meta:
        model = Page

    path = factory.Sequence(lambda n: f"page-{n}")
    title_ko = factory.Sequence(lambda n: f"안내 {n}")
    title_en = factory.Sequence(lambda n: f"Page {n}")
    text_ko = "본문입니다."
    text_en = "The text."
    is_published = True


class NewsItemFactory(DjangoModelFactory):
    """News published an hour before NOW."""

    class Meta:
        model = NewsItem

    slug = factory.Sequence(lambda n: f"news-{n}")
    title_ko = factory.Sequence(lambda n: f"소식 {n}")
    title_en = factory.Sequence(lambda n: f"News {n}")
    text_ko = "본문입니다."
    text_en = "The text."
    published_at = NOW - timedelta(hours=1)


class ImageFactory(DjangoModelFactory):
    """A picture of two by two pixels for texts."""

    class Meta:
        model = Image

    alt_ko = factory.Sequence(lambda n: f"회의 사진 {n}")
    alt_en = factory.Sequence(lambda n: f"People at a meeting {n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        from tests.library.corpus import png

        image = model_class(**kwargs)
        return add_image(image=image, upload=SimpleUploadedFile("photo.png", png()), by=None, now=NOW)

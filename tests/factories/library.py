"""Documents and agreements."""

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory

from council.library.models import Agreement, Document
from council.library.services import add_version, publish_agreement
from tests.factories.events import EventFactory
from tests.factories.moments import NOW


class DocumentFactory(DjangoModelFactory):
    """A document of an event for those with a place at it, with a small text as its file."""

    class Meta:
        model = Document
        skip_postgeneration_save = True

    programme = "forums"
    event = factory.SubFactory(EventFactory)
    title_ko = factory.Sequence(lambda n: f"발표 자료 {n}")
    title_en = factory.Sequence(lambda n: f"Slides {n}")

    @factory.post_generation
    def text(self, create, extracted, **kwargs):
        if create and extracted is not False:
            upload = SimpleUploadedFile(f"발표 자료 {self.pk}.txt", (extracted or "자료\n").encode())
            add_version(document=self, upload=upload, by=None, now=NOW)


class AgreementFactory(DjangoModelFactory):
    """A confidentiality agreement with its first version published at NOW; `text_ko`, `text_en`: its words."""

    class Meta:
        model = Agreement

    programme = "forums"
    title_ko = factory.Sequence(lambda n: f"비밀유지계약 {n}")
    title_en = factory.Sequence(lambda n: f"Confidentiality agreement {n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        texts = {"text_ko": kwargs.pop("text_ko", "비밀을 지킵니다."), "text_en": kwargs.pop("text_en", "I keep it to myself.")}
        agreement = super()._create(model_class, *args, **kwargs)
        publish_agreement(agreement=agreement, by=None, now=NOW, **texts)
        return agreement

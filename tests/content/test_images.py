"""Pictures of texts: taken only whole and with what they show, made harmless, served so that they can do nothing."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council.content import services
from council.content.models import Image
from tests.factories import NOW, ImageFactory, NewsItemFactory, PageFactory, coordinator
from tests.library.corpus import MZ, exif, jpeg, png, segment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
ADD = "admin:content_image_add"


@pytest.fixture
def secretariat(client):
    user = coordinator("council")
    client.force_login(user)
    return user


def form(content=None, name="a.png", **changes):
    return {"alt_ko": "프레스", "alt_en": "A press", "upload": SimpleUploadedFile(name, content or png()), **changes}


def test_staff_upload_a_picture_and_get_its_line(client, secretariat):
    assert client.post(reverse(ADD), form(png() + b"<script>")).status_code == 302
    image = Image.objects.get()
    assert (image.width, image.height, image.content_type, image.uploaded_by) == (2, 2, "image/png", secretariat)
    assert image.uploaded_at == NOW
    with image.file.open() as stored:
        assert stored.read() == png()
    assert image.markdown in client.get(reverse("admin:content_image_changelist")).content.decode()
    assert image.markdown in client.get(reverse("admin:content_image_change", args=[image.pk])).content.decode()


def test_a_picture_that_was_held_upright_is_as_high_as_it_looks(client, secretariat):
    client.post(reverse(ADD), form(jpeg(segment(0xE1, exif(6))), "a.jpg"))
    image = Image.objects.get()
    assert (image.width, image.height) == (3, 4)
    with image.file.open() as stored:
        assert b"HERE" not in stored.read()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"alt_ko": ""}, "alt_ko"),
        ({"alt_en": "  "}, "alt_en"),
        ({"upload": ""}, "upload"),
        ({"upload": SimpleUploadedFile("a.png", b"")}, "upload"),
        ({"upload": SimpleUploadedFile("a.png", MZ)}, "upload"),
        ({"upload": SimpleUploadedFile("a.svg", b"<svg onload='alert(1)'/>")}, "upload"),
        ({"upload": SimpleUploadedFile("a.png", png()[:-5])}, "upload"),
        ({"upload": SimpleUploadedFile("a.png", png(60_000, 60_000))}, "upload"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(client, secretariat, changes, field):
    response = client.post(reverse(ADD), form(**changes))
    assert list(response.context["adminform"].form.errors) == [field]
    assert not Image.objects.exists()


def test_too_large_a_picture_is_refused(client, secretariat, settings):
    settings.IMAGE_MAX_BYTES = 20
    assert "at most 20" in client.post(reverse(ADD), form()).context["adminform"].form.errors["upload"][0]


def test_nothing_stays_of_a_picture_whose_row_cannot_be_written():
    image = Image(alt_ko="", alt_en="A press")
    with pytest.raises(IntegrityError), transaction.atomic():
        services.add_image(image=image, upload=SimpleUploadedFile("a.png", png()), by=None, now=NOW)
    assert not default_storage.exists(image.file.name)


def test_a_picture_is_served_to_keep_and_can_do_nothing(client):
    image = ImageFactory()
    response = client.get(image.get_absolute_url())
    assert b"".join(response.streaming_content) == png()
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "immutable" in response["Cache-Control"]
    assert not response.cookies
    default_storage.delete(image.file.name)
    assert client.get(image.get_absolute_url()).status_code == 404


def test_what_it_shows_can_be_changed_its_file_cannot(client, secretariat):
    image = ImageFactory()
    url = reverse("admin:content_image_change", args=[image.pk])
    page = client.get(url).content.decode()
    assert "id_upload" not in page
    assert "preview-row" not in page
    assert client.post(url, form(jpeg(), "a.jpg", alt_en="Another press")).status_code == 302
    changed = Image.objects.get()
    assert (changed.alt_en, changed.file.name, changed.width) == ("Another press", image.file.name, 2)


def test_a_picture_that_a_text_shows_is_not_deleted(client, secretariat, django_capture_on_commit_callbacks):
    image = ImageFactory()
    page = PageFactory(text_ko=image.markdown, is_published=False)
    item = NewsItemFactory(text_en=image.markdown)
    assert services.uses_of(image) == [page, item]
    url = reverse("admin:content_image_delete", args=[image.pk])
    client.post(url, {"post": "yes"})
    assert Image.objects.exists()
    page.delete()
    item.delete()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, {"post": "yes"}).status_code == 302
    assert not Image.objects.exists()
    assert not default_storage.exists(image.file.name)


def test_pictures_are_the_secretariats(client):
    client.force_login(coordinator("forums"))
    assert client.get(reverse("admin:content_image_changelist")).status_code == 404


def test_the_list_costs_the_same_for_one_and_thirty(client, secretariat):
    url = reverse("admin:content_image_changelist")

    def count():
        client.get(url)
        with CaptureQueriesContext(connection) as counted:
            client.get(url)
        return len(counted)

    ImageFactory()
    one = count()
    ImageFactory.create_batch(29)
    assert count() == one

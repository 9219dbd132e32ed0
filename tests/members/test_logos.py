"""Logos of organisations: who puts them up, what is taken, who sees them, and that no file stays behind."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from council.members import services
from council.members.models import Organisation
from tests.factories import NOW, ContactFactory, OrganisationFactory
from tests.library.corpus import MZ, jpeg, png

pytestmark = pytest.mark.django_db


def picture(content=None, name="logo.png"):
    return SimpleUploadedFile(name, png() if content is None else content)


@pytest.fixture
def contact():
    organisation = OrganisationFactory(name_ko="달무리사출", name_en="Dalmuri Molding")
    return ContactFactory(organisation=organisation, member__organisation=organisation)


def put_up(client, organisation, **sent):
    return client.post(reverse("members:organisation-logo-edit", args=[organisation.key]), sent)


def test_a_contact_puts_a_logo_up_another_one_and_none(client, contact, django_capture_on_commit_callbacks):
    organisation = contact.organisation
    client.force_login(contact.member.user)
    assert put_up(client, organisation, logo=picture(png() + b"<script>")).status_code == 302
    organisation.refresh_from_db()
    first = organisation.logo.name
    with default_storage.open(first) as stored:
        assert stored.read() == png()
    image = f'src="{organisation.logo_url}" alt="Logo of Dalmuri Molding"'
    assert image in client.get(organisation.get_absolute_url()).content.decode()
    assert organisation.logo_url in client.get(reverse("members:organisation-list")).content.decode()
    answer = client.get(organisation.logo_url)
    assert (answer.status_code, answer["Content-Type"], answer.getvalue()) == (200, "image/png", png())
    assert (answer["X-Content-Type-Options"], "sandbox" in answer["Content-Security-Policy"]) == ("nosniff", True)
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    with django_capture_on_commit_callbacks(execute=True):
        assert put_up(client, organisation, logo=picture(jpeg(), "logo.jpg")).status_code == 302
    organisation.refresh_from_db()
    assert (organisation.logo.name[-4:], default_storage.exists(first)) == (".jpg", False)
    second = organisation.logo.name
    assert client.get(organisation.logo_url)["Content-Type"] == "image/jpeg"
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert put_up(client, organisation, action="remove").status_code == 302
    organisation.refresh_from_db()
    assert (organisation.logo.name, organisation.logo_url, default_storage.exists(second)) == ("", "", False)
    assert [row.logo for row in organisation.history.order_by("pk")] == ["", first, second, ""]
    assert "<img" not in client.get(organisation.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "The submitted file is empty."),
        (MZ, "no whole PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no whole PNG or JPEG"),
        (png()[:-5], "no whole PNG or JPEG"),
        (png(1001, 2), "too large for a logo"),
        (png(60_000, 60_000), "too large for a logo"),
        (png() + bytes(200 * 1024), "too large for a logo"),
    ],
)
def test_what_is_no_small_picture_is_refused_beside_the_field(client, contact, content, word):
    client.force_login(contact.member.user)
    answer = put_up(client, contact.organisation, logo=picture(content))
    assert (answer.status_code, word in answer.content.decode()) == (422, True)
    contact.organisation.refresh_from_db()
    assert not contact.organisation.logo


def test_staff_put_it_up_and_take_it_away(client, staff):
    client.force_login(staff)
    url = reverse("admin:members_organisation_add")
    sent = {"name_ko": "솔내음기계", "kind": "company", "is_listed": "on"}
    refused = client.post(url, {**sent, "new_logo": picture(MZ)})
    assert "no whole PNG or JPEG" in refused.content.decode()
    assert client.post(url, {**sent, "new_logo": picture()}).status_code == 302
    organisation = Organisation.objects.get(name_ko="솔내음기계")
    url = reverse("admin:members_organisation_change", args=[organisation.pk])
    assert organisation.logo_url in client.get(url).content.decode()
    none = {f"{name}-{part}_FORMS": 0 for name in ("contacts", "seats") for part in ("TOTAL", "INITIAL")}
    assert client.post(url, {**sent, **none, "no_logo": "on"}).status_code == 302
    organisation.refresh_from_db()
    assert not organisation.logo


@pytest.mark.parametrize("has_own", [True, False])
def test_a_merge_keeps_the_first_logo_or_takes_the_second(staff, has_own, django_capture_on_commit_callbacks):
    kept, gone = OrganisationFactory(), OrganisationFactory()
    if has_own:
        kept = services.set_logo(organisation=kept, upload=picture(), by=staff)
    gone = services.set_logo(organisation=gone, upload=picture(), by=staff)
    with django_capture_on_commit_callbacks(execute=True):
        services.merge_organisations(kept=kept, gone=gone, choices={"website": "gone"}, by=staff, now=NOW)
    name = kept.logo.name if has_own else gone.logo.name
    kept.refresh_from_db()
    assert (kept.logo.name, default_storage.exists(name)) == (name, True)
    assert default_storage.exists(gone.logo.name) is not has_own


def test_nothing_stays_of_the_file_when_the_row_cannot_be_written(monkeypatch):
    from council.members.services import logos

    names = []
    monkeypatch.setattr(logos, "_replace", lambda organisation, name, by: names.append(name) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.set_logo(organisation=OrganisationFactory(), upload=picture(), by=None)
    assert [default_storage.exists(name) for name in names] == [False]


def test_the_page_asks_as_often_with_logos(client, contact, django_assert_max_num_queries):
    client.force_login(contact.member.user)
    for _row in range(20):
        services.set_logo(organisation=OrganisationFactory(), upload=picture(), by=None)
    with django_assert_max_num_queries(15):
        assert client.get(reverse("members:organisation-list")).content.decode().count('class="logo"') == 20

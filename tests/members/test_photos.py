"""Photos of members: who puts them up, what is taken, who sees them, and that no file stays behind."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from council.members import services
from council.members.models import ErasureRequest, Member, Photo
from council.members.services.exports import write_archive
from council.members.services.personal import person_of
from council.members.services.photos import forget_photos
from tests.factories import NOW, MemberFactory, OrganisationFactory, SpeakerFactory
from tests.library.corpus import MZ, jpeg, png
from tests.symposia.factories.programme import SessionFactory, placed_talk, published
from tests.symposia.factories.symposium import SymposiumFactory

pytestmark = pytest.mark.django_db
EDIT = "members:photo-edit"
NAMES = {"family_name": "김", "given_name": "가람", "family_name_en": "Kim", "given_name_en": "Ga-ram"}


def picture(content=None, name="me.png"):
    return SimpleUploadedFile(name, png() if content is None else content)


def with_photo(*, shows=("photo",), **values):
    """A member with a photo, in the directory with these fields; not in it for None."""
    member = MemberFactory(**values)
    services.set_photo(member=member, upload=picture(), now=NOW)
    if shows is not None:
        services.give_consent(member=member, purpose="directory", language="en", now=NOW, items=shows)
    return Member.objects.get(pk=member.pk)


def put_up(client, **sent):
    return client.post(reverse(EDIT), sent)


def stored(member):
    return Photo.objects.get(member=member).file.name


def test_a_member_puts_a_photo_up_another_one_and_none(client, django_capture_on_commit_callbacks):
    member = MemberFactory(**NAMES)
    client.force_login(member.user)
    assert 'class="person-picture" aria-hidden="true">K<' in client.get(reverse("members:profile")).content.decode()
    told = client.post(reverse(EDIT), {"photo": picture(png() + b"<script>")}, follow=True).content.decode()
    first = Photo.objects.get(member=member)
    assert ("Nobody is shown it before" in told, f'src="{first.get_absolute_url()}" alt="Photo of KIM Ga-ram"' in told) == (
        True,
        True,
    )
    with default_storage.open(first.file.name) as file:
        assert file.read() == png()
    assert first.get_absolute_url() in client.get(reverse("members:profile")).content.decode()
    answer = client.get(first.get_absolute_url())
    assert (answer.status_code, answer["Content-Type"], answer.getvalue()) == (200, "image/png", png())
    assert (answer["X-Content-Type-Options"], "sandbox" in answer["Content-Security-Policy"]) == ("nosniff", True)
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    services.give_consent(member=member, purpose="directory", language="en", now=NOW, items=["photo"])
    with django_capture_on_commit_callbacks(execute=True):
        told = client.post(reverse(EDIT), {"photo": picture(jpeg(), "me.jpg")}, follow=True).content.decode()
    second = Photo.objects.get(member=member)
    assert ("Members see your photo now." in told, default_storage.exists(first.file.name)) == (True, False)
    assert (client.get(first.get_absolute_url()).status_code, client.get(second.get_absolute_url())["Content-Type"]) == (
        404,
        "image/jpeg",
    )
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert put_up(client, action="remove").status_code == 302
    assert (Photo.objects.count(), default_storage.exists(second.file.name)) == (0, False)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "The submitted file is empty."),
        (MZ, "no whole PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no whole PNG or JPEG"),
        (png(1201, 2), "photo is too large"),
        (png(60_000, 60_000), "photo is too large"),
        (png() + bytes(200 * 1024), "photo is too large"),
    ],
)
def test_what_is_no_small_picture_is_refused_beside_the_field(client, content, word):
    client.force_login(MemberFactory().user)
    answer = put_up(client, photo=picture(content))
    assert (answer.status_code, word in answer.content.decode(), Photo.objects.count()) == (422, True, 0)


def test_members_see_it_where_the_person_agreed_to_it(client, django_assert_max_num_queries):
    organisation = OrganisationFactory()
    shown = with_photo(shows=["organisation", "photo"], organisation=organisation)
    hidden = with_photo(shows=["organisation"], organisation=organisation)
    symposium = SymposiumFactory()
    speakers = [SpeakerFactory(member=member) for member in (shown, hidden)]
    placed_talk(SessionFactory(symposium=symposium), *speakers, number=1)
    published(symposium)
    reader = MemberFactory()
    slug = symposium.event.slug
    pages = [
        reverse("members:directory"),
        reverse("members:person", args=[shown.directory_entry.key]),
        organisation.get_absolute_url(),
        reverse("symposia:programme-speakers", args=[slug]),
        reverse("symposia:programme-speaker", args=[slug, speakers[0].pk]),
    ]
    others = [
        reverse("members:person", args=[hidden.directory_entry.key]),
        reverse("symposia:programme-speaker", args=[slug, speakers[1].pk]),
    ]
    # Who is no member sees the public pages of speakers, without pictures.
    assert [b"person-picture" in client.get(page).content for page in (*pages[3:], others[1])] == [False] * 3
    client.force_login(reader.user)
    urls = {member: Photo.objects.get(member=member).get_absolute_url() for member in (shown, hidden)}
    found = {page: client.get(page).content.decode() for page in (*pages, *others)}
    assert [(urls[shown] in found[page], urls[hidden] in found[page]) for page in pages] == [(True, False)] * 5
    assert [urls[hidden] in found[page] for page in others] == [False, False]
    assert [client.get(urls[member]).status_code for member in (shown, hidden)] == [200, 404]
    others = [with_photo() for _person in range(10)]
    alone = client.get(reverse("members:person", args=[others[0].directory_entry.key])).content.decode()
    assert "This member shows name and photo alone." in alone
    with django_assert_max_num_queries(15):
        assert client.get(pages[0]).content.decode().count('<img class="person-picture"') == 11
    # With the consent it is gone at once.
    services.withdraw_consent(member=shown, purpose="directory", now=NOW)
    assert client.get(urls[shown]).status_code == 404
    assert urls[shown] not in client.get(pages[3]).content.decode()


def test_staff_see_it_and_take_it_away(client, staff):
    member = with_photo(shows=None, **NAMES)
    client.force_login(staff)
    url = reverse("admin:members_member_change", args=[member.pk])
    page = client.get(url)
    address = member.photo.get_absolute_url()
    assert f'src="{address}" alt="Photo of KIM Ga-ram"' in page.content.decode()
    assert client.get(address).status_code == 200
    form = page.context["adminform"].form
    sent = {name: form.initial.get(name) or "" for name in form.fields} | {"no_photo": "on"}
    for inline in page.context["inline_admin_formsets"]:
        sent |= {f"{inline.formset.prefix}-{part}_FORMS": 0 for part in ("TOTAL", "INITIAL")}
    assert client.post(url, sent).status_code == 302
    assert not Photo.objects.exists()


@pytest.mark.parametrize("has_own", [True, False])
def test_a_merge_keeps_the_first_photo_or_takes_the_second(staff, has_own, django_capture_on_commit_callbacks):
    kept, gone = (with_photo() if has_own else MemberFactory()), with_photo()
    names = [stored(member) for member in ((kept, gone) if has_own else (gone,))]
    with django_capture_on_commit_callbacks(execute=True):
        services.merge_people(kept=kept, gone=gone, choices={}, by=staff, now=NOW)
    assert stored(kept) == names[0]
    assert [default_storage.exists(name) for name in names] == ([True, False] if has_own else [True])


def test_it_is_in_ones_copy_and_goes_with_the_person(staff, django_capture_on_commit_callbacks):
    member = with_photo()
    with io.BytesIO() as target:
        write_archive(target, person_of(member.user))
        with zipfile.ZipFile(target) as archive:
            assert archive.read(f"files/members.photo-{member.photo.pk}") == png()
            assert '"photo"' in archive.read("members.json").decode()
    name = stored(member)
    request = ErasureRequest.objects.create(user=member.user, requested_at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        services.erase_person(request=request, by=staff, now=NOW)
    assert (Photo.objects.count(), default_storage.exists(name)) == (0, False)


def test_what_nobody_is_shown_is_not_kept(django_capture_on_commit_callbacks):
    shown, left, unseen, withdrawn = with_photo(), with_photo(), with_photo(shows=["kind"]), with_photo()
    Member.objects.filter(pk=left.pk).update(state="withdrawn")
    services.withdraw_consent(member=withdrawn, purpose="directory", now=NOW + timedelta(days=20))
    names = {member: stored(member) for member in (shown, left, unseen, withdrawn)}
    for days, stay in ((0, {shown, unseen, withdrawn}), (31, {shown, withdrawn}), (51, {shown})):
        with django_capture_on_commit_callbacks(execute=True):
            services.apply_retention(now=NOW + timedelta(days=days))
        assert set(Member.objects.filter(photo__isnull=False)) == stay
        assert {member for member, name in names.items() if default_storage.exists(name)} == stay
    assert forget_photos(NOW + timedelta(days=60), 100) == 0


def test_nothing_stays_of_the_file_when_the_row_cannot_be_written(monkeypatch):
    from council.members.services import photos

    names, store = [], photos.store_photo
    monkeypatch.setattr(photos, "store_photo", lambda upload: names.append(store(upload)) or names[-1])
    monkeypatch.setattr(photos, "lock", lambda member: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.set_photo(member=MemberFactory(), upload=picture(), now=NOW)
    assert [default_storage.exists(name) for name in names] == [False]


def test_a_consent_to_the_former_wording_says_so_and_shows_no_photo(client):
    member = with_photo()
    member.consents.update(version="2026-11", items=["kind"])
    client.force_login(member.user)
    page = client.get(reverse("members:privacy")).content.decode()
    assert ("Name, organisation, job title, field of activity, skills<" in page, "The wording has changed since." in page) == (
        True,
        True,
    )
    assert "a photo only if you choose that" in page
    sent = {"purpose": "directory", "action": "give", "choice": "1", "items": ["kind", "photo"]}
    client.post(reverse("members:privacy"), sent)
    given = member.consents.get(withdrawn_at=None)
    assert (given.version, given.items) == ("2026-11-23", ["kind", "photo"])
    assert "The wording has changed since." not in client.get(reverse("members:privacy")).content.decode()

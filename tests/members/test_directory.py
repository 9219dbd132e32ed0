"""The directory: who is found, by what, and what is seen of whom."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from council.members import directory, services
from council.members.models import Consent, DirectoryEntry, DirectoryLetter, Member, MemberSkill, Skill
from council.members.services.letters import LETTERS_A_DAY, LETTERS_TO_ONE_A_DAY
from council.messaging.models import Message
from council.messaging.services import deliver, switch_off
from tests.factories import NOW, MemberFactory, OrganisationFactory, UserFactory, coordinator

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def reader(client):
    member = MemberFactory(family_name="최", given_name="독자", family_name_en="Choi", given_name_en="Dokja")
    client.force_login(member.user)
    return member


def listed(items=None, **kwargs):
    member = MemberFactory(**kwargs)
    services.give_consent(member=member, purpose="directory", language="ko", now=NOW, items=items)
    return member


def found(query="", kind="", skill=None):
    entries = directory.search(query, kind=kind, skill=skill, now=NOW)
    return {entry.member.given_name for entry in entries.select_related("member")}


@pytest.fixture
def people():
    steel = OrganisationFactory(name_ko="가나제강", name_en="Gana Steel")
    moulding = Skill.objects.create(name_ko="사출성형", name_en="Injection moulding")
    garam = listed(
        family_name="김", given_name="가람", family_name_en="Kim", given_name_en="Ga-ram", organisation=steel, kind="ceo"
    )
    nari = listed(
        items=["kind"], family_name="이", given_name="나리", family_name_en="Lee", given_name_en="Nari", organisation=steel
    )
    for member in (garam, nari):
        MemberSkill.objects.create(member=member, skill=moulding)
    MemberFactory(family_name="김", given_name="숨음", family_name_en="Kim", given_name_en="Sumeum", organisation=steel)
    return garam, nari


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"가람", "나리"}),
        ("김", {"가람"}),
        ("김가람", {"가람"}),
        ("가람", {"가람"}),
        ("김 가람", {"가람"}),
        ("ㄱㄱㄹ", {"가람"}),
        ("ㄴㄹ", {"나리"}),
        ("ㄱㄹ", {"가람"}),
        ("ㄱㄹㄱ", set()),
        ("kim", {"가람"}),
        ("KIM Garam", {"가람"}),
        ("ga-ram", {"가람"}),
        ("kimgaram", {"가람"}),
        ("garamkim", {"가람"}),
        ("nari lee", {"나리"}),
        ("제강", {"가람"}),
        ("gana steel", {"가람"}),
        ("사출", {"가람"}),
        ("moulding kim", {"가람"}),
        ("moulding lee", set()),
        ("\u1100\u1161\u1105\u1161\u11b7", {"가람"}),
        ("%", set()),
        ("_", set()),
        ("\\", set()),
        ("'; --", set()),
        ("\x00", {"가람", "나리"}),
        ("가" * 500, set()),
    ],
)
def test_people_are_found_by_what_they_show(people, query, names):
    assert found(query) == names


def test_people_are_found_by_kind_and_skill_where_they_show_them(people):
    skill = Skill.objects.get().pk
    assert found(kind="ceo") == {"가람"}
    assert found(kind="business") == {"나리"}
    assert found(skill=skill) == {"가람"}


def test_initials_and_parts_are_those_of_the_database():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT council_initials('김가람 까치 Kim 힣'), council_initials(''), council_grams('가람나 x'), council_grams('')"
        )
        initials, nothing, grams, none = cursor.fetchone()
    assert (initials, nothing, none) == ("ㄱㄱㄹ ㄲㅊ Kim ㅎ", "", [])
    assert sorted(grams) == sorted(["가", "람", "나", "가람", "람나", "x"])


def test_withdrawing_the_consent_hides_at_once_and_changes_the_address(client, reader, people):
    garam, _nari = people
    key = garam.directory_entry.key
    url = reverse("members:person", args=[key])
    assert client.get(url).status_code == 200
    services.withdraw_consent(member=garam, purpose="directory", now=NOW)
    assert found("김") == set()
    hidden, unknown = client.get(url), client.get(reverse("members:person", args=[uuid.uuid4()]))
    assert (hidden.status_code, unknown.status_code) == (404, 404)
    services.give_consent(member=garam, purpose="directory", language="ko", now=NOW + timedelta(minutes=1))
    assert DirectoryEntry.objects.get(member=garam).key != key


@pytest.mark.parametrize(
    "change", [{"state": "suspended"}, {"state": "withdrawn"}, {"valid_until": NOW.date() - timedelta(days=31)}]
)
def test_who_is_no_member_any_more_is_not_found(client, reader, people, change):
    garam, _nari = people
    Member.objects.filter(pk=garam.pk).update(**change)
    assert found("김") == set()
    assert client.get(reverse("members:person", args=[garam.directory_entry.key])).status_code == 404
    assert client.get(reverse("members:write", args=[garam.directory_entry.key])).status_code == 404


def test_a_page_shows_the_fields_that_were_agreed_to_alone(client, reader):
    organisation = OrganisationFactory(name_en="Visible Steel")
    member = listed(items=["job_title"], organisation=organisation, job_title="Head of moulding", phone="+821011112222")
    for url in (reverse("members:directory"), reverse("members:person", args=[member.directory_entry.key])):
        page = client.get(url).content.decode()
        assert "Head of moulding" in page
        for hidden in ("Visible Steel", "Businessperson</dd>", member.user.email, "1111-2222", f"/{member.pk}/"):
            assert hidden not in page


def test_one_chooses_what_is_shown_and_each_choice_is_on_record(client):
    member = MemberFactory()
    client.force_login(member.user)
    url = reverse("members:privacy")
    client.post(url, {"purpose": "directory", "action": "give", "choice": "1"})
    key = DirectoryEntry.objects.get().key
    client.post(url, {"purpose": "directory", "action": "give", "choice": "1", "items": ["skills", "nonsense", "kind"]})
    client.post(url, {"purpose": "directory", "action": "give", "choice": "1", "items": ["kind", "skills"]})
    given = [(one.items, one.withdrawn_at is None) for one in Consent.objects.order_by("pk")]
    assert given == [([], False), (["kind", "skills"], True)]
    # The address stays: others may have kept it.
    assert DirectoryEntry.objects.get().key == key


def test_the_directory_is_for_members_alone(client, people):
    key = people[0].directory_entry.key
    urls = [reverse("members:directory"), *(reverse(f"members:{name}", args=[key]) for name in ("person", "write"))]
    for url in urls:
        assert client.get(url).status_code == 302
    for outsider in (UserFactory(), coordinator("council"), MemberFactory(state="applied").user):
        client.force_login(outsider)
        for url in urls:
            assert client.get(url).status_code == 404


def test_one_does_not_page_through_everybody(client, reader, monkeypatch):
    monkeypatch.setattr(directory, "PAGE_SIZE", 2)
    monkeypatch.setattr(directory, "PAGES", 2)
    for number in range(6):
        listed(given_name=f"{number}", family_name="박")
    first, last = (client.get(reverse("members:directory"), {"page": page}) for page in ("1", "2"))
    assert 'rel="next"' in first.content.decode()
    assert "Say more exactly" in last.content.decode()
    beyond = client.get(reverse("members:directory"), {"page": "3"}).content.decode()
    assert [
        person["name"] for person in client.get(reverse("members:directory"), {"page": "99999999999"}).context["people"]
    ] == [person["name"] for person in last.context["people"]]
    assert "Say more exactly" in beyond
    for nonsense in ("0", "-1", "x", "", "²"):
        assert client.get(reverse("members:directory"), {"page": nonsense}).context["previous_page"] == 0


def test_the_list_costs_the_same_for_one_and_thirty(client, reader, django_assert_max_num_queries):
    url = reverse("members:directory")
    client.get(url)

    def cost():
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            client.get(url, {"q": "박"})
        return len(queries)

    listed(family_name="박", organisation=OrganisationFactory())
    one = cost()
    skill = Skill.objects.create(name_ko="용접", name_en="Welding")
    for _number in range(29):
        member = listed(family_name="박", organisation=OrganisationFactory())
        MemberSkill.objects.create(member=member, skill=skill)
    assert cost() == one
    assert one <= 12


def write(client, member, **data):
    url = reverse("members:write", args=[member.directory_entry.key])
    letter = {"subject": "Joint project", "text": "We would like to talk about press forming.", "token": uuid.uuid4()}
    return client.post(url, letter | data)


def test_a_letter_reaches_its_reader_without_either_address(client, reader, people, letters):
    garam, _nari = people
    token = uuid.uuid4()
    for _time in range(2):
        assert write(client, garam, token=token).status_code == 302
    mail = letters()[-1]
    assert (len(letters()), mail.to) == (1, garam.user.email)
    assert mail.subject == "CHOI Dokja writes to you: Joint project"
    assert "press forming" in mail.text
    assert reader.user.email not in mail.text + mail.html
    written = DirectoryLetter.objects.get()
    assert (written.sender, written.recipient) == (reader, garam)
    # The answer goes the same way back, though its reader is in no directory.
    client.force_login(garam.user)
    url = reverse("members:letter", args=[written.key])
    page = client.get(url).content.decode()
    assert "press forming" in page
    assert reader.user.email not in page
    answer = {"subject": "Re: Joint project", "text": "Gladly: next Tuesday in Gyeongsan?", "token": uuid.uuid4()}
    assert client.post(url, answer).status_code == 302
    assert letters()[-1].to == reader.user.email
    assert DirectoryLetter.objects.get(answers=written).recipient == reader


def test_letters_are_limited_in_all_and_to_one(client, reader):
    one = listed()
    for _number in range(LETTERS_TO_ONE_A_DAY):
        assert write(client, one).status_code == 302
    refused = write(client, one, text="These words are not lost.  " * 2)
    assert refused.status_code == 422
    assert "These words are not lost." in refused.content.decode()
    for _number in range(LETTERS_A_DAY - LETTERS_TO_ONE_A_DAY):
        assert write(client, listed()).status_code == 302
    assert write(client, listed()).status_code == 422
    assert DirectoryLetter.objects.count() == LETTERS_A_DAY


@pytest.mark.parametrize(
    "data", [{"text": "Hi"}, {"subject": ""}, {"subject": "a\u2028b"}, {"text": "x" * 4001}, {"token": "no"}]
)
def test_a_bad_letter_is_said_beside_its_field(client, reader, data):
    response = write(client, listed(), **data)
    assert response.status_code == 422
    assert DirectoryLetter.objects.count() == 0


def test_who_switched_letters_off_is_not_written_to(client, reader):
    member = listed()
    switch_off(user=member.user, kind="directory-letter", now=NOW)
    page = client.get(reverse("members:person", args=[member.directory_entry.key])).content.decode()
    assert "takes no letters" in page
    assert write(client, member).status_code == 302
    with pytest.raises(services.LettersRefusedError):
        services.write_letter(sender=reader, recipient=member, subject="x", text="y", now=NOW)
    assert DirectoryLetter.objects.count() == 0


def test_one_does_not_write_to_oneself_nor_to_who_is_hidden(client, reader):
    services.give_consent(member=reader, purpose="directory", language="ko", now=NOW)
    assert write(client, reader).status_code == 302
    with pytest.raises(services.LettersRefusedError):
        services.write_letter(sender=reader, recipient=MemberFactory(), subject="x", text="y", now=NOW)
    assert DirectoryLetter.objects.count() == 0


def test_a_letter_is_read_by_its_reader_and_by_staff_once_reported(client, reader):
    member = listed()
    write(client, member)
    letter = DirectoryLetter.objects.get()
    # Its writer, another member, staff.
    staff = coordinator("council")
    for other in (reader.user, MemberFactory().user, staff):
        client.force_login(other)
        assert client.get(reverse("members:letter", args=[letter.key])).status_code == 404
    change = reverse("admin:members_directoryletter_change", args=[letter.pk])
    assert "press forming" not in client.get(change).content.decode()
    # Nor in the outbox, which forgets it once it is sent.
    deliver()
    message = Message.objects.get(kind="directory-letter")
    outbox = client.get(reverse("admin:messaging_message_change", args=[message.pk]))
    assert (outbox.status_code, "press forming" in outbox.content.decode()) == (200, False)
    assert (message.state, message.wiped_at is not None, message.priority) == ("sent", True, Message.Priority.OTHER)
    client.force_login(member.user)
    for _time in range(2):
        assert client.post(reverse("members:letter-report", args=[letter.key])).status_code == 302
    client.force_login(staff)
    assert "press forming" in client.get(change).content.decode()
    assert "were reported" in client.get(reverse("admin:index")).content.decode()


def test_words_find_by_index(people):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = directory.matching(Member.objects.order_by(), directory.PERSON, "가람").explain()
    assert "member_searched" in plan

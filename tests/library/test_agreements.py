"""Documents under an NDA: read and accepted by version, recorded, asked again after a change; closed to everybody else."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from council import programmes
from council.events.models import Registration
from council.library import services
from council.library.models import Acceptance, Agreement, AgreementVersion, Document, Download
from council.members.models import Member
from council.messaging.models import Message
from council.messaging.services import deliver
from tests.browser.post import LetterBox
from tests.factories import (
    NOW,
    AgreementFactory,
    DocumentFactory,
    EventFactory,
    MemberFactory,
    OrganisationFactory,
    RegistrationFactory,
    UserFactory,
    coordinator,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
LIST = "/library/"


@pytest.fixture
def agreement():
    return AgreementFactory(title_en="NDA", text_en="Tell **nobody**.", text_ko="아무에게도 말하지 않는다.")


@pytest.fixture
def paper(agreement):
    return DocumentFactory(
        event=None, classification="members", agreement=agreement, title_en="Targets", description_en="Of Dalmuri"
    )


@pytest.fixture
def member(client):
    found = MemberFactory(organisation=OrganisationFactory(name_ko="달무리", name_en="Dalmuri"))
    client.force_login(found.user)
    return found


def accept_url(document):
    return reverse("library:document-accept", args=[document.key])


def download_url(document):
    return reverse("library:document-download", args=[document.key])


def accept(client, document, number=1, **more):
    return client.post(accept_url(document), {"number": number, "accept": "on", **more})


def test_before_it_is_accepted_one_sees_the_title_and_the_agreement_alone(client, paper, member):
    html = client.get(paper.get_absolute_url()).content.decode()
    assert "Tell <strong>nobody</strong>." in html
    assert "Targets" in html
    for hidden in ("Of Dalmuri", paper.current.name, download_url(paper)):
        assert hidden not in html
        assert hidden not in client.get(LIST).content.decode()
    assert "Read and accept" in client.get(LIST).content.decode()
    response = client.get(download_url(paper))
    assert (response.status_code, response["Location"]) == (302, paper.get_absolute_url())
    assert not Download.objects.exists()


def test_what_is_closed_is_not_found_by_its_words(client, paper, member):
    assert "Targets" not in client.get(LIST + "?q=dalmuri").content.decode()
    assert "Targets" in client.get(LIST + "?q=targets").content.decode()
    accept(client, paper)
    assert "Targets" in client.get(LIST + "?q=dalmuri").content.decode()


def test_accepted_it_opens_and_the_record_says_who_when_and_in_which_language(client, paper, member):
    response = client.post("/ko" + accept_url(paper), {"number": 1, "accept": "on"})
    assert (response.status_code, response["Location"]) == (302, f"/ko/library/{paper.key}/")
    record = Acceptance.objects.get()
    assert (record.user, record.version, record.language, record.accepted_at) == (
        member.user,
        paper.agreement.current,
        "ko",
        NOW,
    )
    assert record.name == f"{member.display_name('ko')}, 달무리 / {member.display_name('en')}, Dalmuri"
    html = client.get(f"/library/{paper.key}/").content.decode()
    assert "Of Dalmuri" in html
    assert "(version 1)" in html
    assert client.get(download_url(paper)).status_code == 200
    assert Download.objects.get().user == member.user


def test_whoever_accepted_gets_a_copy_in_his_language(client, paper, member):
    member.language = "ko"
    member.save()
    box = LetterBox(member.user.email)
    accept(client, paper)
    accept(client, paper)
    letter = box.one()
    assert letter.language == "ko"
    assert "아무에게도 말하지 않는다." in letter.text
    assert f"/ko/library/{paper.key}/" in letter.text
    assert "아무에게도 말하지 않는다." in letter.html


def test_one_acceptance_opens_every_document_under_the_same_agreement_and_no_other(client, paper, agreement, member):
    same = DocumentFactory(event=None, classification="members", agreement=agreement)
    other = DocumentFactory(event=None, classification="members", agreement=AgreementFactory())
    accept(client, paper)
    assert [client.get(download_url(one)).status_code for one in (paper, same, other)] == [200, 200, 302]


def test_a_new_version_asks_again(client, paper, agreement, member):
    accept(client, paper)
    assert (
        services.publish_agreement(agreement=agreement, text_ko="새 문구", text_en="New words.", by=None, now=NOW).number == 2
    )
    assert "New words." in client.get(paper.get_absolute_url()).content.decode()
    assert client.get(download_url(paper)).status_code == 302
    # What was read is not what would be accepted.
    answer = client.post(accept_url(paper), {"number": 1, "accept": "on"}, follow=True)
    assert "has been changed meanwhile" in answer.content.decode()
    assert client.get(download_url(paper)).status_code == 302
    accept(client, paper, number=2)
    assert client.get(download_url(paper)).status_code == 200
    assert list(Acceptance.objects.order_by("pk").values_list("version__number", flat=True)) == [1, 2]


def test_the_same_words_are_no_new_version(client, paper, agreement, member):
    accept(client, paper)
    current = agreement.current
    same = {"text_ko": current.text_ko, "text_en": current.text_en}
    assert services.publish_agreement(agreement=agreement, by=None, now=NOW, **same) is None
    assert client.get(download_url(paper)).status_code == 200


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({"number": 1}, 422, "Tick this"),
        ({"accept": "on"}, 302, ""),
        ({"number": "x", "accept": "on"}, 302, ""),
        ({"number": 10**30, "accept": "on"}, 302, ""),
        ({"number": 7, "accept": "on"}, 302, ""),
        ({}, 302, ""),
    ],
)
def test_what_is_no_acceptance_is_none(client, paper, member, sent, status, words):
    response = client.post(accept_url(paper), sent)
    assert response.status_code == status
    assert words in response.content.decode()
    assert not Acceptance.objects.exists()


def test_accepting_twice_is_accepting_once(client, paper, member):
    for _ in range(2):
        assert accept(client, paper).status_code == 302
    assert Acceptance.objects.count() == 1
    assert Message.objects.filter(kind="agreement-accepted").count() == 1


def test_whom_it_is_not_for_finds_nothing_to_accept(client, paper):
    for user in (None, UserFactory(), MemberFactory(state=Member.State.SUSPENDED).user, coordinator("focus-group")):
        person = Client()
        if user is not None:
            person.force_login(user)
        for url in (paper.get_absolute_url(), accept_url(paper), download_url(paper)):
            assert person.get(url).status_code == 404
        assert accept(person, paper).status_code == 404
        assert "Targets" not in person.get(LIST).content.decode()
    assert not Acceptance.objects.exists()


def test_who_loses_access_loses_the_document_though_he_accepted(client, paper, member):
    accept(client, paper)
    member.state = Member.State.SUSPENDED
    member.save()
    assert client.get(download_url(paper)).status_code == 404


def test_staff_of_the_programme_read_without_accepting(client, paper):
    client.force_login(coordinator("forums"))
    html = client.get(paper.get_absolute_url()).content.decode()
    assert "Of Dalmuri" in html
    assert "Who accepted it" in html
    assert client.get(download_url(paper)).status_code == 200


def test_an_agreement_without_words_opens_nothing(client, member):
    empty = Agreement.objects.create(programme="forums", title_ko="빈 계약", title_en="Empty")
    paper = DocumentFactory(event=None, classification="members", agreement=empty)
    assert "as soon as" in client.get(paper.get_absolute_url()).content.decode()
    assert client.get(download_url(paper)).status_code == 302
    assert accept(client, paper).status_code == 302
    assert not Acceptance.objects.exists()


def test_the_panel_of_an_event_keeps_it_closed_too(client, agreement):
    event = EventFactory()
    seat = RegistrationFactory(event=event, state=Registration.State.CONFIRMED)
    paper = DocumentFactory(event=event, agreement=agreement)
    client.force_login(seat.member.user)
    html = client.get(event.get_absolute_url()).content.decode()
    assert paper.get_absolute_url() in html
    assert download_url(paper) not in html
    accept(client, paper)
    assert download_url(paper) in client.get(event.get_absolute_url()).content.decode()


def test_the_database_refuses_what_the_code_would_not_do(agreement, paper, member, client):
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=paper.pk).update(classification="public")
    with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
        AgreementVersion.objects.update(text_en="Tell everybody.")
    accept(client, paper)
    with pytest.raises(ProtectedError):
        agreement.versions.all().delete()
    with pytest.raises(ProtectedError):
        agreement.delete()


def test_the_record_outlives_the_log_in(client, paper, member):
    accept(client, paper)
    name = Acceptance.objects.get().name
    member.user.delete()
    record = Acceptance.objects.get()
    assert (record.user, record.name) == (None, name)


@pytest.mark.django_db(transaction=True)
def test_sixteen_clicks_at_once_are_one_acceptance(paper, member):
    start = threading.Barrier(16)
    failed = []

    def click():
        start.wait()
        try:
            services.accept_agreement(document=paper, number=1, member=member, language="en", now=NOW)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert Acceptance.objects.count() == 1
    assert Message.objects.count() == 1


# The administration.


def form(**changes):
    inline = {"versions-TOTAL_FORMS": "0", "versions-INITIAL_FORMS": "0"}
    texts = {"text_ko": "새 문구", "text_en": "New words."}
    return {"title_ko": "비밀유지계약", "title_en": "NDA", "programme": "forums", **texts, **inline, **changes}


def test_staff_write_an_agreement_and_publish_it_anew(client, staff):
    assert client.post(reverse("admin:library_agreement_add"), form()).status_code == 302
    agreement = Agreement.objects.get()
    assert (agreement.current.number, agreement.current.text_en, agreement.current.published_by) == (1, "New words.", staff)
    url = reverse("admin:library_agreement_change", args=[agreement.pk])
    assert client.get(url).context["adminform"].form.initial["text_en"] == "New words."
    assert client.post(url, form(title_en="Secrecy")).status_code == 302
    assert agreement.versions.count() == 1
    assert client.post(url, form(text_en="Other\r\nwords.")).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.current.number, agreement.current.text_en) == (2, "Other\nwords.")


@pytest.mark.parametrize("missing", ["title_ko", "title_en", "text_ko", "text_en"])
def test_what_is_missing_is_told_beside_its_field(client, staff, missing):
    response = client.post(reverse("admin:library_agreement_add"), form(**{missing: ""}))
    assert list(response.context["adminform"].form.errors) == [missing]
    assert not Agreement.objects.exists()


def test_staff_see_who_accepted_of_their_own_programme(client, staff, paper, agreement):
    theirs = AgreementFactory(programme="focus-group", title_en="Foreign")
    for number, version in enumerate((agreement.current, theirs.current)):
        Acceptance.objects.create(version=version, user=UserFactory(), name=f"Person {number}", language="en", accepted_at=NOW)
    url = reverse("admin:library_acceptance_changelist")
    html = client.get(f"{url}?version__agreement__id__exact={agreement.pk}").content.decode()
    assert "Person 0" in html
    assert "Person 1" not in client.get(url).content.decode()
    record = Acceptance.objects.get(name="Person 0")
    assert client.get(reverse("admin:library_acceptance_change", args=[record.pk])).status_code == 200
    assert client.post(reverse("admin:library_acceptance_delete", args=[record.pk]), {"post": "yes"}).status_code in (403, 404)
    assert Acceptance.objects.count() == 2


def test_an_agreement_of_another_programme_is_no_choice(client, staff):
    foreign = AgreementFactory(programme="focus-group")
    page = client.get(reverse("admin:library_document_add"))
    assert foreign not in page.context["adminform"].form.fields["agreement"].queryset


@pytest.mark.parametrize("name", ["agreement", "acceptance", "document"])
def test_lists_of_the_desk_cost_the_same_for_one_and_thirty(client, staff, name):
    url = reverse(f"admin:library_{name}_changelist")

    def more(count):
        for one in AgreementFactory.create_batch(count):
            DocumentFactory(event=None, classification="members", agreement=one)
            Acceptance.objects.create(version=one.current, user=UserFactory(), name="Name", language="en", accepted_at=NOW)

    def queries():
        client.get(url)
        with CaptureQueriesContext(connection) as counted:
            client.get(url)
        return len(counted)

    more(1)
    one = queries()
    more(29)
    assert queries() == one


def test_the_readers_list_costs_the_same_for_one_and_thirty(client, member):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            client.get(LIST)
        return len(counted)

    DocumentFactory(event=None, classification="members", agreement=AgreementFactory())
    client.get(LIST)
    one = queries()
    for _ in range(19):
        DocumentFactory(event=None, classification="members", agreement=AgreementFactory())
    assert queries() == one


def test_the_copy_is_sent_though_the_agreement_changes_before(client, paper, agreement, member):
    box = LetterBox(member.user.email)
    accept(client, paper)
    services.publish_agreement(agreement=agreement, text_ko="새", text_en="New.", by=None, now=NOW + timedelta(minutes=1))
    deliver()
    assert "Tell **nobody**." in box.one().text


def test_it_stands_in_the_life_of_the_member(client, paper, agreement, member):
    accept(client, paper)
    with translation.override("en"):
        entries = programmes.life_sources.get("agreements").entries(member, coordinator("forums"))
    assert [(one.at, one.title, one.text) for one in entries] == [(NOW, "Accepted a confidentiality agreement", "NDA · 1")]
    # Of other programmes' papers and agreements the secretariat learns nothing by way of people.
    for source in ("agreements", "downloads"):
        assert programmes.life_sources.get(source).entries(member, coordinator("council")) == []

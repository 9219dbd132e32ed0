"""Staff's pages about the people of an event: writing to them, registering them, taking them along as a file."""

import csv
import io
import uuid
from urllib.parse import unquote

import openpyxl
import pytest
from django.urls import reverse

from council.events import services
from council.events.admin import on_behalf
from council.events.models import AgendaRegistration, Announcement, Event, Question, Registration
from council.events.services import writing
from council.messaging.models import Message
from council.messaging.services import deliver
from tests.events.test_races import race
from tests.factories import (
    NOW,
    EventFactory,
    MemberFactory,
    OrganisationFactory,
    QuestionFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
    coordinator,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
State = Registration.State


def url(name, event, *args):
    return reverse(f"admin:events_event_{name}", args=[event.pk, *args])


def in_state(event, state, **member):
    return RegistrationFactory(event=event, state=state, member=MemberFactory(**member))


WORDS = {
    "subject_ko": "준비물",
    "text_ko": "신분증을 가져오세요.",
    "subject_en": "What to bring",
    "text_en": "Bring your <ID>.",
}


def write(event, *states, by=None, token=None, **words):
    words = {"subject_ko": "", "text_ko": "", "subject_en": "", "text_en": ""} | (words or WORDS)
    by = by or UserFactory(is_staff=True)
    return writing.write_to_registrants(event=event, states=states, by=by, now=NOW, token=token or uuid.uuid4(), **words)


def written():
    messages = Message.objects.filter(kind="event-message").order_by("pk")
    return [(message.address, message.language, message.context["written_subject"]) for message in messages]


class TestWriting:
    def test_each_in_the_state_gets_it_in_his_language(self):
        event = EventFactory()
        korean = in_state(event, State.CONFIRMED, language="ko")
        english = in_state(event, State.WAITLISTED, language="en")
        in_state(event, State.PENDING)
        RegistrationFactory()
        announcement, is_new = write(event, "confirmed", "waitlisted")
        assert (announcement.recipients, is_new) == (2, True)
        assert sorted(written()) == sorted(
            [(korean.member.user.email, "ko", "준비물"), (english.member.user.email, "en", "What to bring")]
        )

    def test_a_missing_language_gets_the_other_text_whole(self):
        event = EventFactory()
        one = in_state(event, State.CONFIRMED, language="en")
        write(event, "confirmed", subject_ko="제목", text_ko="내용", subject_en="Only a subject")
        assert written() == [(one.member.user.email, "en", "제목")]

    def test_who_registered_anew_is_not_among_the_cancelled(self):
        event = EventFactory()
        gone, back = (services.register_member(event=event, member=MemberFactory(), now=NOW) for _ in range(2))
        for one in (gone, back):
            services.cancel_registration(registration=one, by=None, now=NOW)
        services.register_member(event=event, member=back.member, now=NOW)
        write(event, "cancelled")
        assert [address for address, _language, _subject in written()] == [gone.member.user.email]

    def test_the_same_form_sends_once(self):
        event, token = EventFactory(), uuid.uuid4()
        in_state(event, State.CONFIRMED)
        first, _new = write(event, "confirmed", token=token)
        again, is_new = write(event, "confirmed", token=token)
        assert (first, is_new) == (again, False)
        assert len(written()) == 1

    def test_who_left_the_state_meanwhile_is_not_written_to(self):
        event = EventFactory()
        stays, leaves = (in_state(event, State.CONFIRMED) for _ in range(2))
        write(event, "confirmed")
        services.cancel_registration(registration=leaves, by=None, now=NOW)
        deliver()
        states = dict(Message.objects.filter(kind="event-message").values_list("address", "state"))
        assert states == {stays.member.user.email: "sent", leaves.member.user.email: "cancelled"}

    def test_number_of_queries_is_the_same_for_one_and_for_many(self, django_assert_max_num_queries):
        event = EventFactory()
        for _ in range(30):
            in_state(event, State.CONFIRMED)
        by = UserFactory(is_staff=True)
        with django_assert_max_num_queries(9):
            write(event, "confirmed", by=by)

    @pytest.mark.django_db(transaction=True)
    def test_sent_by_many_clicks_at_once(self):
        event, token, by = EventFactory(), uuid.uuid4(), UserFactory(is_staff=True)
        in_state(event, State.CONFIRMED)
        race(*(lambda: write(event, "confirmed", by=by, token=token) for _ in range(8)))
        assert len(written()) == Announcement.objects.count() == 1


class TestWritingPage:
    def test_look_first_then_send_once(self, client, staff):
        event = EventFactory()
        in_state(event, State.CONFIRMED, language="ko", family_name="박", given_name="하늘")
        in_state(event, State.CONFIRMED, language="en")
        text = client.get(url("write", event)).content.decode()
        assert "Confirmed (2)" in text
        data = {"token": str(uuid.uuid4()), "states": ["confirmed"], **WORDS}
        answer = client.post(url("write", event), data)
        text = answer.content.decode()
        assert answer.context["preview"]["count"] == 2
        assert [letter["count"] for letter in answer.context["preview"]["letters"]] == [1, 1]
        assert "Bring your &lt;ID&gt;." in text
        assert "신분증을 가져오세요." in text
        assert not Announcement.objects.exists()
        for _ in range(2):
            assert client.post(url("write", event), data | {"send": "1"}).status_code == 302
        announcement = Announcement.objects.get()
        assert (announcement.sent_by, announcement.sent_at, announcement.recipients) == (staff, NOW, 2)
        assert len(written()) == 2
        text = client.get(url("write", event)).content.decode()
        assert "준비물" in text
        assert staff.email in text

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"states": []}, "states"),
            ({"states": ["nonsense"]}, "states"),
            ({"text_ko": ""}, "text_ko"),
            ({"subject_en": ""}, "subject_en"),
            ({"subject_ko": "", "text_ko": "", "subject_en": "", "text_en": ""}, "text_ko"),
            ({"subject_ko": "x" * 201}, "subject_ko"),
        ],
    )
    def test_bad_input_is_said_beside_the_field_and_kept(self, client, staff, wrong, field):
        event = EventFactory()
        in_state(event, State.CONFIRMED)
        data = {"token": str(uuid.uuid4()), "states": ["confirmed"], **WORDS} | wrong
        answer = client.post(url("write", event), data | {"send": "1"})
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {field}
        assert data["text_en"].replace("<", "&lt;").replace(">", "&gt;") in answer.content.decode()
        assert not Announcement.objects.exists()

    def test_a_form_without_its_token_sends_nothing(self, client, staff):
        event = EventFactory()
        in_state(event, State.CONFIRMED)
        assert client.post(url("write", event), {"states": ["confirmed"], "send": "1", **WORDS}).status_code == 422

    def test_nobody_to_write_to(self, client, staff):
        assert "there is nobody to write to" in client.get(url("write", EventFactory())).content.decode()

    def test_a_subject_on_two_lines_is_one(self, client, staff):
        event = EventFactory()
        in_state(event, State.CONFIRMED, language="en")
        data = {"token": str(uuid.uuid4()), "states": ["confirmed"], **WORDS, "subject_en": "One\r\nBcc: x@example.com"}
        client.post(url("write", event), data | {"send": "1"})
        assert written()[0][2] == "One Bcc: x@example.com"


class TestRegisteringOthers:
    def test_by_name_and_by_address(self, client, staff):
        event = EventFactory(capacity=2)
        people = [MemberFactory() for _ in range(3)]
        data = {"people": [people[0].pk], "addresses": f"{people[1].user.email.upper()}\n{people[2].user.email}"}
        answer = client.post(url("register_people", event), data, follow=True)
        text = answer.content.decode()
        assert "2 people have a seat and are told." in text
        assert "1 person is on the waiting list and is told." in text
        assert {one.member for one in Registration.objects.live()} == set(people)
        assert Registration.objects.first().history.first().history_user == staff
        # Again: nothing more.
        answer = client.post(url("register_people", event), data, follow=True)
        assert answer.content.decode().count("is registered already.") == 3
        assert Registration.objects.count() == 3

    def test_those_of_a_file_are_shown_alone_and_taken_back_together(self, client, staff, monkeypatch):
        event, people = EventFactory(), [MemberFactory(), MemberFactory()]
        RegistrationFactory(event=event)
        answer = client.post(url("register_people", event), {"people": [one.pk for one in people]}, follow=True)
        assert {row.member for row in answer.context["cl"].result_list} == set(people)
        assert "The list shows these people alone." in answer.content.decode()
        sent = {"action": "cancel", "_selected_action": [row.pk for row in answer.context["cl"].result_list]}
        client.post(answer.redirect_chain[-1][0], {**sent, "confirmed": "1", "reason": "The wrong file."})
        assert [one.member in people for one in Registration.objects.live()] == [False]
        # So many that an address does not hold them are not said to be shown alone.
        monkeypatch.setattr(on_behalf, "LISTED", 1)
        answer = client.post(url("register_people", event), {"people": [one.pk for one in people]}, follow=True)
        assert len(answer.context["cl"].result_list) == Registration.objects.count()
        assert "The list shows these people alone." not in answer.content.decode()

    def test_rows_with_errors_are_named_and_nothing_is_done(self, client, staff):
        event, member = EventFactory(), MemberFactory()
        answer = client.post(
            url("register_people", event), {"addresses": f"{member.user.email}\nnobody@example.com", "people": []}
        )
        assert answer.status_code == 422
        errors = answer.context["form"].errors
        assert errors == {"addresses": ["Line 2: nobody@example.com has no log-in yet. Invite this address instead."]}
        assert not Registration.objects.exists()
        answer = client.post(url("register_people", event), {})
        assert answer.context["form"].non_field_errors() == ["Choose people, or give their e-mail addresses."]

    def test_what_the_rules_refuse_is_said_for_each(self, client, staff):
        event = EventFactory(audience=Event.Audience.MEMBERS)
        member, guest = MemberFactory(), MemberFactory(state="draft")
        answer = client.post(url("register_people", event), {"people": [member.pk, guest.pk]}, follow=True)
        text = answer.content.decode()
        assert "1 person has a seat and is told." in text
        assert f"{guest}: This event is for others" in text

    def test_answers_are_optional_and_the_same_for_each(self, client, staff):
        event = EventFactory()
        question = QuestionFactory(event=event, required=True)
        people = [MemberFactory() for _ in range(2)]
        data = {"people": [one.pk for one in people], f"question-{question.pk}": "Yes, for two"}
        client.post(url("register_people", event), data)
        assert {one.answers[0]["value"] for one in Registration.objects.all()} == {"Yes, for two"}
        client.post(url("register_people", event), {"people": [MemberFactory().pk]})
        assert Registration.objects.last().answers == []

    def test_an_overlap_is_told_if_staff_may_know_of_it(self, client, staff):
        known = EventFactory(title_en="Known")
        secret = EventFactory(title_en="Secret", programme="symposia", audience=Event.Audience.INVITED)
        member = MemberFactory()
        RegistrationFactory(event=known, member=member)
        RegistrationFactory(event=secret, member=member)
        answer = client.post(url("register_people", EventFactory()), {"people": [member.pk]}, follow=True)
        text = answer.content.decode()
        assert "is also registered for “Known” at the same time." in text
        assert "Secret" not in text


def table(response):
    assert response.status_code == 200
    content = response.content
    if "csv" in response["Content-Type"]:
        assert content.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}
    return [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]


class TestExport:
    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_answers_stand_in_columns_and_formulas_are_text(self, client, staff, kind):
        event = EventFactory()
        line = QuestionFactory(event=event, label_en="Anything else?")
        number = QuestionFactory(event=event, kind=Question.Kind.NUMBER, label_en="How many?", position=1)
        session = SessionFactory(event=event, title_en="Moulds")
        organisation = OrganisationFactory(name_en="+Company")
        member = MemberFactory(family_name="박", given_name="하늘", organisation=organisation, phone="+821012345678")
        answers = [
            {"question": line.pk, "value": '=HYPERLINK("http://evil")', "label_ko": "", "label_en": ""},
            {"question": number.pk, "value": "-5", "label_ko": "", "label_en": ""},
        ]
        registration = services.register_member(event=event, member=member, now=NOW, answers=answers)
        services.choose_sessions(registration=registration, items=[session.pk], by=None, now=NOW)
        heading, row = table(client.get(url("registrants", event, kind)))
        found = dict(zip(heading, row, strict=True))
        assert (found["State"], found["Name (Hangul)"], found["Sessions"]) == ("Confirmed", "박하늘", "Moulds")
        assert (found["Phone"], found["E-mail"]) == ("010-1234-5678", member.user.email)
        assert found["Organisation"] == "'+Company"
        assert found["Anything else?"] == '\'=HYPERLINK("http://evil")'
        assert float(found["How many?"]) == -5

    def test_the_name_of_the_file_is_in_hangul(self, client, staff):
        event = EventFactory(title_ko="사출/금형 포럼\r\n")
        response = client.get("/ko" + url("registrants", event, "xlsx"))
        assert "사출-금형 포럼" in unquote(response["Content-Disposition"])
        assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert "no-store" in response["Cache-Control"]

    def test_everyone_is_in_it_in_the_order_of_coming(self, client, staff, count_queries):
        event = EventFactory()
        states = [State.CONFIRMED, State.CANCELLED, State.WAITLISTED]
        made = [in_state(event, state) for state in states]
        few = count_queries(lambda: client.get(url("registrants", event, "csv")))
        rows = table(client.get(url("registrants", event, "csv")))[1:]
        assert [row[5] for row in rows] == [one.member.user.email for one in made]
        for _ in range(30):
            in_state(event, State.CONFIRMED)
        assert count_queries(lambda: client.get(url("registrants", event, "csv"))) == few

    def test_nobody_but_the_staff_of_the_programme(self, client):
        event = EventFactory(programme="symposia")
        for user, outcome in ((coordinator("forums"), 404), (MemberFactory().user, 404), (coordinator("symposia"), 200)):
            client.force_login(user)
            pages = [
                url("registrants", event, "xlsx"),
                url("write", event),
                url("register_people", event),
                url("invite", event),
            ]
            assert {client.get(page).status_code for page in pages} == {outcome}
        assert client.get(url("registrants", event, "pdf")).status_code == 404

    def test_who_waits_for_a_session_is_said(self, client, staff):
        event = EventFactory()
        session = SessionFactory(event=event, title_en="Moulds", capacity=0)
        registration = services.register_member(event=event, member=MemberFactory(), now=NOW)
        services.choose_sessions(registration=registration, items=[session.pk], by=None, now=NOW)
        assert AgendaRegistration.objects.get().state == AgendaRegistration.State.WAITLISTED
        heading, row = table(client.get(url("registrants", event, "csv")))
        assert dict(zip(heading, row, strict=True))["Sessions"] == "Moulds (On the waiting list)"

"""The results of a survey: counted, shown as charts with their tables, exported; and how staff make one."""

import csv
import io

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from council.events import services
from council.events.models import SurveyQuestion, SurveyResponse
from council.events.services import survey_results
from council.events.survey_forms import SurveyForm
from tests.factories import (
    NOW,
    EventFactory,
    RegistrationFactory,
    coordinator,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
Kind = SurveyQuestion.Kind


def field(survey, kind):
    return f"question-{survey.questions.get(kind=kind).pk}"


def answer(survey, **values):
    """Somebody's answers, by the kind of the question, as the form keeps them."""
    data = QueryDict(mutable=True)
    for kind, value in values.items():
        name = field(survey, Kind[kind])
        data.setlist(name, value if isinstance(value, list) else [value])
    form = SurveyForm(data, questions=list(survey.questions.all()))
    assert form.is_valid(), form.errors
    member = RegistrationFactory(event=survey.event).member
    return services.answer_survey(survey=survey, member=member, answers=form.answers(), now=NOW)


def bars(survey, kind):
    found = next(one for one in survey_results.results(survey) if one.question.kind == kind)
    return found.finding, [(bar.label, bar.count) for bar in found.bars]


def test_results_are_counted_as_they_were_answered(survey):
    answer(survey, RATING="5", YES_NO="yes", CHOICE="1", CHOICES=["0", "1"], NUMBER="3", LINE="first")
    answer(survey, RATING="4", YES_NO="no", CHOICE="1", CHOICES=["0"], NUMBER="5")
    answer(survey, RATING="4", YES_NO="yes", TEXT="long")
    assert bars(survey, Kind.RATING) == ("4.3 of 5 on average.", [("1", 0), ("2", 0), ("3", 0), ("4", 2), ("5", 1)])
    assert bars(survey, Kind.YES_NO) == ("67% say yes.", [("Yes", 2), ("No", 1)])
    assert bars(survey, Kind.CHOICE) == ("Most often: Debate (2 of 2).", [("Talk", 0), ("Debate", 2)])
    assert bars(survey, Kind.CHOICES) == ("Most often: Talk (2 of 2).", [("Talk", 2), ("Debate", 1)])
    assert bars(survey, Kind.NUMBER) == ("4 on average, from 3 to 5.", [("3", 1), ("5", 1)])
    texts = {one.question.kind: one.texts for one in survey_results.results(survey) if one.texts}
    assert texts == {Kind.LINE: ["first"], Kind.TEXT: ["long"]}
    with translation.override("ko"):
        assert bars(survey, Kind.CHOICE)[1] == [("강연", 0), ("토론", 2)]


def test_many_different_numbers_are_told_in_steps(survey):
    for number in range(13):
        answer(survey, NUMBER=str(number))
    finding, counted = bars(survey, Kind.NUMBER)
    assert finding == "6 on average, from 0 to 12."
    assert counted == [("0–2", 2), ("2–4", 2), ("4–6", 2), ("6–8", 2), ("8–10", 2), ("10–12", 3)]


def test_an_option_reworded_and_a_question_retired_keep_their_answers(survey):
    answer(survey, CHOICE="0", RATING="1")
    survey.questions.filter(kind=Kind.CHOICE).update(options_ko="발표\n토론", options_en="")
    survey.questions.filter(kind=Kind.RATING).update(retired=True)
    assert bars(survey, Kind.CHOICE)[1] == [("발표", 0), ("토론", 0), ("Talk", 1)]
    assert [one.question.kind for one in survey_results.results(survey)][-1] == Kind.RATING


def test_staff_read_results_as_charts_with_the_same_numbers_as_tables(client, survey):
    answer(survey, RATING="5", TEXT="<script>alert(1)</script>")
    client.force_login(coordinator("forums"))
    page = client.get(reverse("admin:events_survey_results", args=[survey.pk])).content.decode()
    key = survey.questions.get(kind=Kind.RATING).pk
    assert f'<canvas role="img" aria-label="5.0 of 5 on average." data-chart="chart-{key}">' in page
    assert f'<script id="chart-{key}" type="application/json">' in page
    assert '{"labels": ["1", "2", "3", "4", "5"], "values": [0, 0, 0, 0, 1], "unit": "Answers"}' in page
    assert '<th scope="row">5</th><td>1</td><td>100 %</td>' in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "chart.umd.min" in page
    assert "chart.umd.min" not in client.get(survey.event.get_absolute_url()).content.decode()


def test_results_cost_the_same_for_one_and_thirty_answers(client, survey, count_queries):
    client.force_login(coordinator("forums"))
    url = reverse("admin:events_survey_results", args=[survey.pk])
    answer(survey, RATING="5")
    one = count_queries(lambda: client.get(url))
    for _ in range(29):
        answer(survey, RATING="4")
    assert count_queries(lambda: client.get(url)) == one


def export(client, survey, kind):
    return client.get(reverse("admin:events_survey_export", args=[survey.pk, kind]))


def test_answers_are_exported_without_formulas(client, survey):
    answer(survey, RATING="5", LINE="=1+1", CHOICES=["0", "1"], YES_NO="no")
    client.force_login(coordinator("forums"))
    header = ["Answered on", *(f"Question {kind}" for kind in Kind)]
    row = ["2026-11-02", "5", "No", "", "Talk, Debate", "", "'=1+1", ""]
    response = export(client, survey, "csv")
    assert list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")))) == [header, row]
    assert response["Content-Disposition"] == f'attachment; filename="survey-{survey.event.slug}.csv"'
    sheet = load_workbook(io.BytesIO(export(client, survey, "xlsx").content)).active
    assert [["" if one.value is None else str(one.value) for one in line] for line in sheet.rows] == [header, row]
    assert export(client, survey, "ods").status_code == 404


def test_names_are_exported_where_they_were_not_promised_away(client, survey):
    survey.is_anonymous = False
    survey.save()
    answer(survey, RATING="5")
    client.force_login(coordinator("forums"))
    response = SurveyResponse.objects.get()
    lines = export(client, survey, "csv").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Answered on,Person,")
    assert str(response.member) in lines[1]


def test_results_and_files_of_another_programme_are_not_there(client, survey):
    client.force_login(coordinator("focus-group"))
    assert client.get(reverse("admin:events_survey_results", args=[survey.pk])).status_code == 404
    assert export(client, survey, "csv").status_code == 404
    client.force_login(coordinator("forums"))
    assert client.get(reverse("admin:events_survey_results", args=[survey.pk + 1])).status_code == 404


def test_staff_make_a_survey_from_the_page_of_an_event(client):
    event = EventFactory()
    client.force_login(coordinator("forums"))
    link = f"{reverse('admin:events_survey_add')}?event={event.pk}"
    assert link in client.get(reverse("admin:events_event_change", args=[event.pk])).content.decode()
    data = {"event": event.pk, "is_anonymous": "on", "is_active": "on", "open_days": "14"}
    data |= {"questions-TOTAL_FORMS": "1", "questions-INITIAL_FORMS": "0", "questions-0-kind": "choice"}
    data |= {"questions-0-label_ko": "무엇이?", "questions-0-label_en": "What?", "questions-0-position": "0"}
    refused = client.post(link, data)
    assert "Give the options, one a line." in refused.content.decode()
    assert client.post(link, data | {"questions-0-options_ko": "가\n나"}).status_code == 302
    assert event.survey.questions.get().kind == Kind.CHOICE
    page = client.get(reverse("admin:events_event_change", args=[event.pk])).content.decode()
    assert reverse("admin:events_survey_change", args=[event.survey.pk]) in page


def test_what_was_promised_about_names_stays(client, survey):
    answer(survey, RATING="5")
    survey.is_anonymous = False
    with pytest.raises(ValidationError, match="as it was promised"):
        survey.full_clean()

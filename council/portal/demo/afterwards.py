"""Writes a series, a survey with its answers, and documents. What a series makes is left to its tick."""

from datetime import datetime, time, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from council.events.models import (
    AgendaItem,
    Event,
    Registration,
    Series,
    Survey,
    SurveyParticipation,
    SurveyQuestion,
    SurveyResponse,
    Venue,
)
from council.library.models import Acceptance, Agreement, Document, DocumentReader, DocumentVersion
from council.library.services import add_version, publish_agreement, signature
from council.members.models import Body
from council.portal.demo import MARK
from council.portal.demo.data import afterwards as data
from council.portal.demo.people import members_by_key
from council.portal.demo.store import Store, create

Kind = SurveyQuestion.Kind


def load_series(store: Store) -> None:
    """A series of consultations, with a holiday moved to the next working day."""
    if not store.missing("series", [data.SERIES_SLUG]):
        return
    venue = next(iter(store.rows("venue", Venue).values()), None)
    series = Series(
        programme="forums",
        slug=data.SERIES_SLUG,
        title_ko=data.SERIES_TITLE[0],
        title_en=data.SERIES_TITLE[1],
        summary_ko=f"{data.SERIES_SUMMARY[0]} {MARK}",
        summary_en=f"{data.SERIES_SUMMARY[1]} {MARK}",
        starts_on=store.today + timedelta(days=7),
        rule=data.SERIES_RULE,
        starts_time=time(15),
        ends_time=time(16, 30),
        holidays=Series.Holidays.MOVE,
        venue=venue,
        capacity=12,
        contact_email="staff@demo.example",
    )
    store.add("series", Series, {data.SERIES_SLUG: series}, natural="slug")


def load_survey(store: Store, now: datetime) -> None:
    """The survey after an event of two weeks ago; two of the log-ins have yet to answer."""
    event = store.rows("event", Event).get(data.SURVEY_EVENT)
    if event is None or not store.missing("survey", [data.SURVEY_EVENT]) or Survey.objects.filter(event=event).exists():
        return
    survey = Survey(event=event, intro_ko=data.SURVEY_INTRO[0], intro_en=data.SURVEY_INTRO[1], invites=False)
    store.add("survey", Survey, {data.SURVEY_EVENT: survey})
    questions = [
        SurveyQuestion(
            survey=survey,
            position=place,
            kind=row.kind,
            label_ko=row.label[0],
            label_en=row.label[1],
            options_ko=row.options[0],
            options_en=row.options[1],
            required=row.required,
        )
        for place, row in enumerate(data.SURVEY_QUESTIONS)
    ]
    create(SurveyQuestion, questions)
    members = members_by_key(store)
    not_yet = {members[key].pk for key in data.SURVEY_NOT_YET if key in members}
    came = Registration.objects.filter(event=event).asked_afterwards().exclude(member__in=not_yet)
    people = list(came.order_by("pk").values_list("member", flat=True))
    answered = people[: len(people) * 2 // 3]
    create(SurveyParticipation, [SurveyParticipation(survey=survey, member_id=member) for member in answered])
    day = min(timezone.localdate(now), timezone.localdate(event.ends_at) + timedelta(days=1))
    create(
        SurveyResponse,
        [
            SurveyResponse(
                survey=survey, answered_on=day, answers=[_answer(one, place) for one in questions if _value(one, place)]
            )
            for place in range(len(answered))
        ],
    )


def _answers(questions: list[SurveyQuestion], place: int) -> list[dict[str, Any]]:
    return [_answer(question, place) for question in questions if _value(question, place)]


def _answer(question: SurveyQuestion, place: int) -> dict[str, Any]:
    labels = {"question": question.pk, "kind": question.kind, "label_ko": question.label_ko, "label_en": question.label_en}
    return {**labels, **(_value(question, place) or {})}


def _value(question: SurveyQuestion, place: int) -> dict[str, Any] | None:
    """What the person in this place answered; None for nothing."""
    if question.kind == Kind.RATING:
        return {"value": (5, 4, 4, 3, 5, 4, 2)[place % 7]}
    if question.kind == Kind.YES_NO:
        return {"value": place % 5 != 4}
    if question.kind == Kind.NUMBER:
        return {"value": str((1, 2, 0, 1, 3)[place % 5])} if place % 3 else None
    if question.kind == Kind.TEXT:
        return {"value": data.SURVEY_TEXTS[place // 7 % len(data.SURVEY_TEXTS)]} if place % 7 == 3 else None
    korean, english = question.options_ko.split("\n"), question.options_en.split("\n")
    first = (0, 1, 1, 2, 1)[place % 5]
    width = 2 if question.kind == Kind.CHOICES and place % 2 else 1
    return {"value": korean[first : first + width], "value_en": english[first : first + width]}


def load_agreements(store: Store, now: datetime) -> None:
    """Confidentiality agreements with their versions, and who accepted which: silently, as if it had been some days ago."""
    missing = set(store.missing("agreement", [row.key for row in data.AGREEMENTS]))
    rows = {row.key: row for row in data.AGREEMENTS if row.key in missing}
    agreements = {
        key: Agreement(programme=row.programme, title_ko=f"{row.title[0]} {MARK}", title_en=f"{row.title[1]} {MARK}")
        for key, row in rows.items()
    }
    members = members_by_key(store)
    for key, agreement in store.add("agreement", Agreement, agreements).items():
        row, versions = rows[key], {}
        for place, (korean, english) in enumerate(row.texts, start=1):
            moment = now - timedelta(days=10 * (len(row.texts) - place + 1))
            version = publish_agreement(agreement=agreement, text_ko=korean, text_en=english, by=None, now=moment)
            if version is not None:
                versions[place] = version
        create(
            Acceptance,
            [
                Acceptance(
                    version=versions[number],
                    user=members[person].user,
                    name=signature(members[person]),
                    language="ko",
                    accepted_at=versions[number].published_at + timedelta(days=1),
                )
                for person, number in row.accepted
                if person in members
            ],
        )


def _item(event: Event | None, number: int) -> AgendaItem | None:
    """The part of the agenda of `event` that stands at this place, counted from 1, while it is there."""
    return event.agenda.order_by("pk")[number - 1 : number].first() if event is not None and number else None


def load_documents(store: Store, now: datetime) -> None:
    """Documents of each classification, two of them under agreements, with small files."""
    events, bodies = store.rows("event", Event), store.rows("body", Body)
    agreements, members = store.rows("agreement", Agreement), members_by_key(store)
    missing = set(store.missing("document", [row.key for row in data.DOCUMENTS]))
    rows = {
        row.key: row
        for row in data.DOCUMENTS
        if row.key in missing
        and (not row.event or row.event in events)
        and (not row.body or row.body in bodies)
        and (not row.agreement or row.agreement in agreements)
    }
    documents = {
        key: Document(
            programme=row.programme,
            event=events.get(row.event),
            agenda_item=_item(events.get(row.event), row.item),
            body=bodies.get(row.body),
            agreement=agreements.get(row.agreement),
            title_ko=row.title[0],
            title_en=row.title[1],
            description_ko=f"{row.description[0]} {MARK}",
            description_en=f"{row.description[1]} {MARK}",
            classification=row.classification,
        )
        for key, row in rows.items()
    }
    for key, document in store.add("document", Document, documents).items():
        name = rows[key].file_name or f"{rows[key].title[0]}.txt"
        add_version(document=document, upload=SimpleUploadedFile(name, rows[key].text.encode()), by=None, now=now)
        if rows[key].refused:
            DocumentVersion.objects.create(
                document=document,
                number=2,
                # Thrown away, as what the scanner refuses is.
                file=f"library/00/{key}",
                name=rows[key].refused,
                content_type="application/pdf",
                size=68,
                uploaded_at=now,
                state=DocumentVersion.State.REFUSED,
                scanned_at=now,
                finding="Eicar-Test-Signature",
            )
        listed = [members[person] for person in rows[key].readers if person in members]
        create(DocumentReader, [DocumentReader(document=document, member=member) for member in listed])

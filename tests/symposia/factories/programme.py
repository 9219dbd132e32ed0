from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from symposia.models import Session, Talk, TalkSpeaker
from symposia.services.programme.publishing import write_agenda, write_version
from symposia.services.programme.reading import current_version, read_plan
from tests.factories import NOW, SpeakerFactory
from tests.symposia.factories.symposium import SymposiumFactory


class SessionFactory(DjangoModelFactory):
    """A session of research results on the first day of its symposium: an hour from its beginning, in no room."""

    class Meta:
        model = Session

    symposium = factory.SubFactory(SymposiumFactory)
    title_ko = factory.Sequence(lambda n: f"{n + 1}부")
    title_en = factory.Sequence(lambda n: f"Session {n + 1}")
    starts_at = factory.LazyAttribute(lambda one: one.symposium.event.starts_at)
    ends_at = factory.LazyAttribute(lambda one: one.starts_at + timedelta(hours=1))


class TalkFactory(DjangoModelFactory):
    """A talk without a place and without anybody."""

    class Meta:
        model = Talk

    symposium = factory.SubFactory(SymposiumFactory)
    number = factory.Sequence(lambda n: n + 1)
    title_ko = factory.Sequence(lambda n: f"{n + 1}번째 발표")
    title_en = factory.Sequence(lambda n: f"Talk {n + 1}")


def placed_talk(session, *speakers, minute=0, **values):
    """A talk in `session`, `minute` minutes after its beginning, presented by `speakers` (a new guest where none is given)."""
    starts_at = session.starts_at + timedelta(minutes=minute)
    minutes = values.setdefault("minutes", 20)
    talk = TalkFactory(
        symposium=session.symposium,
        session=session,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        **values,
    )
    for position, speaker in enumerate(speakers or (SpeakerFactory(),), start=1):
        TalkSpeaker.objects.create(talk=talk, speaker=speaker, position=position)
    return talk


def published(symposium, now=NOW):
    """The plan of `symposium` as its next version, with its agenda; nobody is told."""
    last, plan = current_version(symposium), read_plan(symposium)
    version = write_version(plan, number=last.number + 1 if last else 1, by=None, now=now)
    write_agenda(plan, by=None, now=now)
    return version

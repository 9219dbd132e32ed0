"""Whatever is planned and published in whatever order: versions count from one, each stays as it was published, and none holds
a conflict."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from council.events.models import AgendaItem
from council.messaging.models import Message
from symposia.models import ProgrammeVersion, Session, Talk
from symposia.services.errors import SymposiaError
from symposia.services.programme import errors, planning
from symposia.services.programme.publishing import publish_programme
from symposia.services.programme.reading import read_plan, read_version
from tests.factories import NOW, MemberFactory, SpeakerFactory, coordinator
from tests.symposia.factories.programme import SessionFactory, TalkFactory, placed_talk
from tests.symposia.factories.symposium import RoomFactory, SymposiumFactory

number = st.integers(0, 3)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("move"), number, number, number),
        st.tuples(st.just("place"), number, number, number),
        st.tuples(st.just("shift"), number, number, number),
        st.tuples(st.just("unplace"), number, number, number),
        st.tuples(st.just("drop"), number, number, number),
        st.tuples(st.just("publish"), number, number, number),
    ),
    min_size=3,
    max_size=10,
)


def facts(programme):
    """What a programme says, without the rows that say it."""
    return [
        (
            one.key,
            one.row.starts_at,
            one.row.ends_at,
            one.row.room_id,
            one.row.title_en,
            tuple(
                (talk.number, talk.row.starts_at, talk.row.ends_at, tuple(who.speaker.pk for who in talk.people))
                for talk in one.talks
            ),
        )
        for one in programme.sessions
    ]


class VersionsTest(TestCase):
    @settings(max_examples=7, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(steps)
    def test_versions_stay_and_agree_with_plan_and_agenda(self, done):
        symposium, desk = SymposiumFactory(), coordinator("symposia", email="desk@example.com")
        rooms = [RoomFactory(symposium=symposium), RoomFactory(symposium=symposium), None]
        people = [SpeakerFactory(member=MemberFactory()) for _number in range(2)]
        rows = [SessionFactory(symposium=symposium, room=room) for room in (*rooms[:2], None)]
        rows.append(SessionFactory(symposium=symposium, starts_at=rows[0].ends_at, room=rooms[0]))
        talks = [placed_talk(rows[0], people[0], number=1), placed_talk(rows[1], people[1], number=2)]
        talks += [placed_talk(rows[3], people[0], number=3), TalkFactory(symposium=symposium, number=4)]
        kept = []
        for verb, one, other, where in [*done, ("publish", 0, 0, 0)]:
            try:
                self._do(verb, symposium, desk, (rows[one], rows[other], talks[one], rooms[other % 3], where), kept)
            except SymposiaError:
                continue
        versions = list(ProgrammeVersion.objects.order_by("number"))
        assert [one.number for one in versions] == list(range(1, len(kept) + 1))
        assert [facts(read_version(symposium, one)) for one in versions] == [said for said, _letters in kept]
        if kept:
            last = {one[0]: one for one in kept[-1][0]}
            items = AgendaItem.objects.filter(event=symposium.event, is_cancelled=False).select_related("session")
            assert {(one.session.pk, one.starts_at, one.ends_at) for one in items} == {
                (key, said[1], said[2]) for key, said in last.items()
            }

    def _do(self, verb, symposium, desk, things, kept):
        session, into, talk, room, where = things
        by = {"by": desk, "now": NOW}
        if verb == "move":
            starts_at = symposium.event.starts_at + timedelta(minutes=30 * where)
            planning.move_session(session=session, room=room, starts_at=starts_at, **by)
        elif verb == "place":
            planning.place_talk(talk=talk, session=into, **by)
        elif verb == "shift":
            planning.shift_talk(talk=talk, earlier=where % 2 == 0, **by)
        elif verb == "unplace":
            planning.unplace_talk(talk=talk, **by)
        elif verb == "drop":
            planning.drop_session(session=session, **by)
        else:
            self._publish(symposium, desk, kept)

    def _publish(self, symposium, desk, kept):
        plan = read_plan(symposium)
        try:
            made = publish_programme(symposium=symposium, by=desk, now=NOW)
        except errors.Conflicts:
            assert plan.conflicts
            return
        except errors.NothingToPublish:
            assert not Session.objects.planned().exists()
            return
        except errors.NothingNew:
            assert facts(plan) == kept[-1][0]
            return
        assert not plan.conflicts
        letters = {
            one.user.member.pk for one in Message.objects.filter(context__version=made.number).select_related("user__member")
        }
        before = {row[0]: row for row in _talks(kept[-1][0])} if kept else {}
        after = {row[0]: row for row in _talks(facts(plan))}
        moved = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        named = Talk.objects.filter(number__in=moved, authors__speaker__member__isnull=False)
        assert letters == set(named.values_list("authors__speaker__member", flat=True))
        kept.append((facts(plan), letters))


def _talks(said):
    """Each talk's number with when and where it is."""
    return [(talk[0], talk[1], talk[2], session[0], session[3]) for session in said for talk in session[5]]

"""The states of a meeting: what the design draws, and nothing else; whose each move is; the clock's part."""

from datetime import timedelta

import pytest
from django import forms
from django.contrib.admin import site

from council.events.models import Event
from council.events.services import cancel_event, keep_series
from forums.admin.meetings import MeetingAdmin
from forums.models import Meeting, MeetingMove
from forums.services import meetings as services
from forums.services.errors import NotYours, ReasonMissing, WrongState
from forums.services.meetings import machine
from tests.factories import NOW, AgendaItemFactory, EventFactory, SeriesFactory
from tests.forums.factories.meetings import cleared_item
from tests.forums.meetings.people import meeting_of, small_forum

pytestmark = pytest.mark.django_db
S = Meeting.State
RUNS, WORKS = {"desk", "chair"}, {"desk", "chair", "secretary"}
# As the design draws them: the verb, from where, to where, whose it is.
DRAWN = {
    "submit": ({"draft"}, "agenda-submitted", RUNS),
    "clear": ({"agenda-submitted"}, "cleared", RUNS),
    "reopen": ({"cleared"}, "agenda-submitted", WORKS),
    "notice": ({"cleared"}, "noticed", RUNS),
    "hold": ({"noticed"}, "held", RUNS),
    "hold-unnoticed": ({"draft", "agenda-submitted", "cleared"}, "held", RUNS),
    "write": ({"held"}, "minutes-draft", WORKS),
    "approve": ({"minutes-draft"}, "minutes-approved", {"chair"}),
    "close": ({"minutes-approved"}, "closed", RUNS),
    "cancel": ({"draft", "agenda-submitted", "cleared", "noticed"}, "cancelled", set()),
}


def test_every_state_every_verb_and_every_role():
    forum = small_forum()
    people = {
        "desk": forum.desk,
        "chair": forum.chair.user,
        "secretary": forum.secretary.user,
        "member": forum.members[0].user,
        "outsider": forum.outsider.user,
    }
    meeting = forum.meeting
    assert set(machine.MOVES) == set(DRAWN)
    for verb, (before, after, whose) in DRAWN.items():
        assert machine.MOVES[verb].after == after
        allowed = {role for role, user in people.items() if machine.MOVES[verb].whose(user, meeting, NOW)}
        assert allowed == whose, verb
        for state in S.values:
            meeting.state = state
            if state not in before:
                with pytest.raises(WrongState):
                    machine.check(meeting, verb, by=None, now=NOW, reason="so")
            else:
                assert machine.check(meeting, verb, by=None, now=NOW, reason=" so ") == "so"
        with pytest.raises(NotYours):
            machine.check(meeting, verb, by=people["outsider"], now=NOW)
    meeting.state = S.DRAFT
    with pytest.raises(ReasonMissing):
        machine.check(meeting, "hold-unnoticed", by=forum.desk, now=NOW, reason="  ")


def test_the_agenda_is_cleared_by_the_person_who_is_named_for_it():
    forum = small_forum()
    meeting = forum.meeting
    meeting.clearer = forum.colleague
    clears = machine.MOVES["clear"].whose
    assert [clears(user, meeting, NOW) for user in (forum.colleague, forum.desk, forum.chair.user)] == [True, False, False]
    # Who is named and has left the desk clears nothing, and keeps nobody from it.
    meeting.clearer = forum.outsider.user
    assert [clears(user, meeting, NOW) for user in (forum.outsider.user, forum.desk)] == [False, True]
    form = MeetingAdmin(Meeting, site).form
    fields = forms.modelform_factory(Meeting, form=form, fields=["clearer"])
    errors = [fields({"clearer": one.pk}, instance=meeting).errors for one in (forum.outsider.user, forum.chair.user)]
    assert errors == [{"clearer": ["Choose somebody of the secretariat, or who chairs this forum."]}, {}]


def test_meetings_are_made_of_series_once_and_follow_their_events():
    forum = small_forum()
    series = SeriesFactory(body=forum.body, audience="body", mode="standing")
    keep_series(series=series, by=None, now=NOW)
    other = EventFactory(body=forum.body, audience="body", kind="visit", mode="standing")
    EventFactory(body=forum.body, audience="body")  # open to register, of no series: the desk says whether it is a meeting
    EventFactory(body=forum.body, audience="body", mode="standing", programme="symposia")
    made = services.keep_meetings(now=NOW)
    expected = Event.objects.filter(occurrence__series=series).count() + 1
    assert (made, services.keep_meetings(now=NOW)) == (expected, 0)
    assert Meeting.objects.get(event=other).kind == Meeting.Kind.VISIT
    of_series = Meeting.objects.filter(event__occurrence__series=series)
    assert set(of_series.values_list("kind", "state", "forum")) == {("regular", "draft", forum.forum.pk)}
    assert of_series.first().history.count() == 1
    # What is cancelled is cancelled once; what was held is not touched.
    meeting_of(forum.forum, days=3, state="held", enrolled=3)
    cancel_event(event=other, by=forum.desk, now=NOW)
    assert (services.keep_meetings(now=NOW), services.keep_meetings(now=NOW)) == (1, 0)
    assert list(MeetingMove.objects.values_list("meeting", "verb", "before", "after", "by")) == [
        (other.pk, "cancel", "draft", "cancelled", None)
    ]


def test_a_cleared_agenda_that_changes_by_any_way_waits_again():
    forum = small_forum(state="cleared")
    item = cleared_item(forum.meeting.event)
    assert services.keep_meetings(now=NOW) == 0
    AgendaItemFactory(event=forum.meeting.event)  # as the administration of the event adds one
    assert services.keep_meetings(now=NOW) == 1
    forum.meeting.refresh_from_db()
    assert (forum.meeting.state, services.uncleared(forum.meeting.pk).count()) == ("agenda-submitted", 1)
    # Another time leaves the words as they were cleared.
    type(item).objects.filter(pk=item.pk).update(ends_at=item.ends_at + timedelta(minutes=5))
    assert item.clearances.cleared().count() == 1
    type(item).objects.filter(pk=item.pk).update(title_en="Prices of gates")
    assert item.clearances.cleared().count() == 0

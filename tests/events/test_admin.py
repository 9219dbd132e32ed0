"""Staff run events and registrations in the administration."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from council.events import services
from council.events.models import Event, Registration
from council.messaging.models import Message
from tests.events.invariants import assert_invariants
from tests.factories import NOW, EventFactory, MemberFactory, QuestionFactory, VenueFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
State = Registration.State
LIST = "admin:events_event_changelist"
REGISTRATIONS = "admin:events_registration_changelist"


def register(event, member=None):
    return services.register_member(event=event, member=member or MemberFactory(), now=NOW)


def event_form(client, event=None):
    """The fields of the change (or add) form as a browser would send them back."""
    url = reverse("admin:events_event_change", args=[event.pk]) if event else reverse("admin:events_event_add")
    response = client.get(url)
    assert response.status_code == 200
    data = {}
    context = response.context
    for form in [context["adminform"].form, *(f.formset.management_form for f in context["inline_admin_formsets"])]:
        data |= fields_of(form)
    for inline in context["inline_admin_formsets"]:
        for form in inline.formset.initial_forms:
            data |= fields_of(form)
    return url, data


def fields_of(form):
    data = {}
    for bound in form:
        value = bound.value()
        if bound.name in ("starts_at", "ends_at", "opens_at", "closes_at") and "SplitDate" in type(bound.field).__name__:
            local = timezone.localtime(value) if value else None
            data[f"{bound.html_name}_0"] = f"{local:%Y-%m-%d}" if local else ""
            data[f"{bound.html_name}_1"] = f"{local:%H:%M:%S}" if local else ""
        elif value is True:
            data[bound.html_name] = "on"
        elif value is not None and value is not False:
            data[bound.html_name] = value
    return data


def act(client, name, action, *objects, **data):
    selected = {"action": action, "_selected_action": [one.pk for one in objects], **data}
    return client.post(reverse(name), selected, follow=True)


def test_moving_an_event_raises_the_versions_and_tells_once(client, staff):
    event = EventFactory(capacity=2)
    registration = register(event)
    url, data = event_form(client, event)
    data["starts_at_0"] = data["ends_at_0"] = "2026-11-20"
    assert client.post(url, data).status_code == 302
    event.refresh_from_db()
    assert (event.sequence, event.schedule_version, event.taken) == (1, 1, 1)
    assert timezone.localtime(event.starts_at).isoformat() == "2026-11-20T10:00:00+09:00"
    message = Message.objects.get(kind="event-changed")
    assert message.context["registration_id"] == registration.pk
    assert "20 Nov 2026" in message.context["event_when"]
    # Saved again without a change: nothing more.
    url, data = event_form(client, event)
    client.post(url, data)
    assert Message.objects.filter(kind="event-changed").count() == 1
    history = event.history.first()
    assert (history.history_user, history.schedule_version) == (staff, 1)


def test_the_capacity_is_not_lowered_below_what_is_taken(client, staff):
    event = EventFactory(capacity=3)
    for _ in range(2):
        register(event)
    url, data = event_form(client, event)
    response = client.post(url, data | {"capacity": "1", "title_en": "Typed title"})
    assert response.status_code == 200
    errors = response.context["adminform"].form.errors
    assert errors == {"capacity": ["2 seats are taken already; the number cannot be lower."]}
    assert "Typed title" in response.content.decode()
    event.refresh_from_db()
    assert event.capacity == 3


def test_more_seats_go_to_the_waiting_list(client, staff):
    event = EventFactory(capacity=1)
    register(event)
    waiting = register(event)
    url, data = event_form(client, event)
    assert client.post(url, data | {"capacity": "2"}).status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == State.CONFIRMED
    assert_invariants(event, NOW)


def test_adding_an_event_with_an_awkward_title(client, staff):
    url, data = event_form(client)
    data |= {"title_ko": "제목\r\n둘째\x00줄", "title_en": "Title\r\nSubject: spam", "slug": "awkward", "programme": "forums"}
    data |= {"starts_at_0": "2026-11-20", "starts_at_1": "10:00", "ends_at_0": "2026-11-20", "ends_at_1": "12:00"}
    assert client.post(url, data).status_code == 302
    event = Event.objects.get()
    assert (event.title_ko, event.title_en) == ("제목 둘째 줄", "Title Subject: spam")
    assert event.state == Event.State.DRAFT
    assert event.history.get().history_user == staff


def test_a_coordinator_sees_and_sets_only_his_programme(client, staff):
    other = EventFactory(programme="symposia", title_en="Not yours")
    registration = register(other)
    assert "Not yours" not in client.get(reverse(LIST)).content.decode()
    assert client.get(reverse("admin:events_event_change", args=[other.pk])).status_code == 404
    assert client.get(reverse("admin:events_registration_change", args=[registration.pk])).status_code == 404
    assert "Not yours" not in client.get(reverse(REGISTRATIONS)).content.decode()
    url, data = event_form(client, EventFactory())
    response = client.post(url, data | {"programme": "symposia"})
    assert "programme" in response.context["adminform"].form.errors
    add = client.post(reverse("admin:events_registration_add"), {"event": other.pk, "member": MemberFactory().pk})
    assert "event" in add.context["adminform"].form.errors
    act(client, LIST, "cancel_events", other, confirmed="1", reason="")
    other.refresh_from_db()
    assert other.state == Event.State.PUBLISHED


def test_publishing_and_cancelling(client, staff):
    event = EventFactory(state=Event.State.DRAFT)
    act(client, LIST, "publish_events", event)
    event.refresh_from_db()
    assert event.state == Event.State.PUBLISHED
    registration = register(event)
    asked = act(client, LIST, "cancel_events", event)
    assert "Cancel these events?" in asked.content.decode()
    act(client, LIST, "cancel_events", event, confirmed="1", reason="Heavy snow.")
    event.refresh_from_db()
    registration.refresh_from_db()
    assert (event.state, event.cancel_reason) == (Event.State.CANCELLED, "Heavy snow.")
    assert (registration.state, registration.reason) == (State.CANCELLED, Registration.Reason.EVENT)
    assert Message.objects.get(kind="event-cancelled").context["event_reason"] == "Heavy snow."
    assert_invariants(event, NOW)


def test_approving_declining_and_cancelling_registrations(client, staff):
    event = EventFactory(mode=Event.Mode.APPROVAL)
    first, second = register(event), register(event)
    act(client, REGISTRATIONS, "approve", first)
    asked = act(client, REGISTRATIONS, "decline", second)
    assert "Decline these registrations?" in asked.content.decode()
    act(client, REGISTRATIONS, "decline", second, confirmed="1", reason="Too many from one company.")
    response = act(client, REGISTRATIONS, "approve", second)
    assert "is not waiting for a decision any more" in response.content.decode()
    act(client, REGISTRATIONS, "cancel", first, confirmed="1", reason="Sorry.")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.reason, first.note) == (State.CANCELLED, Registration.Reason.STAFF, "Sorry.")
    assert (second.state, second.note) == (State.DECLINED, "Too many from one company.")
    assert_invariants(event, NOW)


def test_registering_somebody(client, staff):
    event, member = EventFactory(closes_at=NOW - timedelta(days=1)), MemberFactory()
    url = reverse("admin:events_registration_add")
    assert client.get(url).status_code == 200
    assert client.post(url, {"event": event.pk, "member": member.pk}).status_code == 302
    registration = Registration.objects.get()
    assert (registration.state, registration.history.get().history_user) == (State.CONFIRMED, staff)
    again = client.post(url, {"event": event.pk, "member": member.pk})
    assert "This person is already registered." in again.content.decode()
    private = EventFactory(audience=Event.Audience.INVITED)
    refused = client.post(url, {"event": private.pk, "member": member.pk})
    assert "you do not belong to its audience" in refused.content.decode()
    shown = client.get(reverse("admin:events_registration_change", args=[registration.pk]))
    assert str(registration.code) in shown.content.decode()
    # Staff change the role; everything else is shown.
    assert list(shown.context["adminform"].form.fields) == ["role"]


def test_an_event_with_registrations_is_not_deleted(client, staff):
    event = EventFactory()
    register(event)
    url = reverse("admin:events_event_delete", args=[event.pk])
    assert "Cannot delete event" in client.get(url).content.decode()
    client.post(url, {"post": "yes"})
    act(client, LIST, "delete_selected", event, post="yes")
    assert Event.objects.get() == event


def test_changed_questions_get_a_new_version(client, staff):
    event = EventFactory()
    QuestionFactory(event=event)
    url, data = event_form(client, event)
    client.post(url, data)
    event.refresh_from_db()
    assert event.questions_version == 1
    assert client.post(url, data | {"questions-0-label_en": "Lunch?"}).status_code == 302
    event.refresh_from_db()
    assert event.questions_version == 2


def test_lists_cost_the_same_with_thirty_rows(client, staff, count_queries):
    for url in (reverse(LIST), reverse(REGISTRATIONS)):
        register(EventFactory(venue=VenueFactory(), capacity=1))
        one = count_queries(lambda url=url: client.get(url))
        for _ in range(15):
            event = EventFactory(venue=VenueFactory(), capacity=1)
            register(event)
            register(event)
        assert count_queries(lambda url=url: client.get(url)) == one


def test_filters_and_search_answer(client, staff):
    event = EventFactory(title_en="Springback", capacity=1)
    register(event)
    register(event)
    for query in ("when=today", "when=past", "waiting=approval", "programme=symposia", "state__exact=draft", "q=warpage"):
        assert "Springback" not in client.get(f"{reverse(LIST)}?{query}").content.decode()
    for query in ("when=upcoming", "waiting=queue", "programme=forums", "state__exact=published", "q=springback"):
        assert "Springback" in client.get(f"{reverse(LIST)}?{query}").content.decode()
    assert client.get(f"{reverse(REGISTRATIONS)}?event__exact={event.pk}&state__exact=waitlisted").status_code == 200


def test_the_desk_counts_what_is_ones_own(client, staff):
    full = EventFactory(capacity=1)
    register(full)
    register(full)
    register(EventFactory(mode=Event.Mode.APPROVAL))
    register(EventFactory(mode=Event.Mode.APPROVAL, programme="symposia"))
    EventFactory(starts_at=NOW + timedelta(hours=2))
    notices = {notice["slug"]: notice["count"] for notice in client.get(reverse("admin:index")).context["notices"]}
    assert notices == {"events-to-approve": 1, "events-full": 1, "events-today": 1}
    for notice in client.get(reverse("admin:index")).context["notices"]:
        assert client.get(notice["url"]).status_code == 200


@pytest.mark.parametrize("name", ["venue", "speaker"])
def test_shared_things_are_every_coordinators(client, staff, name):
    assert client.get(reverse(f"admin:events_{name}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:events_{name}_add")).status_code == 200


def test_history_is_shown(client, staff):
    event = EventFactory()
    assert client.get(reverse("admin:events_event_history", args=[event.pk])).status_code == 200

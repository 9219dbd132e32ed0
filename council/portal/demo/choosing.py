"""Who chose which sessions, and who was sent a letter: made up the same way each time."""

from datetime import datetime, timedelta

from council.events.models import AgendaItem, AgendaRegistration, Event, Invitation, Registration
from council.portal.demo.events import EVENTS
from council.portal.demo.store import create

State = AgendaRegistration.State


def load_choices(events: list[Event], now: datetime) -> None:
    """Choices of sessions and letters of invitation for `events` (new ones). Nothing is sent."""
    choices: list[AgendaRegistration] = []
    items: list[AgendaItem] = []
    letters: list[Invitation] = []
    for event in events:
        row = EVENTS[event.slug]
        letters += [
            Invitation(event=event, address=address, letters=1, sent_at=now - timedelta(days=2)) for address in row.letters
        ]
        if not any(part.chosen for part in row.agenda):
            continue
        seated = list(Registration.objects.filter(event=event, state=Registration.State.CONFIRMED).order_by("queued_at", "pk"))
        # Who chose one of two at the same time did not choose the other.
        taken: list[tuple[AgendaItem, set[int]]] = []
        for item, part in zip(event.agenda.order_by("pk"), row.agenda, strict=True):
            busy = {pk for other, people in taken if other.overlaps(item) for pk in people}
            chosen = [one for one in seated if one.pk not in busy][: part.chosen]
            taken.append((item, {one.pk for one in chosen}))
            for place, registration in enumerate(chosen):
                seat = item.capacity is None or place < item.capacity
                came = registration.queued_at + timedelta(minutes=10)
                choices.append(
                    AgendaRegistration(
                        item=item,
                        registration=registration,
                        state=State.CONFIRMED if seat else State.WAITLISTED,
                        queued_at=came,
                        confirmed_at=came if seat else None,
                    )
                )
                item.taken += seat
            items.append(item)
    create(AgendaRegistration, choices)
    create(Invitation, letters)
    AgendaItem.objects.bulk_update(items, ["taken"])

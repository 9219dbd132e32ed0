"""A meeting of a forum from its series to approved minutes: at a desk with JavaScript in Korean; with --soak on a phone without
JavaScript in English, too."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db.models import F
from django.utils import timezone

from council.events.models import Event, Registration
from forums.models import Meeting
from forums.services import meetings as services
from tests.browser.post import LetterBox
from tests.browser.reader import Reader
from tests.forums.meetings.people import small_forum

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
As = Callable[..., Reader]


@pytest.fixture
def forum(live_server, settings):
    """A forum with a chair, a secretary and two seats, its desk; no meeting yet."""
    cache.clear()
    settings.SITE_URL = live_server.url
    found = small_forum(3)
    Event.objects.all().delete()
    return found


@pytest.mark.parametrize(
    ("language", "width", "javascript"),
    [
        pytest.param("ko", 1280, True, id="desk"),
        pytest.param("en", 320, False, id="phone", marks=pytest.mark.soak),
    ],
)
def test_from_the_series_to_approved_minutes(forum, open_page, log_in, language, width, javascript):
    reader = Reader(open_page(width=width, language=language), language, javascript=javascript)
    # axe-core walks these pages in `test_states_axe`.
    reader.is_new = lambda _source: False

    def as_(user, wide: bool = False) -> Reader:
        """The reader, logged in as `user`; staff sit at a desk."""
        reader.page.context.clear_cookies()
        reader.page.set_viewport_size({"width": 1280 if wide else width, "height": 800})
        log_in(reader.page, user)
        return reader

    letters = LetterBox(forum.members[0].user.email)
    first, second = plan(as_(forum.desk, wide=True), forum)
    propose(as_, forum, first)
    clear_and_notify(as_, forum, first)
    be_invited(as_, forum, first, letters)
    # The day has come.
    for meeting, hours in ((first, 26), (second, 1)):
        by = timezone.now() - timedelta(hours=hours) - meeting.event.starts_at
        for rows in (Event.objects.filter(pk=meeting.pk), meeting.event.agenda.all()):
            rows.update(starts_at=F("starts_at") + by, ends_at=F("ends_at") + by)
    hold(as_, forum, first)
    write(as_, forum, first, second)
    assert reader.noted == []


def plan(desk: Reader, forum) -> list[Meeting]:
    """Staff plan a meeting every month; the seats are enrolled."""
    day = timezone.localdate() + timedelta(days=20)
    page = desk.page
    page.goto(f"{desk.prefix}/admin/events/series/add/")
    for name, value in {
        "title_ko": "월례 회의", "title_en": "Monthly meeting", "slug": "monthly", "starts_on": day.isoformat(),
        "starts_time": "14:00", "ends_time": "16:00", "horizon_days": "60",
    }.items():  # fmt: skip
        page.fill(f"[name={name}]", value)
    for name, value in {
        "programme": "forums", "kind": "meeting", "body": str(forum.body.pk), "repeats": "MONTHLY", "holidays": "move",
        "audience": "body", "mode": "standing", "format": "online",
    }.items():  # fmt: skip
        page.select_option(f"[name={name}]", value)
    page.check("[name=publishes]")
    with page.expect_navigation():
        page.locator("input[name=_save]").click()
    assert page.url.endswith("/admin/events/series/"), page.locator(".errornote, .errorlist").all_inner_texts()
    services.keep_meetings(now=timezone.now())
    found = list(Meeting.objects.order_by("event__starts_at")[:2])
    assert Registration.objects.filter(event=found[0].pk).count() == 4
    return found


def propose(as_: As, forum, meeting: Meeting) -> None:
    """A member proposes an item; the chair takes it, and submits the agenda."""
    member = as_(forum.members[0].user)
    member.open(meeting.get_absolute_url())
    member.press("Propose an agenda item")
    member.press("Propose")
    member.sees("Give it a title in Korean or in English.")
    member.page.fill("#id_title_ko", "벤트 깊이와 단가")
    member.press("Propose")
    chair = as_(forum.chair.user)
    chair.open(meeting.get_absolute_url())
    chair.leave_by(chair.page.locator("main a[href$='/take/']"))
    chair.press("Add")
    chair.press("Submit the agenda")
    chair.press("Submit the agenda")
    chair.sees("The agenda is not cleared")
    assert chair.find("Send the notice").count() == 0


def clear_and_notify(as_: As, forum, meeting: Meeting) -> None:
    """The desk looks at the marked word, clears the item and sends the notice."""
    desk = as_(forum.desk)
    desk.open(meeting.get_absolute_url())
    desk.press("Clear the agenda")
    assert desk.page.locator("mark").all_inner_texts() == ["단가"]
    desk.leave_by(desk.page.locator("main button[value=clear]"))
    desk.press("Back to the meeting")
    desk.press("Send the notice")
    desk.press("Send the notice")
    desk.sees("Notice sent")


def be_invited(as_: As, forum, meeting: Meeting, letters: LetterBox) -> None:
    """A member reads the notice, and sends regrets in one click; the forecast knows."""
    member = as_(forum.members[0].user)
    subjects = [letter.subject for letter in letters.new()]
    assert any("월례 회의" in subject or "Monthly meeting" in subject for subject in subjects), subjects
    member.open(meeting.get_absolute_url())
    member.sees("벤트 깊이와 단가")
    member.press("Send my regrets")
    forecast = services.forecast(meeting, timezone.now())
    assert (forecast.enrolled, forecast.present) == (3, 2)


def hold(as_: As, forum, meeting: Meeting) -> None:
    """Staff check in who came; the chair notes a stopped talk and that the meeting was held."""
    desk = as_(forum.desk)
    for person in (forum.chair, forum.members[1]):
        desk.open(f"/events/{meeting.event.slug}/checkin/")
        own = Registration.objects.get(event=meeting.pk, member=person)
        desk.page.locator(f"form:has(input[name=registration][value='{own.pk}']) button").click()
        desk.page.locator(f"form:has(input[name=registration][value='{own.pk}'])").wait_for(state="detached")
    chair = as_(forum.chair.user)
    chair.open(meeting.get_absolute_url())
    chair.press("Record that it was held")
    chair.press("Record that it was held")
    chair.sees("Quorate")


def write(as_: As, forum, meeting: Meeting, later: Meeting) -> None:
    """The secretary writes the minutes, the chair records that the next meeting approved them; a member takes them along."""
    secretary = as_(forum.secretary.user)
    secretary.open(meeting.get_absolute_url())
    secretary.press("Write the minutes")
    secretary.press("Save")
    secretary.sees("Write the minutes in Korean or in English.")
    secretary.page.fill("#id_text_ko", "## 결정\n\n벤트를 **0.02 mm**로 한다.")
    secretary.press("Save")
    chair = as_(forum.chair.user)
    chair.open(meeting.get_absolute_url())
    chair.press("Record that the minutes are approved")
    chair.press("Record the approval")
    chair.sees("The minutes are approved, and not changed any more.")
    meeting.refresh_from_db()
    assert (meeting.state, meeting.approved_in, meeting.enrolled, meeting.present) == ("minutes-approved", later, 3, 2)
    member = as_(forum.members[0].user)
    member.open(meeting.get_absolute_url())
    with member.page.expect_download() as started:
        member.page.locator("main a[href$='/minutes.pdf']").click()
    assert started.value.path().read_bytes().startswith(b"%PDF-")

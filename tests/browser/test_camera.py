"""The camera of a door, given a picture instead of the world: a QR code that Chromium shows as if it were filmed."""

import re
import uuid
from datetime import timedelta

import pytest
import segno
from django.utils import timezone
from playwright.sync_api import expect

from council.events import seat_codes
from council.events.models import Attendance
from tests.browser.conftest import ARGUMENTS, CHROMIUM, TIMEOUT
from tests.factories import EventFactory, RegistrationFactory, coordinator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIDE = 480


def film(path, text):
    """A short film (YUV4MPEG2, grey) of the QR code of `text` on a white wall."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(scale=8, border=4)]
    height, width = SIDE, SIDE * 4 // 3
    left, top = (width - len(rows[0])) // 2, (height - len(rows)) // 2
    picture = bytearray(b"\xeb" * (width * height))
    for y, row in enumerate(rows):
        start = (top + y) * width + left
        picture[start : start + len(row)] = bytes(16 if dark else 235 for dark in row)
    frame = b"FRAME\n" + bytes(picture) + b"\x80" * (width * height // 2)
    path.write_bytes(f"YUV4MPEG2 W{width} H{height} F5:1 Ip A1:1 C420jpeg\n".encode() + frame * 5)


@pytest.fixture
def event():
    now = timezone.now()
    return EventFactory(slug="door", starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=3))


@pytest.fixture
def filmed(tmp_path, live_server, complaints, client, playwright):
    """`filmed(text)`: a page of the forums' coordinator whose camera sees the QR code of `text`."""
    browsers = []

    def open_one(text):
        path = tmp_path / f"{uuid.uuid4().hex}.y4m"
        film(path, text)
        fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
        fake.append(f"--use-file-for-fake-video-capture={path}")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *fake])
        browsers.append(browser)
        context = browser.new_context(base_url=live_server.url, viewport={"width": 320, "height": 700})
        context.set_default_timeout(TIMEOUT)
        client.force_login(coordinator("forums"))
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([session])
        page = context.new_page()
        complaints.watch(page, live_server.url)
        return page

    yield open_one
    for browser in browsers:
        browser.close()


def test_the_camera_reads_a_seat_code(filmed, event):
    registration = RegistrationFactory(event=event)
    page = filmed(seat_codes.address(registration))
    page.goto("/events/door/checkin/?door=Hall+A")
    page.get_by_role("button", name="Scan with the camera").click()
    result = page.locator("#result")
    expect(result).to_contain_text("Hall A")
    expect(result).to_contain_text(str(registration.member))
    record = Attendance.objects.get()
    assert (record.registration, record.door) == (registration, "Hall A")
    # Held before the camera it is not read again and again; numbers and list follow by themselves.
    expect(page.locator("#counters")).to_contain_text("1 / 1")
    expect(page.locator("#people")).to_contain_text("Hall A")
    assert "Already" not in result.inner_text()
    page.get_by_role("button", name="Stop the camera").click()
    expect(page.locator("video")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_what_the_camera_reads_may_be_anything(filmed, event):
    page = filmed("https://elsewhere.example/<script>alert(1)</script>")
    page.goto("/events/door/checkin/")
    page.get_by_role("button", name="Scan with the camera").click()
    expect(page.locator("#result")).to_contain_text("Nobody’s code.")
    assert not Attendance.objects.exists()


# The browser's own reader, which Chromium has on phones alone: it fails at the first frame, then sees what the test shows it.
DETECTOR = """
    window.looks = 0;
    window.shown = "";
    window.BarcodeDetector = class {
      static async getSupportedFormats() { return FORMATS; }
      constructor(options) { window.formats = options.formats; }
      async detect(source) {
        window.looks += 1;
        document.documentElement.dataset.looks = window.looks;
        if (window.looks === 1) throw new DOMException("The source is not ready.", "InvalidStateError");
        return source === document.querySelector("#scanner video") && window.shown ? [{ rawValue: window.shown }] : [];
      }
    };
"""


SEVERAL = re.compile(r"^([3-9]|\d\d+)$")


def test_the_browsers_own_reader_is_used_where_there_is_one(filmed, event):
    in_the_film, shown = RegistrationFactory(event=event), RegistrationFactory(event=event)
    page = filmed(seat_codes.address(in_the_film))
    page.add_init_script(DETECTOR.replace("FORMATS", '["code_128", "qr_code"]'))
    page.goto("/events/door/checkin/?door=Hall+A")
    page.get_by_role("button", name="Scan with the camera").click()
    # (A policy without `unsafe-eval` lets Playwright wait for what stands in the page alone.)
    expect(page.locator("html")).to_have_attribute("data-looks", SEVERAL)
    assert not Attendance.objects.exists()
    page.evaluate("text => { window.shown = text }", seat_codes.address(shown))
    expect(page.locator("#result")).to_contain_text(str(shown.member))
    assert Attendance.objects.get().registration == shown
    assert page.evaluate("[window.formats, typeof window.jsQR]") == [["qr_code"], "undefined"]
    # Held before the camera it is not sent again; the next one is.
    page.evaluate("window.looks = document.documentElement.dataset.looks = 1")
    expect(page.locator("html")).to_have_attribute("data-looks", SEVERAL)
    assert "Already" not in page.locator("#result").inner_text()
    page.evaluate("text => { window.shown = text }", seat_codes.short_code(in_the_film.code))
    expect(page.locator("#result")).to_contain_text(str(in_the_film.member))
    assert Attendance.objects.count() == 2
    page.get_by_role("button", name="Stop the camera").click()
    expect(page.locator("video")).to_be_hidden()


def test_a_reader_that_knows_no_qr_codes_is_left_alone(filmed, event):
    registration = RegistrationFactory(event=event)
    page = filmed(seat_codes.address(registration))
    page.add_init_script(DETECTOR.replace("FORMATS", '["code_128"]'))
    page.goto("/events/door/checkin/")
    page.get_by_role("button", name="Scan with the camera").click()
    expect(page.locator("#result")).to_contain_text(str(registration.member))
    assert page.evaluate("[window.looks, typeof window.jsQR]") == [0, "function"]


def test_without_the_permission_the_page_says_so(open_page, log_in, event):
    page = open_page(width=320)
    log_in(page, coordinator("forums"))
    page.goto("/events/door/checkin/")
    page.get_by_role("button", name="Scan with the camera").click()
    expect(page.locator("[data-scan=status]")).to_contain_text("type the code", ignore_case=True)
    # Any other page may not even ask.
    page.goto("/events/door/")
    assert not page.evaluate("document.featurePolicy.allowsFeature('camera')")


def test_typed_with_scripts_and_without_a_network(open_page, log_in, event):
    registration = RegistrationFactory(event=event)
    page = open_page()
    log_in(page, coordinator("forums"))
    page.goto("/events/door/checkin/?door=Hall+A")
    for outcome in ("In at", "Already in at"):
        page.fill("#code", seat_codes.short_code(registration.code))
        page.keyboard.press("Enter")
        expect(page.locator("#result")).to_contain_text(outcome)
        expect(page.locator("#code")).to_have_value("")
        expect(page.locator("#code")).to_be_focused()
    assert Attendance.objects.count() == 1
    page.locator("#result").get_by_role("button", name="Undo").click()
    expect(page.locator(".messages")).to_contain_text("Undone")
    assert not Attendance.objects.in_force().exists()


def test_everything_without_scripts(no_js_page, log_in, event):
    registration = RegistrationFactory(event=event)
    page = no_js_page
    log_in(page, coordinator("forums"))
    page.goto("/events/door/checkin/")
    page.fill("#door", "Hall B")
    page.click("text=Use this place")
    page.fill("#code", registration.code.hex)
    page.locator("#code-form button").click()
    assert "Hall B" in page.locator("#result").inner_text()
    page.locator("#result button").click()
    page.fill("#q", "garam")
    page.locator(".checkin-search button").click()
    page.locator("#people").get_by_role("button", name="Check in").click()
    assert "In at" in page.locator("#result").inner_text()
    assert Attendance.objects.in_force().get().door == "Hall B"

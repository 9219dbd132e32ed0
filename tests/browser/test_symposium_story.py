"""A paper from the call to the proceedings, at a desk with JavaScript in Korean; an offer from its draft to a licence, with a
1:1 meeting from the request to the table’s sign, on a phone without JavaScript in English."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from playwright.sync_api import Locator
from pypdf import PdfReader

from council.members.models import Membership
from council.messaging.models import Message
from council.messaging.rendering import render
from symposia.models import Session, Submission, TechOffer
from symposia.tasks import plan_follow_ups, solve_schedules
from tests.browser.reader import Reader
from tests.browser.test_keyboard import go
from tests.factories import NOW, MemberFactory, MembershipFactory, OrganisationFactory, RegistrationFactory, SpeakerFactory
from tests.factories import coordinator as coordinator_of
from tests.symposia.calls.papers import pdf
from tests.symposia.factories.calls import CallFactory, ReviewerFactory
from tests.symposia.factories.matching import a_round, taking_part
from tests.symposia.factories.offers import looks_for
from tests.symposia.factories.programme import SessionFactory, placed_talk
from tests.symposia.factories.symposium import RoomFactory, SymposiumFactory, committee_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
As = Callable[..., Reader]
HOME = "/symposia/symposium/"
TITLE, NAMES = "고강도 강판의 스프링백", {"ko": "한별하", "en": "HAN Byeolha"}


@pytest.fixture
def clock(live_server, settings):
    """Stands at NOW until somebody moves it."""
    cache.clear()
    settings.SITE_URL = live_server.url
    with time_machine.travel(NOW, tick=False) as found:
        yield found


def look_closely(reader: Reader, soak: bool) -> None:
    """Ask axe-core with `--soak` alone: it walks these pages in `test_states_axe`."""
    if not soak:
        reader.is_new = lambda _source: False


class Paper:
    """Whoever has to do with the paper; another talk of its author is planned already, in a session beside."""

    def __init__(self) -> None:
        self.symposium = SymposiumFactory()
        self.halls = [RoomFactory(symposium=self.symposium, name_ko=f"{name}홀", name_en=f"Hall {name}") for name in "AB"]
        call = CallFactory(symposium=self.symposium, reviews_each=1)
        call.kinds.filter(kind="result").update(needs_file=True)
        named = {"family_name": "한", "family_name_en": "Han", "given_name": "별하", "given_name_en": "Byeolha"}
        self.author = MemberFactory(organisation=OrganisationFactory(), language="ko", **named)
        self.reviewer = ReviewerFactory(call=call, member=MemberFactory(organisation=OrganisationFactory())).member
        self.listener = MemberFactory()
        committee = committee_of(self.symposium)
        self.chair = MembershipFactory(body=committee, role=Membership.Role.CHAIR).member
        self.desk = coordinator_of("symposia")
        # At the same hour, in two halls.
        self.results, self.panel = (
            SessionFactory(symposium=self.symposium, room=hall, title_ko=title, title_en=title)
            for hall, title in zip(self.halls, ("연구 성과", "맞춤 상담"), strict=True)
        )
        speaker = SpeakerFactory(member=self.author, name_ko="한별하", name_en="HAN Byeolha")
        self.other = placed_talk(self.panel, speaker, number=900, title_ko="공동 연구를 시작하며", title_en="")
        self.other.session = self.other.starts_at = self.other.ends_at = None
        self.other.save()


# Who plans sits at a desk, and drags.
@pytest.mark.parametrize(
    "way",
    [
        pytest.param(("ko", 1280, True), id="Korean at a desk"),
        pytest.param(("en", 1280, True), id="English at a desk", marks=pytest.mark.soak),
    ],
)
def test_a_paper_from_the_call_to_the_proceedings(clock, person, way, soak):
    reader, as_ = person(*way)
    look_closely(reader, soak)
    paper = Paper()
    submission = hand_in(as_(paper.author.user))
    clock.move_to(NOW + timedelta(days=3))
    have_it_reviewed(as_, paper, submission)
    decide(as_(paper.chair.user), submission)
    confirm(as_(paper.author.user), submission)
    build(as_(paper.desk), paper)
    star(as_(paper.listener.user))
    clock.move_to(NOW + timedelta(days=12))
    release(as_, paper)
    assert reader.noted == []


def hand_in(author: Reader) -> Submission:
    """A draft with its PDF; nothing is handed in while something is missing."""
    page = author.page
    author.open(HOME)
    author.press("See the call")
    author.leave_by(page.locator("main a[href$='/new/result/']"))
    author.press("Keep the draft")
    author.sees("Give it a title in Korean or in English.")
    page.fill("#id_title_ko", TITLE)
    author.press("Keep the draft")
    author.sees("Still missing before you can hand it in")
    author.press("Write on")
    page.fill("#id_abstract_ko", "판재 마흔 장을 굽혀 되돌아온 각을 쟀습니다.")
    page.fill("#id_keywords", "스프링백, 강판")
    page.set_input_files("#id_upload", {"name": "논문.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    author.press("Keep the draft")
    author.press("Hand it in")
    page.check("input[name=novelty][value=no]")
    author.press("Hand it in")
    author.sees("Handed in as %(number)s.", number="S-001")
    return Submission.objects.get()


def have_it_reviewed(as_: As, paper: Paper, submission: Submission) -> None:
    """The chair has reviewers found and told; who reviews learns nothing of the author, and takes the file along."""
    chair = as_(paper.chair.user)
    chair.open(f"{HOME}call/")
    chair.press("Work on the call")
    chair.press("Reviewers")
    chair.press("Find reviewers")
    chair.press("Send the plan out")
    reviewer = as_(paper.reviewer.user)
    page = reviewer.page
    reviewer.open("/my/")
    reviewer.leave_by(page.locator("main a", has_text=TITLE))
    assert str(paper.author) not in page.content()
    with page.expect_download() as started:
        page.locator("main a[href$='/file/']").click()
    assert started.value.suggested_filename == "S-001.pdf"
    for name, score in {"quality": 5, "novelty": 4, "relevance": 5}.items():
        page.check(f"input[name={name}][value='{score}']")
    page.fill("#id_comment", "측정이 꼼꼼합니다.")
    reviewer.press("Hand the review in")
    assert page.locator("#id_comment").input_value() == "측정이 꼼꼼합니다."
    page.check("input[name=recommendation][value=accept]")
    reviewer.press("Hand the review in")
    reviewer.sees("Nothing to review")


def decide(chair: Reader, submission: Submission) -> None:
    """Chosen in the list; the mail that is shown is the one that is written."""
    page = chair.page
    chair.open(f"{HOME}call/desk/")
    page.check(f"input[name=chosen][value='{submission.pk}']")
    chair.press("Decide about those chosen")
    page.check("input[name=outcome][value=accepted]")
    page.fill("#id_text_ko", "구미에서 뵙겠습니다.")
    chair.press("Show every mail first")
    shown = page.locator("main article").inner_text().split()
    assert not Message.objects.filter(kind="submission-decided").exists()
    chair.leave_by(page.locator("main button[name=decide]"))
    mail = render(Message.objects.get(kind="submission-decided"))
    assert mail.text.split() == shown[-len(mail.text.split()) :]
    assert "구미에서 뵙겠습니다." in mail.text


def confirm(author: Reader, submission: Submission) -> None:
    author.open("/my/")
    author.leave_by(author.page.locator("main a", has_text=TITLE))
    author.sees("측정이 꼼꼼합니다.")
    author.press("Confirm it")
    author.press("Confirm it")
    author.sees("Thank you. It is confirmed.")


def drag(reader: Reader, what: Locator, where: Locator) -> None:
    """By the mouse, from its edge: the middle may be a link, which is dragged by itself. What scrolls while the button is down
    is not where it was taken."""
    where.scroll_into_view_if_needed()
    with reader.page.expect_navigation():
        what.drag_to(where, source_position={"x": 4, "y": 4})
    reader.look()


def build(desk: Reader, paper: Paper) -> None:
    """One talk is dragged into its session, the author's other one put into another by the keyboard; the same person at two
    places is said at once, and not published; the session beside is dragged to a later hour."""
    page = desk.page
    desk.open(f"{HOME}programme/plan/")
    desk.leave_by(page.locator("main form[action$='/plan/take/'] button"))
    pool, first, second = (
        page.locator("[data-pool]"),
        *(page.locator(f"#session-{one.pk}") for one in (paper.results, paper.panel)),
    )
    drag(desk, pool.locator(".plan-talk", has_text=TITLE), first)
    assert first.locator(".plan-talk-title a").all_inner_texts() == [TITLE]
    go(page, "[data-pool] a[href*='move=talk-']")
    go(page, f"#session-{paper.panel.pk} button")
    assert second.locator(".plan-talk-title a").all_inner_texts() == [paper.other.title_ko]
    said = desk.words(
        "%(person)s would speak twice at one time: “%(one)s” and “%(other)s”.",
        person=NAMES[desk.language],
        one=paper.other.title_ko,
        other=TITLE,
    )
    assert page.locator("#conflicts-box li").all_inner_texts() == [said]
    desk.press("Look at it and publish")
    desk.leave_by(page.locator("main form button[type=submit]"))
    assert page.locator("#conflicts-box li").all_inner_texts() == [said]
    assert not paper.symposium.versions.exists()
    desk.press("Back to the plan")
    later = (paper.panel.ends_at + timedelta(hours=1)).astimezone(paper.symposium.event.zone)
    drag(desk, second, page.locator(f"td[data-room='{paper.halls[1].pk}'][data-at='{later.isoformat()}']"))
    assert Session.objects.get(pk=paper.panel.pk).starts_at == later
    assert page.locator("#conflicts-box").count() == 0
    desk.press("Look at it and publish")
    desk.leave_by(page.locator("main form button[type=submit]"))
    desk.sees("Version %(number)d is published. Those whom it concerns are told.", number=1)


def star(listener: Reader) -> None:
    """A member marks the talk, and finds it in the own programme."""
    listener.open(f"{HOME}programme/list/")
    page = listener.page
    listener.leave_by(page.locator(".talk-row", has_text=TITLE).locator(".star-form button"))
    listener.leave_by(page.locator(".tabs a[href$='/programme/mine/']"))
    assert page.locator(".talk-title a").all_inner_texts() == [TITLE]


def release(as_: As, paper: Paper) -> None:
    """After the last day the desk releases the proceedings; a visitor cites the paper."""
    desk = as_(paper.desk)
    desk.open(f"{HOME}proceedings/")
    desk.press("Release the proceedings")
    desk.press("Release")
    visitor = as_(None)
    visitor.open(HOME)
    visitor.press("Proceedings")
    visitor.press(TITLE)
    visitor.sees(NAMES[visitor.language])
    page = visitor.page
    for name, said in {"BibTeX": f"title = {{{{{TITLE}}}}}", "RIS": f"TI  - {TITLE}"}.items():
        with page.expect_download() as started:
            visitor.find(name).click()
        assert said in started.value.path().read_text()


@pytest.mark.parametrize(
    "way",
    [
        pytest.param(("en", 320, False), id="English on a phone without JavaScript"),
        pytest.param(("ko", 1280, True), id="Korean at a desk", marks=pytest.mark.soak),
    ],
)
def test_an_offer_from_the_draft_to_a_licence_with_a_meeting(clock, person, way, soak):
    reader, as_ = person(*way)
    look_closely(reader, soak)
    symposium, desk = SymposiumFactory(), coordinator_of("symposia")
    the_round = a_round(symposium)
    owner = MemberFactory(organisation=OrganisationFactory(name_ko="달무리사출", name_en="Dalmuri Molding"))
    investor = looks_for("investor", family_name_en="Park", given_name_en="Saeron")
    RegistrationFactory(event=symposium.event, member=investor)
    taking_part(the_round, owner, slots=[1])
    offer = write(as_(owner.user))
    check(as_(desk, wide=True), offer)
    publish(as_(owner.user), offer)
    be_interested(as_, owner, investor)
    meet(as_, the_round, owner, investor, desk)
    clock.move_to(the_round.slots.last().ends_at)
    follow_up(as_, clock, owner, investor, desk)
    assert reader.noted == []


def write(owner: Reader) -> TechOffer:
    """A draft whose teaser names its owner is not handed in."""
    page = owner.page
    owner.open(f"{HOME}offers/")
    owner.press("Offer a technology")
    page.fill("#id_title_en", "A joint that holds")
    page.fill("#id_summary_en", "Steel and polymer in one part, by Dalmuri Molding.")
    for name, value in {"field": "joining", "trl": "5", "ipr": "filed"}.items():
        page.select_option(f"#id_{name}", value)
    page.check("input[name=partners][value=investor]")
    page.check("input[name=cooperation][value=licence]")
    page.fill("#id_description_en", "A rivet of Dalmuri Molding, warmed before it is set.")
    owner.press("Keep the draft")
    owner.press("Hand it in")
    confirm_novelty(owner)
    owner.sees("This says who you are")
    owner.press("Go on writing")
    page.fill("#id_summary_en", "Steel and polymer in one part.")
    owner.press("Keep the draft")
    owner.press("Hand it in")
    confirm_novelty(owner)
    owner.sees("Waits for the disclosure check")
    return TechOffer.objects.get()


def confirm_novelty(owner: Reader) -> None:
    owner.page.check("input[name=novelty][value=no]")
    owner.page.check("#id_is_anonymous")
    owner.press("Hand it in")


def check(desk: Reader, offer: TechOffer) -> None:
    """Staff look at the teaser on its page in the administration (whose looks are the walk's of the administration)."""
    page = desk.page
    page.goto(f"{desk.prefix}/admin/symposia/techoffer/{offer.pk}/change/")
    with page.expect_navigation():
        page.click("a[href$='/check/']")
    for box in page.locator("#content input[type=checkbox]").all():
        box.check()
    with page.expect_navigation():
        page.click("#content .submit-row input[type=submit]")
    assert page.locator(".errornote, .errorlist").all_inner_texts() == []


def publish(owner: Reader, offer: TechOffer) -> None:
    owner.open("/my/")
    owner.leave_by(owner.page.locator(f"main a[href$='{offer.key}/']"))
    owner.press("Publish without my name")


def be_interested(as_: As, owner, investor) -> None:
    """The inquirer learns whose it is once the owner says so, and nobody before."""
    reader = as_(investor.user)
    page = reader.page
    reader.open(f"{HOME}offers/")
    reader.press("A joint that holds")
    for secret in ("Dalmuri", str(owner), "rivet"):
        assert secret not in page.content()
    reader.press("I am interested")
    page.fill("#id_message", "We fund pilot lines.")
    reader.press("Send")
    owner_ = as_(owner.user)
    owner_.open("/my/")
    owner_.leave_by(page.locator("main a[href*='/offers/']", has_text="A joint that holds"))
    owner_.sees("We fund pilot lines.")
    owner_.leave_by(page.locator("main a[href$='/accept/']"))
    owner_.press("Accept, and open my name")
    reader = as_(investor.user)
    reader.open(f"{HOME}offers/mine/")
    reader.press("A joint that holds")
    for opened in ("Dalmuri Molding", owner.user.email, "warmed before it is set"):
        reader.sees(opened)


def meet(as_: As, the_round, owner, investor, desk) -> None:
    """Asked, accepted, placed by the worker, confirmed; both have it in their schedule, the table has its sign."""
    reader = as_(investor.user)
    page = reader.page
    reader.open(f"{HOME}meetings/")
    reader.leave_by(page.locator("main a[href$='/availability/']"))
    reader.press("Take part")
    reader.leave_by(page.locator("main a[href*='/ask/']"))
    page.select_option("#id_offer", label="A joint that holds")
    page.fill("#id_message", "Shall we talk about a licence?")
    reader.press("Send the request")
    owner_ = as_(owner.user)
    owner_.open("/my/")
    owner_.leave_by(page.locator("main a[href*='/meetings/requests/']"))
    owner_.sees("Shall we talk about a licence?")
    owner_.press("Accept")
    desk_ = as_(desk, wide=True)
    desk_.open(f"{HOME}meetings/{the_round.pk}/desk/")
    desk_.press("Make the schedule")
    assert solve_schedules() == 1
    if desk_.javascript:
        # The page looks again by itself.
        page.locator("main form[action$='/step/confirm/']").wait_for()
    else:
        desk_.press("Look again")
    desk_.leave_by(page.locator("main form[action$='/step/confirm/'] button"))
    with page.expect_download() as started:
        desk_.find("Table signs").click()
    signs = [one.extract_text() for one in PdfReader(started.value.path()).pages]
    assert ["10:20" in sign for sign in signs] == [True, False]
    assert [name for name in ("Saeron", "Dalmuri") if name in "".join(signs)] == []
    for member, other in ((owner, investor), (investor, owner)):
        reader = as_(member.user)
        reader.open("/my/")
        reader.leave_by(page.locator("main section[aria-labelledby=my-meetings] a"))
        for said in ("10:20–10:40", reader.words("Table %(number)d", number=1), other.display_name(reader.language)):
            reader.sees(said, "main table")


def follow_up(as_: As, clock, owner, investor, desk) -> None:
    """They met; a month after the interest both are asked, one tells of the licence, the owner closes the offer with it."""
    reader = as_(owner.user)
    page = reader.page
    reader.open(f"{HOME}meetings/schedule/")
    reader.leave_by(page.locator("main form[action$='/held/'] button"))
    reader.sees("Held", "main table")
    assert plan_follow_ups() == 1
    clock.move_to(NOW + timedelta(days=31))
    reader = as_(investor.user)
    reader.open("/my/")
    reader.leave_by(page.locator("main a[href*='/follow-ups/']"))
    page.check("input[name=outcome][value=talks]")
    page.fill("#id_amount", "30000000")
    reader.press("Tell what came of it")
    assert page.locator("#id_amount").get_attribute("aria-invalid") == "true"
    page.check("input[name=outcome][value=licence]")
    reader.press("Tell what came of it")
    reader.sees("Thank you for telling what came of it.")
    reader = as_(owner.user)
    reader.open(f"{HOME}offers/mine/")
    reader.press("A joint that holds")
    reader.press("We have agreed…")
    page.locator("input[name=interest]").check()
    reader.press("We have agreed")
    reader.sees("Agreement reached", ".eyebrow")
    desk_ = as_(desk, wide=True)
    desk_.open(f"{HOME}outcomes/report/")
    figures = dict(zip(*(page.locator(f".facts-wide {one}").all_inner_texts() for one in ("dt", "dd")), strict=True))
    told = {
        "Expressions of interest": "1",
        "Interests accepted": "1",
        "Agreements": f"1 ({desk_.words('Licence agreement')} 1)",
        "Amount (won)": "30,000,000",
    }
    assert {name: figures[desk_.words(name)] for name in told} == told

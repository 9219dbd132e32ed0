"""The life of a proposal from its evidence to its end, and of a consultation from the question to its rating: at a desk with
JavaScript in Korean, or on a phone without JavaScript in English. (A target: `tests/focusgroup/invitations/test_pages`.)"""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.utils import timezone

from council.members.models import MemberSkill
from focusgroup.models import Advice, Consultation, Proposal
from focusgroup.services import docket
from tests.browser.post import LetterBox
from tests.browser.reader import Reader
from tests.factories import MemberFactory, OrganisationFactory
from tests.focusgroup.docket.people import small_group
from tests.focusgroup.factories.docket import MeetingFactory
from tests.focusgroup.factories.taskforces import SkillFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
As = Callable[..., Reader]


@pytest.fixture
def group(live_server, settings):
    """A chair, a vice-chair and one more seat, the desk; a meeting that is going on."""
    cache.clear()
    settings.SITE_URL = live_server.url
    found = small_group(3)
    now = timezone.now()
    found.meeting = MeetingFactory(body=found.body, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=3))
    return found


DESK, PHONE = ("ko", 1280, True), ("en", 320, False)


# Each on one of the two ways each time, on the other with --soak.
@pytest.mark.parametrize("way", [pytest.param(DESK, id="desk"), pytest.param(PHONE, id="phone", marks=pytest.mark.soak)])
def test_proposal(group, person, way):
    reader, as_ = person(*way)
    proposal = write_and_submit(as_(group.members[0].user), group)
    review(as_, group, proposal)
    decide(as_, group, proposal)
    follow_up(as_, group, proposal)
    be_read(as_(None), proposal)
    assert reader.noted == []


@pytest.mark.parametrize("way", [pytest.param(PHONE, id="phone"), pytest.param(DESK, id="desk", marks=pytest.mark.soak)])
def test_consultation(group, person, way):
    reader, as_ = person(*way)
    consult(as_, group, LetterBox("company@example.com"))
    assert reader.noted == []


def at(proposal: Proposal, tail: str = "") -> str:
    return f"/focus-group/proposals/{proposal.ref}/{tail}"


def step(
    as_: As, group: SimpleNamespace, proposal: Proposal, slug: str, fill: Callable[[Reader], None] = lambda _: None
) -> None:
    """The desk takes a step on its page in the administration (whose looks are the walk's of the administration)."""
    desk = as_(group.desk, wide=True)
    desk.page.goto(f"{desk.prefix}/admin/focusgroup/proposal/{proposal.pk}/step/{slug}/")
    fill(desk)
    with desk.page.expect_navigation():
        desk.page.locator("#content-main input[type=submit]").click()
    assert desk.page.url.endswith("/change/"), desk.page.locator(".errornote, .errorlist").all_inner_texts()
    proposal.refresh_from_db()


def write_and_submit(author: Reader, group: SimpleNamespace) -> Proposal:
    """A draft; nothing is submitted without evidence; then it has its number."""
    author.open("/focus-group/proposals/")
    author.press("Begin a proposal")
    page = author.page
    author.press("Keep the draft")
    author.sees("Give it a title in Korean or in English.")
    page.select_option("#id_kind", "project")
    page.fill("#id_title_ko", "공동 금형 시험 센터")
    page.fill("#id_title_en", "Shared die try-out centre")
    page.fill("#id_problem_ko", "금형을 시험할 기계를 3주 기다립니다.")
    page.fill("#id_plan_en", "A centre that all may use.")
    page.fill("#id_budget_krw", "3400000000")
    author.press("Keep the draft")
    author.sees("None yet. Nothing is submitted without evidence.")
    author.open(at(Proposal.objects.get(), "submit/"))
    author.press("Submit")
    author.sees("A proposal without evidence cannot be submitted. Add at least one piece of evidence.")
    author.press("Back to the proposal")
    author.press("Write on")
    page.fill("#id_evidence-0-label_ko", "대기 시간 조사")
    page.fill("#id_evidence-0-text", "118 dies, median 19 days")
    author.press("Keep the draft")
    author.press("Submit")
    author.press("Submit")
    [proposal] = Proposal.objects.all()
    author.sees("Submitted as %(number)s.", number=proposal.number)
    assert (proposal.state, proposal.author) == ("submitted", group.members[0])
    return proposal


def review(as_: As, group: SimpleNamespace, proposal: Proposal) -> None:
    """Screened, sent to two who look at it from both sides; the author is not among those who could be asked."""
    first, second = group.chair, group.vice
    step(as_, group, proposal, "screen")

    def choose(desk: Reader) -> None:
        assert desk.page.locator(f"#id_first option[value='{group.members[0].pk}']").count() == 0
        desk.page.select_option("#id_first", str(first.pk))
        desk.page.select_option("#id_second", str(second.pk))

    step(as_, group, proposal, "review", choose)
    reader = as_(first.user)
    reader.open("/my/")
    reader.leave_by(reader.page.locator(f"main a[href$='{proposal.ref}/review/']").first)
    reader.page.check("input[name=recommendation][value=changes]")
    reader.page.fill("#id_text", "수요가 분명합니다.")
    reader.press("Hand the review in")
    reader.sees("Thank you. Your review is in.")
    docket.write_review(
        review=proposal.reviews.get(reviewer=second),
        recommendation="adopt",
        text="Adopt it.",
        by=second.user,
        now=timezone.now(),
    )


def decide(as_: As, group: SimpleNamespace, proposal: Proposal) -> None:
    """The chair opens the vote, votes on its page, closes, counts and records the decision; the others vote, too."""
    step(as_, group, proposal, "agenda", lambda desk: desk.page.select_option("#id_event", str(group.meeting.pk)) and None)
    chair = as_(group.chair.user)
    chair.open(at(proposal, "sitting/"))
    chair.press("Open the vote")
    chair.open(at(proposal, "vote/"))
    chair.page.check("input[name=choice][value=for]")
    chair.press("Vote")
    for voter, choice in ((group.vice, "for"), (group.members[0], "against")):
        docket.cast_vote(sitting=proposal.sittings.get(), choice=choice, by=voter.user, now=timezone.now())
    chair.open(at(proposal, "sitting/"))
    chair.press("Close the vote and count")
    chair.press("Record the decision")
    chair.press("Record the decision")
    chair.sees("Write the text in Korean or in English.")
    chair.page.check("input[name=outcome][value=adopted]")
    chair.page.fill("#id_text_ko", "가결한다.")
    chair.page.fill("#id_text_en", "The proposal is adopted.")
    chair.press("Record the decision")
    proposal.refresh_from_db()
    decision = proposal.decisions.get()
    tally = (decision.enrolled, decision.present, decision.in_favour, decision.against)
    assert (proposal.state, tally) == ("adopted", (3, 3, 2, 1))


def follow_up(as_: As, group: SimpleNamespace, proposal: Proposal) -> None:
    """Forwarded, answered, acted on, closed."""
    today = timezone.localdate()
    step(as_, group, proposal, "forward")

    def reply(desk: Reader) -> None:
        desk.page.select_option("#id_outcome", "partly")
        desk.page.fill("#id_text_ko", "예산의 절반을 댑니다.")

    step(as_, group, proposal, "answer", reply)
    step(as_, group, proposal, "implement")
    proposal.actions.create(title_ko="장소를 정한다", title_en="Choose a place", owner=group.members[0], due_on=today)
    owner = as_(group.members[0].user)
    owner.open("/my/")
    owner.leave_by(owner.page.locator("main a[href$='/done/']").first)
    owner.press("It is done")
    owner.sees("Done. Thank you.")
    step(as_, group, proposal, "close", lambda desk: desk.page.fill("#id_reason", "센터가 문을 열었습니다."))
    assert proposal.state == "closed"


def be_read(visitor: Reader, proposal: Proposal) -> None:
    """Anybody reads what was decided and what became of it, and takes the decision as a document; names stay inside."""
    visitor.open("/focus-group/proposals/")
    visitor.leave_by(visitor.page.get_by_role("link", name=proposal.number))
    for text in ("Decisions", "Reply of the authority", "Problem"):
        visitor.sees(text)
    assert str(proposal.author) not in visitor.page.content()
    with visitor.page.expect_download() as started:
        visitor.page.locator("main a[href$='/decisions/1.pdf']").click()
    assert started.value.path().read_bytes().startswith(b"%PDF-")


def consult(as_: As, group: SimpleNamespace, letters: LetterBox) -> None:
    """A company asks, takes it back to add a file, the desk offers it to the fittest, who advises; the company rates it."""
    skill = SkillFactory(name_ko="접합", name_en="Joining")
    company = MemberFactory(
        user__email="company@example.com",
        organisation=OrganisationFactory(),
        language=as_(None).language,
    )
    tied, expert = group.vice, group.chair
    tied.organisation = company.organisation
    tied.save()
    for person in (tied, expert):
        MemberSkill.objects.create(member=person, skill=skill, level=5)
    ask(as_(company.user), skill)
    one = Consultation.objects.get()
    desk = as_(group.desk, wide=True)
    desk.open(f"/admin/focusgroup/consultation/{one.pk}/triage/")
    offered = desk.page.locator("input[name=expert]").evaluate_all("all => all.map((one) => one.value)")
    assert (offered[0], str(tied.pk) in offered) == (str(expert.pk), False)
    desk.page.locator("input[name=expert]").first.check()
    desk.page.fill("#id_due_on", (timezone.localdate() + timedelta(days=9)).isoformat())
    desk.leave_by(desk.page.locator("#content input[type=submit]"))
    answer(as_(expert.user), one)
    # The letter that an expert was found is not sent any more: there is advice by now.
    assert letters.one().language == desk.language
    company_ = as_(company.user)
    company_.open("/my/")
    company_.leave_by(company_.page.locator(f"main a[href$='{one.key}/']").first)
    company_.press("Rate the advice")
    company_.press("Send the rating")
    company_.page.check("input[name=rating][value='5']")
    company_.press("Send the rating")
    company_.sees("Thank you. The expert reads what you said.")
    one.refresh_from_db()
    assert (one.state, Advice.objects.get().rating) == ("closed", 5)


def ask(company: Reader, skill: object) -> None:
    company.open("/focus-group/consultations/")
    company.press("Ask a question")
    page = company.page
    page.fill("#id_title", "어느 리벳이 버틸까요?")
    company.press("Send the question")
    page.fill("#id_question", "We join steel and polymer.")
    company.press("Send the question")
    company.press("Take the question back")
    company.press("Go on writing")
    page.locator("input[name=skills]").first.check()
    page.set_input_files("#id_attachments", {"name": "힘.csv", "mimeType": "text/csv", "buffer": b"rivet,force\nA,3\n"})
    company.press("Send the question")
    company.sees("힘.csv")


def answer(expert: Reader, one: Consultation) -> None:
    """The expert, who will be away some day, takes it on and advises."""
    expert.open("/focus-group/availability/")
    for name in ("starts_on", "ends_on"):
        expert.page.fill(f"#id_{name}", (timezone.localdate() + timedelta(days=30)).isoformat())
    expert.press("Save")
    expert.open("/my/")
    expert.leave_by(expert.page.locator(f"main a[href$='{one.key}/']").first)
    expert.sees("힘.csv")
    expert.press("Accept")
    expert.press("Give advice")
    expert.page.fill("#id_text", "에이를 쓰세요.")
    expert.press("Give this advice")
    expert.sees("Your advice is given. Whoever asked is told.")

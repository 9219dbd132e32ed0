"""One contribution by its pages: from the draft to the confirmation, reviewed blind; who may see what on every path."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from council.library.models import Document, Download
from council.members.models import PersonalDataAccess, Skill
from council.messaging.models import Message
from council.messaging.rendering import render
from symposia.models import CoAuthor, Paper, Proceedings, Review, Submission, SubmissionMove
from tests.factories import NOW, MemberFactory, OrganisationFactory, coordinator
from tests.symposia.calls.papers import pdf, upload
from tests.symposia.factories.calls import CallFactory, ReviewerFactory, ReviewFactory, SubmissionFactory
from tests.symposia.factories.programme import SessionFactory, placed_talk, published

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)
SLUG = "/symposia/symposium/call/"


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def post(client, path, status=302, **data):
    answer = client.post(path, data)
    assert answer.status_code == status, (path, answer.content.decode()[:3000])
    return answer


def person(given, family="Lee", **values):
    return MemberFactory(
        family_name_en=family,
        given_name_en=given,
        family_name="이",
        given_name=values.pop("ko", "든솔"),
        language="en",
        **values,
    )


def authors_of(*rows):
    names = ("name_en", "affiliation_en", "email")
    data = {"authors-TOTAL_FORMS": len(rows), "authors-INITIAL_FORMS": 0}
    for place, row in enumerate(rows):
        data |= {f"authors-{place}-{name}": value for name, value in zip(names, row, strict=True)}
        data[f"authors-{place}-ORDER"] = place + 1
    return {**data, "authors-0-is_presenter": "on"}


TEXTS = {
    "title_en": "Springback of thin panels",
    "abstract_en": "We measured it on forty panels.",
    "keywords": "springback, steel",
}


def test_from_the_draft_to_the_confirmation_reviewed_blind():
    university = OrganisationFactory(name_en="Pureunsolnae University")
    author, colleague = person("Deunsol", organisation=university), person("Byeolha", "Han", ko="별하")
    stranger = MemberFactory()
    desk = coordinator("symposia", email="desk@example.com")
    call = CallFactory()
    steel = Skill.objects.create(name_ko="강판", name_en="Sheet steel")
    # One knows the subject; one belongs to the author's organisation; one is staff of the programme, too.
    knows = ReviewerFactory(call=call, member=person("Saeron", "Park", ko="새론", user__email="knows@example.com"))
    knows.member.skill_levels.create(skill=steel, level=5)
    ReviewerFactory(call=call, member=person("Haram", "Choi", ko="하람", organisation=university))
    staff = coordinator("symposia", email="staff-reviewer@example.com")
    staff.member.state = "active"
    staff.member.save()
    both = ReviewerFactory(call=call, member=staff.member)
    writes, other = client_of(author.user), client_of(colleague.user)

    with time_machine.travel(NOW, tick=False):
        # A draft may lack almost everything; bad input says what is wrong, and keeps what was typed.
        wrong = post(writes, f"{SLUG}new/result/", 422, abstract_en="Kept words", **authors_of(("", "", ""))).content.decode()
        assert "Give it a title in Korean or in English." in wrong
        assert "Kept words" in wrong
        token = writes.get(f"{SLUG}new/result/").context["form"]["key"].value()
        rows = authors_of(
            ("Deunsol Lee", "Pureunsolnae University", author.user.email), ("Byeolha Han", "Dalmuri", colleague.user.email)
        )
        for _twice in range(2):
            post(writes, f"{SLUG}new/result/", key=str(token), title_en="Springback", **rows)
        paper = Submission.objects.get()
        url, desk_url = paper.get_absolute_url(), f"{SLUG}desk/{paper.key}/"
        assert [other.get(url).status_code, client_of(desk).get(desk_url).status_code] == [404, 404]
        page = writes.get(url).content.decode()
        assert "Still missing" in page
        assert "keywords" in page
        # Nobody learns from a draft whose address is a member's.
        assert "· member" not in page
        assert "Still missing" in post(writes, f"{url}submit/", 422, novelty="no").content.decode()
        # The review is blind: nobody's name in text or file. Their file's properties are nobody's business either.
        named = pdf("By Deunsol Lee", author="Deunsol Lee")
        post(writes, f"{url}edit/", **TEXTS, subjects=[steel.pk], upload=upload(named, "lee-springback.pdf"), **rows)
        refused = post(writes, f"{url}submit/", 422, novelty="no").content.decode()
        assert refused.count("Page 1 of the file: Deunsol Lee") == 1
        assert "<li>" in post(writes, f"{url}edit/", 422, **TEXTS, upload=upload(b"no pdf"), **rows).content.decode()
        clean = upload(pdf(author="Deunsol Lee"), "lee-springback.pdf")
        post(writes, f"{url}edit/", **TEXTS, subjects=[steel.pk], upload=clean, **rows)
        assert "invention" in post(writes, f"{url}submit/", 422).content.decode()
        assert "File first" in post(writes, f"{url}submit/", 422, novelty="yes").content.decode()
        post(writes, f"{url}submit/", novelty="no")
        post(writes, f"{url}submit/", novelty="no")
        assert "· member" in writes.get(url).content.decode()
        paper.refresh_from_db()
        assert (paper.ref, paper.state, paper.novelty) == ("S-001", "submitted", "no")
        assert [one.member for one in paper.authors.all()] == [author, colleague]
        told = {message.address: message.context["subject"] for message in Message.objects.filter(kind="submission-received")}
        # No letter names a contribution that is reviewed blind: who reviews it may read the outbox.
        title = call.symposium.event.title_en
        assert told == {
            author.user.email: f"Received: {title}",
            colleague.user.email: f"You are named as an author: {title}",
        }
        # Until the call closes it is changed, and stays whole. Of two windows the later one does not write over the other.
        seen = writes.get(f"{url}edit/").context["form"]["seen"].value()
        post(writes, f"{url}edit/", novelty="no", seen=seen, **TEXTS, subjects=[steel.pk], **rows)
        stale = {**TEXTS, "abstract_en": "Of another window."}
        refused = post(writes, f"{url}edit/", 422, novelty="no", seen=seen, **stale, **rows).content.decode()
        assert ("has changed since" in refused, "Of another window." in refused) == (True, True)
        lacking = {**TEXTS, "keywords": ""}
        assert "keywords" in post(writes, f"{url}edit/", 422, novelty="no", **lacking, **rows).content.decode()
        post(writes, f"{url}edit/", novelty="no", **TEXTS, subjects=[steel.pk], **rows)
        assert [other.get(url).status_code, other.get(f"{url}edit/").status_code] == [200, 404]
        assert client_of(stranger.user).get(url).status_code == 404

    with time_machine.travel(LATER, tick=False):
        works = client_of(desk)
        # Too late: it is said beside what was typed, which is there still.
        for path in (f"{url}edit/", f"{SLUG}new/result/"):
            late = post(writes, path, 422, **{**TEXTS, "abstract_en": "Typed late."}, novelty="no", **rows).content.decode()
            assert "The call is closed." in late, path
            assert "Typed late." in late, path
        post(works, f"{SLUG}desk/reviewers/", plan="1")
        planned = list(Review.objects.order_by("reviewer_id"))
        assert [one.reviewer for one in planned] == [knows, both]
        assert client_of(knows.member.user).get(f"{SLUG}reviews/{planned[0].pk}/").status_code == 404
        soon = f"{LATER + timedelta(days=5):%Y-%m-%d}"
        assert "some time" in post(works, f"{SLUG}desk/reviewers/", 422, send="1", due_on="2020-01-01").content.decode()
        post(works, f"{SLUG}desk/reviewers/", send="1", due_on=soon)
        assert Message.objects.filter(kind="submission-reviews").count() == 2

        review_url = f"{SLUG}reviews/{planned[0].pk}/"
        blind_to_everything(client_of(knows.member.user), review_url, paper, author)
        blind_staff(client_of(staff), f"{SLUG}reviews/{planned[1].pk}/", desk_url, paper, author)
        version = f"/admin/symposia/submission/{paper.pk}/history/{paper.history.latest().pk}/"
        assert [client_of(desk).get(version).status_code, client_of(staff).get(version).status_code] == [200, 404]
        reviews(client_of(knows.member.user), review_url)
        post(client_of(staff), f"{SLUG}reviews/{planned[1].pk}/give-back/", 422)
        post(client_of(staff), f"{SLUG}reviews/{planned[1].pk}/give-back/", nature="person")
        assert "Knows an author well" in works.get(desk_url).content.decode()
        decides(works, desk_url, paper)

        page = writes.get(url).content.decode()
        assert "A clear paper." in page
        assert "Park" not in page
        assert "not our first choice" not in page
        post(other, f"{url}confirm/")
        paper.refresh_from_db()
        assert (paper.state, paper.is_poster) == ("confirmed", False)
        post(other, f"{url}leave/")
        assert list(CoAuthor.objects.values_list("member", flat=True)) == [author.pk]
        assert other.get(url).status_code == 404
        assert "why" in post(writes, f"{url}withdraw/", 422).content.decode().lower()
        done = writes.post(f"{url}withdraw/", {"reason": "We cannot come."}, follow=True).content.decode()
        # Nobody else is left to be told.
        assert ("It is withdrawn." in done, "co-authors are told" in done) == (True, False)
    verbs = list(SubmissionMove.objects.values_list("verb", flat=True))
    assert verbs == ["submit", "edit", "edit", "review", "reviewed", "returned", "accepted", "confirm", "leave", "withdraw"]


def blind_to_everything(client, review_url, paper, author):
    """Nothing that the reviewer can open names an author: pages, file and its name, search, the library."""
    secrets = ("Deunsol", "든솔", author.user.email, "Pureunsolnae", "lee-springback", "Byeolha")
    document = Document.objects.get(owner_kind="submission")
    for path in (
        review_url,
        f"{review_url}give-back/",
        f"{SLUG}reviews/",
        f"{SLUG}reviews/profile/",
        "/my/",
        "/search/?q=springback",
        "/library/?q=springback",
    ):
        page = client.get(path).content.decode()
        assert [one for one in secrets if one in page] == [], path
    assert "S-001" in client.get("/search/?q=springback").content.decode()
    assert "S-001" not in client.get("/search/?q=Deunsol").content.decode()
    for path in (
        paper.get_absolute_url(),
        f"{SLUG}desk/",
        f"{SLUG}desk/submissions.csv",
        document.get_absolute_url(),
        f"{document.get_absolute_url()}download/",
    ):
        assert client.get(path).status_code == 404, path
    answer = client.get(f"{review_url}file/")
    assert answer["Content-Disposition"] == 'attachment; filename="S-001.pdf"'
    assert b"Lee" not in answer.content
    reader = PdfReader(BytesIO(answer.content))
    assert "Author" not in str(reader.metadata)
    assert "We measured springback." in reader.pages[0].extract_text()
    assert Download.objects.get().user.email == "knows@example.com"
    mail = render(Message.objects.get(kind="submission-reviews", address="knows@example.com"))
    assert [one for one in secrets if one in f"{mail.subject} {mail.text} {mail.html}"] == []


def blind_staff(client, review_url, desk_url, paper, author):
    """Staff who review it do not see it as staff: neither on the desk's pages nor in the administration."""
    document = Document.objects.get(owner_kind="submission")
    assert client.get(review_url).status_code == 200
    for path in (
        desk_url,
        f"/admin/symposia/submission/{paper.pk}/change/",
        f"/admin/symposia/submission/{paper.pk}/history/",
        f"/admin/symposia/review/{Review.objects.first().pk}/change/",
        f"/admin/library/document/{document.pk}/change/",
        document.get_absolute_url(),
    ):
        assert client.get(path).status_code == 404, path
    for path in (
        f"{SLUG}desk/",
        f"{SLUG}desk/submissions.csv",
        "/admin/symposia/submission/",
        "/admin/symposia/submission/?q=Byeolha",
        "/admin/symposia/review/",
        "/admin/library/document/",
        "/admin/library/download/",
    ):
        page = client.get(path).content.decode()
        assert [one for one in ("Deunsol", "Springback", author.user.email) if one in page] == [], path
    assert "is kept from you" in client.get(f"{SLUG}desk/").content.decode()


def reviews(client, review_url):
    """Kept for later, refused while it is not whole, handed in once."""
    scores = {"quality": 4, "novelty": 5, "relevance": 3}
    post(client, review_url, quality=4, comment="A clear paper.")
    assert "Begun" in client.get(f"{SLUG}reviews/").content.decode()
    assert "Recommendation" in post(client, review_url, 422, submit="1", comment="A clear paper.", **scores).content.decode()
    whole = {**scores, "comment": "A clear paper.", "inner": "not our first choice", "recommendation": "accept", "submit": "1"}
    post(client, review_url, 422, **{**whole, "quality": 9})
    post(client, review_url, **whole)
    assert Review.objects.get(submitted_at__isnull=False).mean == 4
    assert client.post(review_url, {**whole, "quality": 1}).status_code == 200
    assert Review.objects.get(submitted_at__isnull=False).quality == 4


def decides(client, desk_url, paper):
    """Chosen, every mail shown, then decided; what others changed meanwhile is not decided over."""
    assert "Springback" in client.get(f"{SLUG}desk/?order=score&q=S-1").content.decode()
    chosen = client.post(f"{SLUG}desk/decide/", {"chosen": paper.pk}).context["form"]["seen"].value()
    data = {"seen": chosen, "outcome": "accepted", "text_en": "See you in Gumi."}
    asked_again = post(client, f"{SLUG}desk/decide/", 422, **{**data, "outcome": "", "page": 1})
    assert asked_again.context["chosen"] == [paper]
    shown = client.post(f"{SLUG}desk/decide/", {**data, "page": 1})
    mails, data["shown"] = [one.mail for one in shown.context["page"]], shown.context["mark"]
    assert f'name="shown" value="{data["shown"]}"' in shown.content.decode()
    # What is sent is what was seen: other words, another outcome, or no look at the mails, and they are shown first.
    for other in ({"text_en": "See you in Pohang."}, {"text_ko": "뵙겠습니다."}, {"outcome": "declined"}, {"shown": ""}):
        unseen = post(client, f"{SLUG}desk/decide/", 422, **{**data, **other, "decide": 1})
        assert "you have not seen the mails with this decision" in unseen.content.decode()
        assert len(unseen.context["page"]) == 2
    paper.refresh_from_db()
    assert (paper.state, Message.objects.filter(kind="submission-decided").exists()) == ("under-review", False)
    stale = {**data, "seen": f'{{"{paper.pk}": "submitted"}}'}
    stale["shown"] = client.post(f"{SLUG}desk/decide/", stale).context["mark"]
    assert "has changed since" in client.post(f"{SLUG}desk/decide/", {**stale, "decide": 1}, follow=True).content.decode()
    for _twice in range(2):
        post(client, f"{SLUG}desk/decide/", **data, decide=1)
    written = Message.objects.filter(kind="submission-decided").order_by("pk")
    assert sorted(render(one).text for one in written) == sorted(one.text for one in mails)
    assert len(mails) == 2
    assert all("See you in Gumi." in one.text for one in mails)
    assert PersonalDataAccess.objects.filter(page="symposia:desk-submission").exists()
    paper.refresh_from_db()
    assert (paper.state, paper.confirm_by) == ("accepted", (LATER + timedelta(days=3)).date())


def test_a_proposal_is_judged_by_its_business_too():
    call, desk = CallFactory(), coordinator("symposia", email="desk@example.com")
    proposal = SubmissionFactory(symposium=call.symposium, kind="proposal", trl=5, number=7, state="under-review")
    review, second = (ReviewFactory(submission=proposal, reviewer=ReviewerFactory(call=call)) for _number in range(2))
    paths = [f"{SLUG}reviews/{one.pk}/" for one in (review, second)]
    reader, other = (client_of(one.reviewer.member.user) for one in (review, second))
    plain = {"quality": 4, "novelty": 5, "relevance": 3, "comment": "It sells.", "recommendation": "accept", "submit": "1"}
    business = {"market": 5, "advantage": 2, "readiness": 1, "effort": 4}
    with time_machine.travel(NOW, tick=False):
        names = ["quality", "novelty", "relevance", "market", "advantage", "readiness", "effort"]
        assert list(reader.get(paths[0]).context["form"].fields)[:7] == names
        lacking = post(reader, paths[0], 422, **plain, market=5, effort=4).content.decode()
        assert "Still missing: Advantage over what there is, Readiness." in lacking
        post(reader, paths[0], **plain, **business)
        post(other, paths[1], **{**plain, **business, "effort": 5, "market": 5, "readiness": 2})
        assert [one.mean for one in Review.objects.order_by("pk")] == [24 / 7, 26 / 7]
        page = client_of(desk).get(f"{SLUG}desk/{proposal.key}/").content.decode()
        assert '<dt>Advantage over what there is</dt><dd class="num">2</dd>' in page
        assert '<td data-label="Score" class="num">3.57</td>' in client_of(desk).get(f"{SLUG}desk/").content.decode()
        assert ",2,2,3.57" in client_of(desk).get(f"{SLUG}desk/submissions.csv").content.decode()
    # Whoever writes it by whatever way: it is not handed in without.
    with pytest.raises(IntegrityError, match="business potential"):
        Review.objects.filter(pk=review.pk).update(market=None)


def test_a_contribution_leads_to_its_talk_and_paper():
    paper = SubmissionFactory(state="confirmed", title_en="Springback")
    symposium = paper.symposium
    talk = placed_talk(SessionFactory(symposium=symposium), number=7, submission=paper)
    desk, path = coordinator("symposia", email="desk@example.com"), f"/symposia/symposium/call/desk/{paper.key}/"

    def shown():
        pages = [client_of(user).get(url).content.decode() for user, url in readers]
        return [[f"/{name}/7/" in page for name in ("programme/talks", "proceedings")] for page in pages]

    readers = ((paper.submitter.user, paper.get_absolute_url()), (desk, path))
    with time_machine.travel(NOW, tick=False):
        assert shown() == [[False, False]] * 2
        version = published(symposium)
        assert shown() == [[True, False]] * 2
        withdraw = client_of(paper.submitter.user).get(f"{paper.get_absolute_url()}withdraw/").content.decode()
        assert "It is in the published programme" in withdraw
        made = Proceedings.objects.create(symposium=symposium, released_at=NOW)
        Paper.objects.create(
            proceedings=made, talk=talk, number=7, position=1, title_en="Springback", presented_at=version.published_at
        )
        assert shown() == [[True, True]] * 2


def test_pages_ask_as_much_for_one_as_for_thirty():
    call = CallFactory()
    desk, author = client_of(coordinator("symposia", email="desk@example.com")), MemberFactory()
    reviewer = ReviewerFactory(call=call)
    paths = (f"{SLUG}desk/", f"{SLUG}desk/reviewers/", f"{SLUG}desk/submissions.csv", SLUG, f"{SLUG}reviews/", "/my/")
    clients = (desk, desk, desk, client_of(author.user), client_of(reviewer.member.user), client_of(reviewer.member.user))

    def grow(count):
        for _number in range(count):
            paper = SubmissionFactory(symposium=call.symposium, submitter=author, state="under-review")
            Review.objects.create(submission=paper, reviewer=reviewer, due_on=call.reviews_due_on, assigned_at=NOW, sent_at=NOW)
            ReviewerFactory(call=call)

    def asked():
        numbers = []
        for client, path in zip(clients, paths, strict=True):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            numbers.append(len(queries))
        return numbers

    with time_machine.travel(NOW, tick=False):
        grow(1)
        few = asked()
        grow(29)
        assert asked() == few

"""Who sees which proposal: one queryset, whatever way one asks. What is not for a reader is nowhere."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council import programmes
from council.library.permissions import visible_documents
from council.members.models import Member, PersonalDataAccess, User
from focusgroup.docket_panels import card, search
from focusgroup.models import Action, Opportunity, Project, Proposal, Review
from focusgroup.permissions.docket import get_proposal_or_404, sees_inside, visible_proposals
from focusgroup.services.docket import can_move, discard_draft, finish_action, results, submit_proposal, write_proposal
from focusgroup.services.errors import NotYours
from tests.factories import NOW, DocumentFactory, OrganisationFactory, UserFactory
from tests.focusgroup.docket.people import proposal_in, small_group
from tests.focusgroup.factories.clusters import ClusterFactory
from tests.focusgroup.factories.docket import (
    DecisionFactory,
    EvidenceFactory,
    OpportunityFactory,
    ProposalFactory,
    SittingFactory,
)

pytestmark = pytest.mark.django_db
PUBLIC = {"adopted", "adopted-with-changes", "forwarded", "answered", "implementing", "closed"}
WORD = "Quillwort"


def fetched(user, path):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client.get(path)


def test_each_state_is_seen_by_whom_it_is_for_on_every_path():
    group = small_group()
    author = group.members[0]
    made = {}
    for state in Proposal.State.values:
        for kind in ("project", "invitation"):
            made[state, kind] = proposal_in(group, state, kind=kind, author=author, title_en=f"{WORD} {state} {kind}")
            DocumentFactory(
                event=None,
                programme="focus-group",
                classification="owner",
                owner_kind="proposal",
                owner_key=str(made[state, kind].pk),
            )
    public = {key for key in made if key[0] in PUBLIC and key[1] == "project"}
    numbered = {key for key in made if key[0] != "draft"}
    expected = {
        None: public,
        group.outsider.user: public,
        group.members[1].user: numbered,
        author.user: set(made),
        group.desk: numbered,
    }
    # The page of each state, in turn of a project and an invitation, and of both where they are not for the same people.
    opened = {key for place, key in enumerate(made) if key[0] == "adopted" or place % 2 == place // 2 % 2}
    for user, keys in expected.items():
        who = user or fetched(None, "/").wsgi_request.user
        pks = {made[key].pk for key in keys}
        assert set(visible_proposals(who, NOW).values_list("pk", flat=True)) == pks
        assert {hit.url for hit in search(WORD, who, NOW, 100)} == {made[key].get_absolute_url() for key in keys}
        owned = visible_documents(who, NOW).filter(owner_kind="proposal").values_list("owner_key", flat=True)
        assert set(owned) == {str(pk) for pk in pks}
        listed = "".join(fetched(user, f"/focus-group/proposals/?q={WORD}&page={page}").content.decode() for page in (1, 2))
        for key, proposal in made.items():
            assert (f'href="{proposal.get_absolute_url()}"' in listed) == (key in keys), (user, key)
            if key in opened:
                assert fetched(user, proposal.get_absolute_url()).status_code == (200 if key in keys else 404), (user, key)
            elif key in keys:
                assert get_proposal_or_404(who, proposal.number or str(proposal.key), NOW) == proposal
            else:
                with pytest.raises(Http404):
                    get_proposal_or_404(who, proposal.number or str(proposal.key), NOW)
    assert results(NOW).adopted == len(public)


def test_the_public_page_tells_what_became_of_it_and_names_nobody():
    group = small_group()
    proposal = proposal_in(group, "implementing", title_en="Try-out centre")
    proposal.organisations.add(OrganisationFactory(name_en="Tied Works"))
    ClusterFactory(slug="steel", name_en="Steel")
    measured = {"year": 2025, "clusters": ["steel", "plastics"], "proximity": 0.75, "cosine": None, "present": [4, 3, 3]}
    measured |= {"regions_compared": 12, "ties": {"shared-meetings": 2, "projects": 1}, "sources": ["KOSIS", "MOEL"]}
    proposal.evidence.update(data=measured)
    decision = DecisionFactory(proposal=proposal, sitting__event=group.meeting, dissent_en="Wait a year.")
    decision.sitting.votes.create(seat=group.seats[0], member=group.chair, choice="for", at=NOW)
    Project.objects.create(
        proposal=proposal, decision=decision, name_en="Hall one", lead=OrganisationFactory(name_en="Lead Inc")
    )
    Review.objects.create(
        proposal=proposal,
        reviewer=group.vice,
        due_on=NOW.date(),
        assigned_at=NOW,
        recommendation="adopt",
        text="Inner thoughts",
        submitted_at=NOW,
    )
    Action.objects.create(proposal=proposal, owner=group.chair, due_on=NOW.date(), title_en="Ring them up")
    for verb, reason in (("submit", ""), ("return", "Secret reason"), ("adopt", "Spoken reason")):
        proposal.moves.create(verb=verb, before="draft", after="submitted", at=NOW, by=group.chair.user, reason=reason)
    # Whoever runs the machine has a log-in of a command's making, and is no member.
    proposal.moves.create(
        verb="screen", before="submitted", after="screening", at=NOW, by=User.objects.create(email="x@y.example")
    )
    outside = fetched(None, proposal.get_absolute_url()).content.decode()
    inside = fetched(group.members[1].user, proposal.get_absolute_url()).content.decode()
    both = ["Try-out centre", "Hall one", "Lead Inc", "Wait a year.", "7 of 11 seats present", "Employment of the cluster"]
    # Figures are told in words, not as they are kept.
    both += ["Steel · plastics", '<dt>Regions compared</dt><dd class="num">12</dd>', "Regions specialised in it: Steel", "0.75"]
    both += [
        "Projects 1, Shared meetings 2",
        '<dt>Cosine of the location quotients</dt><dd class="num">n/a</dd>',
        "KOSIS; MOEL",
    ]
    for page in (outside, inside):
        assert [raw for raw in ("regions_compared", "[&#x27;", "{&#x27;", "None</dd>") if raw in page] == []
    inner = ["Inner thoughts", "Secret reason", "Spoken reason", "Ring them up", "Tied Works", group.chair.display_name("en")]
    assert [fact for fact in both if fact not in outside] == []
    assert [fact for fact in inner if fact in outside] == []
    assert [fact for fact in both + inner if fact not in inside] == []


def test_whom_staff_read_of_inside_is_noted(at_now):
    group = small_group()
    proposal = proposal_in(group, "on-agenda", owner=group.members[1])
    Review.objects.create(proposal=proposal, reviewer=group.vice, due_on=NOW.date(), assigned_at=NOW)
    sitting = SittingFactory(proposal=proposal, event=group.meeting)
    sitting.votes.create(seat=group.seats[0], member=group.chair, choice="for", at=NOW)
    round_ = proposal.rounds.create(body=group.body, opens_at=NOW, closes_at=NOW + timedelta(days=1))
    round_.comments.create(member=group.members[2], text="Yes.", at=NOW)
    everybody = {seat.membership.member_id for seat in group.seats}
    for path in (proposal.get_absolute_url(), f"{proposal.get_absolute_url()}sitting/"):
        assert fetched(group.desk, path).status_code == 200
        assert set(PersonalDataAccess.objects.get(path=path).subjects) == everybody, path


@pytest.mark.parametrize("number", [1, 30])
def test_lists_ask_the_same_number_of_questions(number):
    group = small_group()
    for _ in range(number):
        proposal = proposal_in(group, "adopted")
        decision = DecisionFactory(proposal=proposal, sitting__event=group.meeting)
        Project.objects.create(proposal=proposal, decision=decision, name_en="Hall", lead=OrganisationFactory())
        Action.objects.create(proposal=proposal, owner=group.chair, due_on=NOW.date(), title_en="Ring")
        OpportunityFactory(proposal=proposal)
    admin = UserFactory(is_staff=True, is_superuser=True)
    found = {}
    for user, path in (
        (None, "/focus-group/proposals/"),
        (group.chair.user, "/focus-group/proposals/"),
        (group.chair.user, "/focus-group/proposals/opportunities/"),
        *((admin, reverse(f"admin:focusgroup_{name}_changelist")) for name in MODELS),
    ):
        client = Client()
        if user:
            client.force_login(user)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        found[path, bool(user)] = len(queries)
    with CaptureQueriesContext(connection) as queries:
        card(group.chair.user, NOW)
    found["card"] = len(queries)
    assert {key: count for key, count in found.items() if count > 24} == {}
    COUNTS.setdefault("first", found)
    assert COUNTS["first"] == found


MODELS = ("action", "decision", "opportunity", "project", "proposal")
COUNTS: dict = {}


def test_filters_of_the_list_stand_in_the_address():
    group = small_group()
    adopted = proposal_in(group, "adopted", kind="policy", title_en="Voucher")
    proposal_in(group, "forwarded", title_en="Centre")
    for query, hits in (
        ("q=voucher", 1),
        ("q=" + adopted.number, 1),
        ("state=forwarded", 1),
        ("kind=policy", 1),
        ("year=2026", 2),
        ("state=draft", 2),
        ("kind=nonsense&year=x&page=99", 2),
        ("q=%00", 2),
        ("q=nothing-like-it", 0),
    ):
        page = fetched(None, f"/focus-group/proposals/?{query}").context["page"]
        assert page.paginator.count == hits, query


def test_my_card_tells_what_waits_for_me():
    group = small_group()
    me = group.members[0]
    draft = ProposalFactory(author=me)
    reviewed = proposal_in(group, "under-review", author=group.chair)
    Review.objects.create(proposal=reviewed, reviewer=me, due_on=NOW.date(), assigned_at=NOW)
    action = Action.objects.create(proposal=reviewed, owner=me, due_on=NOW.date() + timedelta(days=3), title_en="Ring")
    Action.objects.create(proposal=reviewed, owner=me, due_on=NOW.date() + timedelta(days=90), title_en="Far")
    open_one = SittingFactory(proposal=proposal_in(group, "on-agenda"), event=group.meeting, state="open", enrolled=None)
    waits = card(me.user, NOW)
    assert waits["drafts"] == [draft]
    assert [one.proposal for one in waits["reviews"]] == [reviewed]
    assert waits["actions"] == [action]
    assert waits["votes"] == [open_one]
    assert card(group.outsider.user, NOW) is None
    assert card(fetched(None, "/").wsgi_request.user, NOW) is None


def test_deadlines_name_who_is_to_be_reminded_and_no_more():
    group = small_group()
    me = group.members[0]
    due = NOW.date() + timedelta(days=7)
    reviewed = proposal_in(group, "under-review", author=group.chair)
    waiting = Review.objects.create(proposal=reviewed, reviewer=me, due_on=due, assigned_at=NOW)
    action = Action.objects.create(proposal=reviewed, owner=me, due_on=due, title_en="Ring")
    Action.objects.create(proposal=reviewed, owner=me, due_on=due, title_en="Done", done_at=NOW)
    sent = proposal_in(group, "forwarded", author=me, owner=group.vice, reply_due_on=due)
    rounds = [
        one.rounds.create(body=group.body, opens_at=NOW, closes_at=NOW + timedelta(days=6, hours=hours))
        for hours, one in enumerate((reviewed, proposal_in(group, "screening")))
    ]
    rounds[0].comments.create(member=me, text="Yes.", at=NOW)
    late = Review.objects.create(proposal=reviewed, reviewer=group.vice, due_on=NOW.date() + timedelta(days=1), assigned_at=NOW)
    gone = proposal_in(group, "forwarded", author=group.outsider, reply_due_on=due)
    User.objects.filter(pk=gone.author.user_id).update(is_active=False)
    window = (NOW + timedelta(days=1), NOW + timedelta(days=8))

    def found(slug):
        source = programmes.deadline_sources.get(slug)
        rows = list(source.items(*window))
        for language in ("ko", "en"):
            assert set(source.facts([subject for subject, *_ in rows], language)) == {subject for subject, *_ in rows}
        return {(subject, recipient) for subject, recipient, _deadline in rows}

    everybody = {seat.membership.member.user_id for seat in group.seats}
    assert found("proposal-review-due") == {(str(waiting.pk), me.user_id)}
    # The first day that is too late comes two days before this one.
    assert found("proposal-review-late") == {(str(late.pk), group.vice.user_id)}
    assert found("proposal-action-due") == {(str(action.pk), me.user_id)}
    assert found("proposal-reply-due") == {(str(sent.pk), group.vice.user_id)}
    assert found("proposal-round-end") == {
        *((str(rounds[0].pk), user) for user in everybody - {me.user_id}),
        *((str(rounds[1].pk), user) for user in everybody),
    }


def test_outside_nobody_reads_what_was_put_off_before_it_was_adopted():
    group = small_group()
    proposal = proposal_in(group, "adopted")
    values = {"outcome": "deferred", "text_en": "Not yet, said some.", "in_favour": 1, "against": 4}
    DecisionFactory(proposal=proposal, sitting__event=group.meeting, **values)
    DecisionFactory(proposal=proposal, sitting__event=group.meeting, serial=2)
    outside, inside = ((user, fetched(user, proposal.get_absolute_url())) for user in (None, group.members[1].user))
    for (user, page), seen in ((outside, [2]), (inside, [1, 2])):
        assert [one.serial for one in page.context["decisions"]] == seen
        assert ("Not yet, said some." in page.content.decode()) == (1 in seen)
        for serial in (1, 2):
            path = f"{proposal.get_absolute_url()}decisions/{serial}.pdf"
            assert fetched(user, path).status_code == (200 if serial in seen else 404)


def test_who_is_suspended_neither_reads_inside_nor_acts():
    group = small_group()
    author, owner = group.members[0], group.members[1]
    draft = ProposalFactory(author=author)
    EvidenceFactory(proposal=draft)
    agenda = proposal_in(group, "on-agenda", author=author, owner=owner)
    adopted = proposal_in(group, "adopted", author=author, owner=owner)
    action = Action.objects.create(proposal=adopted, owner=author, due_on=NOW.date(), title_en="Ring")
    Member.objects.filter(pk__in=[author.pk, owner.pk]).update(state="suspended")
    for member in (author, owner):
        user = User.objects.get(pk=member.user_id)
        assert set(visible_proposals(user, NOW)) == {adopted}
        assert not sees_inside(user, adopted, NOW)
        assert not can_move(agenda, "withdraw", user, NOW)
        assert card(user, NOW) is None
        for refused in (
            lambda user=user: submit_proposal(proposal=draft, by=user, now=NOW),
            lambda user=user: write_proposal(proposal=draft, by=user, now=NOW, values={}),
            lambda user=user: discard_draft(proposal=draft, by=user, now=NOW),
            lambda user=user: finish_action(action=action, by=user, now=NOW),
        ):
            with pytest.raises(NotYours):
                refused()
    assert fetched(author.user, draft.get_absolute_url()).status_code == 404
    assert group.members[2].display_name("en") not in fetched(author.user, adopted.get_absolute_url()).content.decode()


def test_a_decision_is_a_pdf_in_both_languages():
    decision = DecisionFactory(dissent_ko="한 위원은 반대한다.")
    for prefix in ("", "/ko"):
        answer = fetched(None, f"{prefix}/focus-group/proposals/{decision.proposal.number}/decisions/1.pdf")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF")


def test_what_makes_no_sense_is_a_404():
    for path in ("FG-2026-999/", f"{uuid4()}/", "FG-26-1/", "opportunities/99999999999999999999999/"):
        assert fetched(None, f"/focus-group/proposals/{path}").status_code in (302, 404), path
    assert date(2026, 11, 2) == NOW.date()


def test_the_author_writes_with_bad_input_kept():
    group = small_group()
    client = Client()
    client.force_login(group.members[0].user)
    rows = {"evidence-TOTAL_FORMS": "1", "evidence-INITIAL_FORMS": "0", "evidence-MIN_NUM_FORMS": "0"}
    rows["evidence-MAX_NUM_FORMS"] = "20"
    bad = {"kind": "project", "title_en": "", "plan_en": "Keep me", "budget_krw": "-4", **rows}
    answer = client.post("/focus-group/proposals/new/", bad)
    assert answer.status_code == 422
    assert "Keep me" in answer.content.decode()
    assert not Proposal.objects.exists()
    good = {**bad, "title_en": "Centre", "problem_en": "p", "budget_krw": "5", "evidence-0-label_en": "LQ"}
    # The same form twice (a double click, a replay) is one draft; other words are another.
    assert 'name="key"' in client.get("/focus-group/proposals/new/").content.decode()
    once = {**good, "key": str(uuid4())}
    sent = [client.post("/focus-group/proposals/new/", values) for values in (once, once, {**once, "title_en": "Other"})]
    assert ([one.status_code for one in sent], sent[0]["Location"] == sent[1]["Location"]) == ([302] * 3, True)
    Proposal.objects.filter(title_en="Other").delete()
    made = Proposal.objects.get()
    noted = {"kind": "funding", "title_en": "A call", "key": once["key"]}
    for _twice in range(2):
        assert client.post("/focus-group/proposals/opportunities/new/", noted).status_code == 302
    assert Opportunity.objects.count() == 1
    assert (made.budget_krw, made.evidence.get().label_en, made.author) == (5, "LQ", group.members[0])
    kept = {**good, "evidence-INITIAL_FORMS": "1", "evidence-0-id": made.evidence.get().pk, "evidence-0-DELETE": "on"}
    assert client.post(f"{made.get_absolute_url()}edit/", kept).status_code == 302
    assert not made.evidence.exists()
    answer = client.post(f"{made.get_absolute_url()}submit/")
    assert answer.status_code == 422
    assert "without evidence" in answer.content.decode()
    EvidenceFactory(proposal=made)
    answer = client.post(f"{made.get_absolute_url()}submit/", follow=True)
    assert "FG-" in answer.redirect_chain[-1][0]

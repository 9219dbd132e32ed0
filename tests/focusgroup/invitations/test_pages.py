"""What people try in a browser."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from council.members.models import Membership, Organisation
from council.messaging.models import Message
from focusgroup.models import DataItem, Dispatch, InvestmentFacts, InvitationTarget, TargetMove, Touch
from focusgroup.models.invitations import Stage
from focusgroup.wiring.invitations import my_card
from tests.factories import NOW, OrganisationFactory
from tests.focusgroup.factories.invitations import (
    TODAY,
    EngagementFactory,
    TargetFactory,
    TeamMemberFactory,
    accept,
    papers,
)

pytestmark = pytest.mark.django_db
LIST = "/focus-group/invitations/"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def site(client, team):
    client.force_login(team)
    return client


def url(name, target, *more):
    return reverse(f"focusgroup:invitation-{name}", args=[target.key, *more])


def shown(response):
    return " ".join(response.content.decode().split())


def test_from_the_first_name_to_aftercare(site, team):
    """The whole life of one target, as a member of the team goes through it."""
    words = {"name_en": "Sekret Precision", "kind": "research-centre", "origin": "global", "hq_country": "SE"}
    words |= {"owner": team.member.pk, "next_action": "Call", "next_action_on": "2026-11-10"}
    assert site.post(f"{LIST}new/", words).status_code == 302
    target = InvitationTarget.objects.get()
    assert (target.owner, target.stage, target.created_at) == (team.member, "identified", NOW)

    def move(**data):
        target.refresh_from_db()
        seen = {"stage": target.stage, "standing": target.standing, "verb": "advance"}
        return site.post(url("move", target), seen | data)

    for _step in range(3):
        assert move().status_code == 302
    # A proposal is not sent before it is dispatched, and the page says so.
    refused = move()
    assert (refused.status_code, "has been dispatched" in shown(refused)) == (422, True)
    site.post(url("plan-edit", target), {"text": "Why they should come."})
    site.post(url("plan-approve", target, 1))
    data = {"title": "Wages", "source": "Office", "dated_on": "2026-10-01", "licence": "KOGL"}
    assert site.post(url("data-new", target), data).status_code == 302
    site.post(url("proposal-new", target), {"language": "en", "title": "Come", "text": "Come **soon**."})
    site.post(url("proposal-approve", target, 1))
    engagement = EngagementFactory(targets=[target])
    sending = {"proposal": target.proposals.get().pk, "engagement": engagement.pk}
    refused = site.post(url("dispatch", target), sending)
    assert (refused.status_code, "has not accepted the NDA" in shown(refused)) == (422, True)
    accept(engagement)
    assert site.post(url("dispatch", target), sending).status_code == 302
    assert Dispatch.objects.get().by == team
    for _step in range(4):
        assert move().status_code == 302
    target.refresh_from_db()
    assert target.stage == Stage.DECISION
    refused = move()
    assert (refused.status_code, Organisation.objects.filter(name_en="Sekret Precision").exists()) == (422, False)
    landing = {"name_ko": "비밀정밀", "name_en": "Sekret Precision", "kind": "institute"}
    assert site.post(url("land", target), landing).status_code == 302
    assert move().status_code == 302
    target.refresh_from_db()
    assert (target.stage, target.organisation.name_ko) == (Stage.AFTERCARE, "비밀정밀")
    assert site.post(url("result", target, "actual"), {"as_of": "2026-11-01", "jobs": "31"}).status_code == 302
    page = shown(site.get(url("detail", target)))
    assert [word in page for word in ("Aftercare", "31", "Come", "Wages", "Version 1 dispatched")] == [True] * 5
    assert TargetMove.objects.filter(target=target).count() == 11


def test_bad_input_gets_a_message_and_keeps_what_was_typed(site, target):
    cases = [
        (f"{LIST}new/", {"name_en": "Line\nbreak", "next_action": "Kept words"}, "Kept words"),
        (url("edit", target), {"name_en": "", "next_action_on": "2026-13-45", "field_en": "Kept words"}, "Kept words"),
        (url("move", target), {"verb": "lose", "reason": "", "stage": "identified", "standing": "open"}, "Please say why."),
        (url("move", target), {"verb": "fly", "reason": "Kept words"}, "Kept words"),
        (url("touch", target), {"on": "2027-01-01", "kind": "call", "note": "Kept words"}, "Kept words"),
        (url("facts", target), {"voting_percent": "101", "researchers": "-1", "regular_staff": "77"}, "77"),
        (url("result", target, "projected"), {"as_of": "", "jobs": "9" * 30}, "9" * 30),
        (url("result", target, "actual"), {"as_of": "2026-11-01", "jobs": "3"}, "once the target has landed"),
        (url("data-new", target), {"title": "Kept words", "url": "javascript:alert(1)"}, "Kept words"),
        (url("dispatch", target), {"proposal": "999999999999999999999", "engagement": "x"}, "Dispatch"),
        (url("land", target), {"name_ko": "이름", "name_en": "N", "kind": "institute"}, "has changed since"),
        (f"{LIST}engagements/new/", {"scope": "Kept words", "starts_on": "yesterday"}, "Kept words"),
    ]
    for path, data, words in cases:
        answer = site.post(path, data)
        assert (path, answer.status_code, words in shown(answer)) == (path, 422, True)
    assert (InvitationTarget.objects.count(), InvestmentFacts.objects.count(), Touch.objects.count()) == (1, 0, 0)
    assert site.get(f"{LIST}?owner=x&cluster=%00&stage=nowhere&q=%00&page=-1").status_code == 200
    assert site.get(url("move", target) + "?to=landed").status_code == 200
    # What takes more than a move is led to where it is done.
    for stage, to, page in (("qualified", "proposal-sent", "dispatch"), ("decision", "landed", "land")):
        InvitationTarget.objects.filter(pk=target.pk).update(stage=stage)
        answer = site.get(url("move", target) + f"?to={to}")
        assert (answer.status_code, answer["Location"]) == (302, url(page, target))
        assert url(page, target) in shown(site.get(reverse("focusgroup:invitation-board")))
    # Numbers that are sent twice are one row.
    for _time in range(2):
        assert site.post(url("result", target, "projected"), {"as_of": "2026-11-01", "jobs": "3"}).status_code == 302


def test_who_was_slower_sees_the_stage_as_it_is(site, target):
    seen = {"verb": "advance", "stage": "identified", "standing": "open"}
    board = reverse("focusgroup:invitation-board")
    first = site.post(url("move", target), {**seen, "back": board})
    second = site.post(url("move", target), {**seen, "back": "https://elsewhere.example/"})
    assert (first.status_code, first["Location"], second.status_code) == (302, board, 422)
    page = shown(second)
    assert ("has changed since you looked" in page, 'name="stage" value="lead"' in page) == (True, True)


def test_queries_do_not_grow_with_the_rows(site, team, django_assert_max_num_queries):
    def fill(number):
        for place in range(number):
            row = TargetFactory(owner=team.member, next_action="Call", next_action_on=TODAY, stage=list(Stage)[place % 9])
            engagement = EngagementFactory(targets=[row])
            papers(row)
            Touch.objects.create(target=busy, on=TODAY, kind="call", note="Called", by=team, written_at=NOW)
            TargetMove.objects.create(target=busy, at=NOW, by=team, verb="hold", to_stage="lead", to_standing="open")
            busy.engagements.add(engagement)
            DataItem.objects.create(pack=busy.data_pack, title="T", source="S", licence="L", dated_on=TODAY)

    busy = TargetFactory()
    papers(busy)
    admin_pages = [
        reverse(f"admin:focusgroup_{name}_changelist")
        for name in ("invitationtarget", "dataitem", "invitationplan", "invitationproposal", "agencyengagement")
    ]
    team.is_staff = True
    team.save()
    fill(1)
    pages = [LIST, reverse("focusgroup:invitation-board"), url("detail", busy), f"{LIST}engagements/", *admin_pages, "/my/"]
    pages.append(reverse("admin:focusgroup_invitationtarget_change", args=[busy.pk]))
    for round_of in (0, 29):
        fill(round_of)
        for page in pages:
            with django_assert_max_num_queries(48):
                assert site.get(page).status_code == 200, page


def test_an_agency_reads_accepts_and_reports(client, target, team):
    target.owner = team.member
    target.brief_en, target.next_action, target.next_action_on = "What they make.", "Not for the agency", TODAY
    target.save()
    other = TargetFactory(name_en="Undisclosed Optics")
    engagement = EngagementFactory(targets=[target])
    Touch.objects.create(target=target, on=TODAY, kind="call", note="Not for the agency", by=team, written_at=NOW)
    client.force_login(engagement.contact.user)
    # Before it has accepted the agreement it learns no name.
    before = shown(client.get(LIST))
    assert ("Sekret" in before, "Nothing to see yet" in before) == (False, True)
    page = shown(client.get(engagement.page_url()))
    assert ("Sekret" in page, "I accept version 1" in page, "I keep it to myself." in page) == (False, True, True)
    assert client.get(url("detail", target)).status_code == 404
    answer = client.post(url("engagement-accept", engagement), {"number": "7"}, follow=True)
    assert "has changed since you read it" in shown(answer)
    client.post(url("engagement-accept", engagement), {"number": "1"})
    listed, page = shown(client.get(LIST)), shown(client.get(url("detail", target)))
    assert ("Sekret Precision" in listed, "Undisclosed" in listed) == (True, False)
    assert ("What they make." in page, "Not for the agency" in page) == (True, False)
    assert client.get(url("detail", other)).status_code == 404
    report = {"on": "2026-11-02", "kind": "report", "note": "They want to see the test track."}
    assert client.post(url("touch", target), report).status_code == 302
    assert "They want to see the test track." in shown(client.get(url("detail", target)))
    assert [message.address for message in Message.objects.filter(kind="invitation-notice")] == [team.email]
    assert list(my_card(engagement.contact.user, NOW)["targets"]) == [target]
    mine = shown(client.get("/my/"))
    assert ("Sekret Precision" in mine, "Not for the agency" in mine) == (True, False)
    assert client.post(url("move", target), {"verb": "advance"}).status_code == 404
    # Two years later nothing of it is there.
    with time_machine.travel(NOW + timedelta(days=400), tick=False):
        client.force_login(engagement.contact.user)
        assert [client.get(path).status_code for path in (LIST, url("detail", target))] == [404, 404]


def test_in_korean(site, target):
    """A page in each language has its own words (the catalogue is checked elsewhere)."""
    for language in ("", "/ko"):
        for path in (LIST, f"{LIST}board/", f"{LIST}engagements/", target.page_url()):
            assert site.get(language + path).status_code == 200


def test_who_leaves_the_team_or_the_council_sees_nothing_from_then_on(client, target):
    place = TeamMemberFactory(until=TODAY)
    user = place.member.user
    client.force_login(user)
    assert client.get(LIST).status_code == 200
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        client.force_login(user)
        assert client.get(LIST).status_code == 404
    client.force_login(user)
    type(place.member).objects.filter(pk=place.member_id).update(state="suspended")
    assert client.get(LIST).status_code == 404


def test_a_known_organisation_can_be_what_landed(site, target):
    InvitationTarget.objects.filter(pk=target.pk).update(stage=Stage.DECISION)
    known = OrganisationFactory(name_ko="이미 있는 회사")
    answer = site.post(url("land", target), {"known": known.pk, "name_ko": "x", "name_en": "x", "kind": "company"})
    target.refresh_from_db()
    assert (answer.status_code, target.organisation) == (302, known)
    known.refresh_from_db()
    assert (known.name_ko, Organisation.objects.count()) == ("이미 있는 회사", 1)
    assert Membership.objects.count() == 0


def test_unknown_keys_are_not_found(site):
    nowhere = uuid.UUID(int=99)
    names = ("detail", "edit", "move", "land", "touch", "facts", "plan-edit", "data-new", "proposal-new", "dispatch")
    assert {site.get(reverse(f"focusgroup:invitation-{name}", args=[nowhere])).status_code for name in names} == {404}


def test_what_happened_stands_in_its_order(site, team, target):
    """A contact of today that was noted after a move stands above it, whatever the clock of the server's time zone says."""
    site.post(url("move", target), {"verb": "advance", "stage": "identified", "standing": "open"})
    Touch.objects.create(target=target, on=TODAY, kind="call", note="Afterwards", by=team, written_at=NOW + timedelta(hours=1))
    timeline = site.get(target.page_url()).context["timeline"]
    assert [entry.get("text", "") for entry in timeline][:2] == ["Afterwards", ""]

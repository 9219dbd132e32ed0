"""Offers in the browser: who sees what, on every path; forms; filters; as many questions for thirty as for one."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council import when
from council.members.models import PersonalDataAccess
from council.members.services.exports import write_archive
from council.messaging.models import Message
from council.personal_data import Person
from council.reminders.services import plan_reminders
from council.staff import SUPPORT_GROUP
from forums.models import NoveltyDeclaration
from symposia.models import InterestExpression, RoleVerification, TechOffer
from symposia.services import offers as services
from symposia.services.errors import WrongState
from symposia.services.offers.errors import OnceAsked
from symposia.services.outcomes import plan_follow_ups
from tests.factories import NOW, MemberFactory, MembershipFactory, OrganisationFactory, coordinator
from tests.forums.factories.rights import ip_desk
from tests.members.merging import merged
from tests.portal.secrets import text_of
from tests.symposia.factories.calls import CallFactory, SubmissionFactory
from tests.symposia.factories.matching import a_round, agreed, taking_part
from tests.symposia.factories.offers import InterestFactory, OfferFactory, draft, looks_for
from tests.symposia.factories.symposium import SymposiumFactory, committee_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
TEASER, SECRETS = "A joint that holds", ("Hideous", "OWL ", "Owlworks", "부엉이공업", "owl@example.com", "Sealed rib")
LIST, MINE = "/symposia/symposium/offers/", "/symposia/symposium/offers/mine/"
FORM = {
    "title_en": "Chilled burrs",
    "summary_en": "Burrs break off in the cold.",
    "field": "machining",
    "trl": "4",
    "ipr": "secret",
    "partners": ["maker"],
    "cooperation": ["licence", "supply"],
}


def logged_in(who=None):
    client = Client()
    if who is not None:
        client.force_login(getattr(who, "user", who))
    return client


@pytest.fixture
def offer():
    company = OrganisationFactory(name_ko="부엉이공업", name_en="Owlworks", is_listed=False)
    owner = MemberFactory(
        family_name="부", given_name="엉이", family_name_en="Owl", given_name_en="Hideous",
        user__email="owl@example.com", organisation=company,
    )  # fmt: skip
    return OfferFactory(owner=owner, title_en=TEASER, description_en="Sealed rib", state="in-talks")


def told(client, offer, *more):
    """What the paths of the portal tell of an offer: whether the teaser, and which of its secrets."""
    url = offer.get_absolute_url()
    paths = [LIST, url, f"/ko{url}", "/symposia/symposium/", "/events/symposium/", "/sitemap.xml", "/events/feed.ics", *more]
    rooms = ("days/", "days/screen/", "meetings/", "outcomes/", "programme/", "programme/speakers/", "programme/all.ics")
    paths += ["/symposia/", *(f"/symposia/symposium/{room}" for room in rooms)]
    searches = ["joint that", "Owlworks", "부엉이공업", "Sealed rib", "Hideous"]
    answers = [client.get(path) for path in paths] + [client.get("/search/", {"q": words}) for words in searches]
    # What one searched for stands in the field.
    texts = [text_of(answer) for answer in answers]
    for place, words in enumerate(searches, start=len(paths)):
        texts[place] = texts[place].replace(words, "", texts[place].count(words) if answers[place].status_code == 200 else 0)
    found = {secret for text in texts for secret in SECRETS if secret in text}
    hits = [offer.get_absolute_url() in text for text in texts[len(paths) :]]
    return (texts[0].count(TEASER), found, hits)


def test_others_see_the_teaser_alone_on_every_path(offer, client):
    waiting, declined, accepted = (looks_for("investor", user__email=f"{name}@example.com") for name in "wda")
    InterestFactory(offer=offer, member=waiting)
    InterestFactory(offer=offer, member=declined, state="declined", answered_at=NOW)
    InterestFactory(offer=offer, member=accepted, state="accepted", answered_at=NOW)
    for who in (None, waiting, coordinator("forums")):
        more = () if who is None else ("/my/", MINE) if who == waiting else ("/my/",)
        assert told(logged_in(who), offer, *more) == (1, set(), [True, False, False, False, False]), who
    for who in (MemberFactory(), declined):
        page = text_of(logged_in(who).get(offer.get_absolute_url()))
        assert (TEASER in page, [secret for secret in SECRETS if secret in page]) == (True, []), who
    # It opens to the one who was accepted: on its page, and nowhere else.
    for who in (offer.owner, accepted, coordinator("symposia")):
        page = text_of(logged_in(who).get(offer.get_absolute_url()))
        assert [word for word in ("Owlworks", "Sealed rib") if word not in page] == [], who
    assert told(logged_in(accepted), offer)[2] == [True, False, False, False, False]
    # The administration: the symposia's staff alone.
    changelist = reverse("admin:symposia_techoffer_changelist")
    paths = [changelist, f"{changelist}table.csv", reverse("admin:symposia_techoffer_change", args=[offer.pk])]
    assert [logged_in(coordinator("forums")).get(path).status_code for path in paths] == [404, 404, 404]
    assert [logged_in(coordinator("symposia")).get(path).status_code for path in paths] == [200, 200, 200]
    # The copy of an inquirer's own data has the teaser's title.
    for inquirer, secrets in ((waiting, []), (accepted, [])):
        copy = io.BytesIO()
        write_archive(copy, Person(inquirer.user.pk, inquirer.pk, (inquirer.user.email,)))
        text = "".join(zipfile.ZipFile(copy).read(name).decode(errors="replace") for name in zipfile.ZipFile(copy).namelist())
        assert (TEASER in text, [secret for secret in SECRETS if secret in text]) == (True, secrets)


def test_staff_who_read_letters_logs_and_declarations_are_not_told_which_offer_is_whose():
    owner = MemberFactory(organisation=OrganisationFactory(), user__email="owl@example.com")
    offer = draft(owner=owner, title_en=TEASER)
    url, desk = offer.get_absolute_url(), coordinator("symposia", email="desk@example.com")
    mine, inquirer = logged_in(owner), looks_for(user__email="duck@example.com")
    shown = {"novelty": "shown", "novelty_shown_on": "2026-10-01", "is_anonymous": "on"}
    assert mine.post(f"{url}hand-in/", shown).status_code == 302
    offer.refresh_from_db()
    services.check_offer(offer=offer, seen=services.seen_as(offer), by=desk, now=NOW)
    services.publish_offer(offer=offer, by=owner, now=NOW)
    say = {"role": "investor", "message": "?", "offered": "", "now": NOW}
    interest = services.express_interest(offer=offer, member=inquirer, **say)
    services.accept_interest(interest=interest, by=owner, now=NOW)
    services.express_interest(offer=offer, member=looks_for(), **say)
    TechOffer.objects.filter(pk=offer.pk).update(valid_until=NOW.date() + timedelta(days=7))
    plan_follow_ups(now=NOW)
    for day in (0, 17, 30):
        plan_reminders(now=NOW + timedelta(days=day))
    for path in (url, reverse("admin:symposia_techoffer_change", args=[offer.pk])):
        assert logged_in(desk).get(path).status_code == 200
    kinds = set(Message.objects.filter(user=owner.user).values_list("kind", flat=True))
    assert kinds == {"tech-offer", "tech-interest", "interest-waits", "offer-ends", "follow-ups"}
    # No two letters have anything in common that says who is in contact with whom.
    keys = Message.objects.filter(kind="tech-interest").values_list("user", "key")
    facts = [(user, key.split(":")[2]) for user, key in keys]
    assert len(facts) == 3
    assert len({fact for _user, fact in facts}) == 3
    clerk = logged_in(coordinator("council", email="clerk@example.com"))
    lists = ("messaging_message", "members_personaldataaccess", "reminders_reminder")
    seen = [clerk.get(reverse(f"admin:{name}_changelist")) for name in lists]
    for model, name in ((Message, lists[0]), (PersonalDataAccess, lists[1])):
        seen += [clerk.get(reverse(f"admin:{name}_change", args=[row.pk])) for row in model.objects.all()]
    ip = logged_in(ip_desk())
    declared = NoveltyDeclaration.objects.get()
    pages = ("changelist", []), ("change", [declared.pk])
    seen += [ip.get(reverse(f"admin:forums_noveltydeclaration_{page}", args=args)) for page, args in pages]
    assert (declared.by, [answer.request["PATH_INFO"] for answer in seen if answer.status_code != 200]) == (owner.user, [])
    for answer in seen:
        text = text_of(answer)
        told = [word for word in (TEASER, str(offer.key), offer.key.hex, "technology offer at") if word in text]
        assert told == [], answer.request["PATH_INFO"]
    assert "symposium/offers/" not in text_of(seen[-1])


def test_a_contribution_tells_whose_its_offer_is_to_nobody_else(offer):
    TechOffer.objects.filter(pk=offer.pk).update(title_en=TEASER)
    symposium = CallFactory(symposium=offer.symposium).symposium
    committee = committee_of(symposium)
    chair = MembershipFactory(body=committee, role="chair").member
    author, accepted = MemberFactory(), looks_for()
    sent = InterestFactory(offer=offer, member=accepted, state="accepted", answered_at=NOW, title_en="As it was called")
    carried = SubmissionFactory(
        symposium=symposium, kind="proposal", submitter=offer.owner, offer=offer, authors=[offer.owner, author, accepted]
    )
    own = carried.get_absolute_url()
    desk = reverse("symposia:desk-submission", args=["symposium", carried.key])
    readers = (offer.owner, own), (author, own), (accepted, own), (chair, desk), (coordinator("symposia"), desk)
    shown = []
    for who, path in readers:
        answer = logged_in(who).get(path)
        shown.append((answer.status_code, TEASER in answer.content.decode()))
    assert shown == [(200, True), (200, False), (200, True), (200, False), (200, True)]
    # A draft is its owner's alone, of the desk's pages, too; an interest is called what it was when it was sent.
    staff = logged_in(readers[4][0])
    listed = reverse("admin:symposia_interestexpression_changelist")
    page = reverse("admin:symposia_interestexpression_change", args=[sent.pk])
    answers = [staff.get(path).content.decode() for path in (listed, page, f"{listed}?q={TEASER}")]
    assert [("As it was called" in text, TEASER in text.replace(f'value="{TEASER}"', "")) for text in answers] == [
        (True, False),
        (True, False),
        (False, False),
    ]
    TechOffer.objects.filter(pk=offer.pk).update(state="draft", handed_in_at=None)
    assert TEASER not in staff.get(desk).content.decode()
    assert ("As it was called" in staff.get(listed).content.decode(), staff.get(page).status_code) == (False, 404)
    form = reverse("symposia:submission-new", args=["symposium", "proposal"])
    assert TEASER in logged_in(offer.owner).get(form).content.decode()
    helper = coordinator("council", email="helper@example.com")
    helper.groups.add(Group.objects.get(name=SUPPORT_GROUP))
    visit = logged_in(helper)
    visit.post(reverse("admin:members_member_see_as", args=[offer.owner.pk]), {"reason": "Asked for help."})
    pages = [visit.get(path).content.decode() for path in (own, form)]
    assert [TEASER in page for page in pages] == [False, False]


def test_two_windows_do_not_undo_each_other(offer):
    mine = logged_in(offer.owner)
    written = draft(owner=offer.owner, symposium=offer.symposium, title_en="Chilled burrs")
    url = written.get_absolute_url()
    seen = mine.get(f"{url}edit/").context["form"]["seen"].value()
    looked_at = mine.get(f"{url}hand-in/").context["form"]["seen"].value()
    first = {**FORM, "summary_en": "From the first.", "seen": seen}
    # Sent twice it is kept once; what another window wrote meanwhile stays, and is not handed in unseen.
    assert [mine.post(f"{url}edit/", first).status_code for _time in range(2)] == [302, 302]
    refused = mine.post(f"{url}edit/", {**first, "summary_en": "From the second."})
    written.refresh_from_db()
    assert (refused.status_code, written.summary_en, written.history.count()) == (422, "From the first.", 2)
    said = {"novelty": "no", "is_anonymous": "on"}
    assert mine.post(f"{url}hand-in/", {**said, "seen": looked_at}).status_code == 422
    # Thrown away in one window, written, handed in and thrown away again in another.
    mine.post(f"{url}discard/")
    assert mine.post(f"{url}discard/").headers["Location"] == MINE
    services.discard_offer(offer=written, by=offer.owner, now=NOW)
    for verb in (services.save_offer, services.hand_in_offer, services.take_back_offer, services.publish_offer):
        with pytest.raises(WrongState):
            verb(offer=written, by=offer.owner, now=NOW)
    # What somebody was interested in once stays.
    asked = draft(owner=offer.owner, symposium=offer.symposium)
    InterestFactory(offer=asked, state="expired", answered_at=NOW)
    with pytest.raises(OnceAsked):
        services.discard_offer(offer=asked, by=offer.owner, now=NOW)


def test_what_becomes_a_draft_again_or_is_reminded_of_says_nothing_to_others(offer):
    reader = looks_for()
    interest = InterestFactory(offer=offer, member=reader, state="declined", answered_at=NOW)
    the_round = a_round(offer.symposium)
    about = agreed(the_round, taking_part(the_round, offer.owner), taking_part(the_round, reader), offer=offer)
    request = reverse("symposia:meeting-request", args=["symposium", about.pk])
    day = when.day(offer.valid_until)
    # The day of its end is the owner's: staff read in the outbox when he was reminded of it.
    pages = [logged_in(who).get(offer.get_absolute_url()).content.decode() for who in (None, reader, offer.owner)]
    assert [day in page for page in pages] == [False, False, True]
    TechOffer.objects.filter(pk=offer.pk).update(state="draft", handed_in_at=None, title_en="By Hideous Owl")
    theirs = logged_in(reader)
    assert (interest.title_en, TEASER in theirs.get(MINE).content.decode()) == (TEASER, True)
    copy = io.BytesIO()
    write_archive(copy, Person(reader.user.pk, reader.pk, (reader.user.email,)))
    with zipfile.ZipFile(copy) as archive:
        texts = [archive.read(name).decode(errors="replace") for name in archive.namelist()]
    texts += [text_of(theirs.get(path)) for path in (MINE, "/my/")]
    assert ["By Hideous" in text for text in texts] == [False] * len(texts)
    # Who is asked knows whose it is; what its owner writes anew he does not read.
    readers = (offer.owner, reader, coordinator("symposia"))
    assert ["By Hideous" in logged_in(who).get(request).content.decode() for who in readers] == [True, False, False]


def test_two_records_of_one_person_have_the_better_interest_and_role():
    kept, gone = MemberFactory(), MemberFactory()
    offers = [OfferFactory(symposium=SymposiumFactory())]
    offers += [OfferFactory(symposium=offers[0].symposium) for _number in range(2)]
    offers.append(OfferFactory(symposium=offers[0].symposium, owner=gone))
    states = (("declined", "accepted"), ("accepted", "sent"), ("expired", "accepted"), ("sent", None))
    for offer, pair in zip(offers, states, strict=True):
        for member, state in zip((kept, gone), pair, strict=True):
            if state:
                answered = None if state == "sent" else NOW
                InterestFactory(offer=offer, member=member, state=state, answered_at=answered)
    first = InterestExpression.objects.get(offer=offers[0], member=gone)
    TechOffer.objects.filter(pk=offers[0].pk).update(state="agreed", agreed_with=first)
    for member, state in ((kept, "asked"), (kept, "refused"), (gone, "verified")):
        decided = {} if state == "asked" else {"decided_at": NOW, "reason": "Why"}
        role = "provider" if state == "refused" else "investor"
        RoleVerification.objects.create(member=member, role=role, text="?", state=state, asked_at=NOW, **decided)
    merged((kept, gone), coordinator("council"))
    rows = InterestExpression.objects.order_by("offer", "state").values_list("offer", "member", "state")
    assert list(rows) == [
        (offers[0].pk, kept.pk, "accepted"),
        (offers[0].pk, kept.pk, "expired"),
        (offers[1].pk, kept.pk, "accepted"),
        (offers[1].pk, kept.pk, "expired"),
        (offers[2].pk, kept.pk, "accepted"),
        (offers[2].pk, kept.pk, "expired"),
        (offers[3].pk, kept.pk, "expired"),
    ]
    roles = RoleVerification.objects.order_by("state").values_list("member", "state")
    assert list(roles) == [(kept.pk, "refused"), (kept.pk, "verified")]
    # It stays open to the one person there is, whichever came last.
    assert "Kept for one" in logged_in(kept).get(offers[0].get_absolute_url()).content.decode()


def test_support_that_sees_the_portal_as_the_owner_is_not_told_that_he_is(offer, client):
    helper = coordinator("council", email="helper@example.com")
    helper.groups.add(Group.objects.get(name=SUPPORT_GROUP))
    client.force_login(helper)
    client.post(reverse("admin:members_member_see_as", args=[offer.owner.pk]), {"reason": "Asked for help."})
    page = client.get(offer.get_absolute_url()).content.decode()
    assert (TEASER in page, "Sealed rib" in page, "Go on writing" in page) == (True, False, False)
    assert client.get(MINE).status_code == 302
    assert TEASER not in client.get("/my/").content.decode()


def test_what_ends_is_not_shown_and_what_waits_stays_the_owners(offer):
    others = logged_in(MemberFactory())
    url = offer.get_absolute_url()
    for change in (
        {"state": "draft", "handed_in_at": None},
        {"state": "checked"},
        {"state": "closed"},
        {"state": "published", "valid_until": NOW.date() - timedelta(days=1)},
    ):
        TechOffer.objects.filter(pk=offer.pk).update(**{"valid_until": offer.valid_until, "handed_in_at": NOW, **change})
        assert (others.get(url).status_code, TEASER in others.get(LIST).content.decode()) == (404, False)
        assert logged_in(offer.owner).get(url).status_code == 200
    # Its time is over: its owner is told on his own pages, and renews it there.
    mine = logged_in(offer.owner)
    pages = [mine.get(path).content.decode() for path in ("/my/", MINE, url)]
    words = ("renew or close it", "Its time is over", "Renew for twelve months")
    assert [word in page for word, page in zip(words, pages, strict=True)] == [True] * 3
    for _time in range(2):
        assert mine.post(f"/ko{url}renew/").headers["Location"] == f"/ko{url}"
    offer.refresh_from_db()
    assert (offer.valid_until, others.get(url).status_code) == (NOW.date().replace(year=NOW.year + 1), 200)
    assert "연장하기" not in mine.get(f"/ko{url}").content.decode()
    # An owner without access cannot answer.
    offer.owner.state = "suspended"
    offer.owner.save()
    assert others.get(url).status_code == 404


def test_from_the_form_to_the_licence_in_the_browser():
    SymposiumFactory()
    owner, desk = MemberFactory(organisation=OrganisationFactory(name_en="Owlworks")), coordinator("symposia")
    mine, staff = logged_in(owner), logged_in(desk)
    broken = mine.post(f"{LIST}new/", {**FORM, "title_en": "", "trl": "12", "partners": []})
    assert (broken.status_code, set(broken.context["form"].errors)) == (422, {"title_ko", "trl", "partners"})
    assert "Burrs break off" in broken.content.decode()
    form = {**FORM, "summary_en": "Owlworks breaks burrs off.", "key": "8c0f7e0e-6d0e-4b6e-9f0e-0c9a5d7b1a11"}
    answers = [mine.post(f"{LIST}new/", form) for _time in range(2)]
    [offer] = TechOffer.objects.all()
    url = offer.get_absolute_url()
    assert [answer.headers["Location"] for answer in answers] == [url, url]
    # Handing in asks about novelty, and finds the name.
    page = mine.get(f"{url}hand-in/").content.decode()
    assert ("This says who you are" in page, "Does it show an invention" in page) == (True, True)
    said = {"novelty": "no", "is_anonymous": "on"}
    refused = [mine.post(f"{url}hand-in/", data) for data in ({}, {**said, "novelty": "yes"}, said)]
    errors = [set(answer.context["form"].errors) for answer in refused]
    assert errors == [{"novelty", "is_anonymous"}, {"novelty"}, {"__all__"}]
    mine.post(f"{url}edit/", FORM)
    assert mine.post(f"{url}hand-in/", said).headers["Location"] == url
    [declared] = NoveltyDeclaration.objects.all()
    # Nothing of it leads to the offer, and nobody is named who showed nothing.
    noted = (declared.kind, declared.answer, declared.url, declared.label, declared.by)
    assert noted == ("symposium", "no", "/symposia/", "Something for a symposium", None)
    assert declared.subject not in (str(offer.pk), str(offer.key), offer.key.hex)
    # What staff return is its owner's alone again: he finds it, and they are led to what is left.
    admin, changelist = (
        reverse(f"admin:symposia_techoffer_{name}", args=args) for name, args in (("return", [offer.pk]), ("changelist", []))
    )
    assert "Waits for the disclosure check" in staff.get(changelist).content.decode().partition("result_list")[2]
    # There is nothing to save on its page.
    assert "_save" not in staff.get(admin.replace("return", "change")).content.decode()
    assert staff.post(admin, {"reason": "Say which parts."}).headers["Location"] == changelist
    assert "Returned: please change it" in mine.get("/my/").content.decode()
    mine.post(f"{url}hand-in/", said)
    assert "Returned: please change it" not in mine.get("/my/").content.decode()
    # Staff look at each point, and of what they looked at.
    check = reverse("admin:symposia_techoffer_check", args=[offer.pk])
    shown = staff.get(check)
    points = dict.fromkeys(("no_name", "no_brand", "no_number", "no_invention"), "on")
    seen = {"seen": shown.context["form"].initial["seen"]}
    assert [staff.post(check, data).status_code for data in (seen, {**points, "seen": "x"}, {**points, **seen})] == [
        422,
        422,
        302,
    ]
    assert mine.post(f"{url}publish/").status_code == 302
    # Who is not verified asks to be.
    investor = MemberFactory(organisation=OrganisationFactory(name_en="Duck Fund"))
    theirs = logged_in(investor)
    page = theirs.get(f"{url}interest/").content.decode()
    assert ("You are not verified yet" in page, "Why are you interested?" in page) == (True, False)
    assert theirs.post(f"{LIST}roles/", {"role": "investor", "text": "A fund."}).headers["Location"] == MINE
    again = theirs.post(f"{LIST}roles/", {"role": "investor", "text": "A fund."})
    assert (again.status_code, set(again.context["form"].errors)) == (422, {"role"})
    changelist = reverse("admin:symposia_roleverification_changelist")
    role = RoleVerification.objects.get()
    staff.post(changelist, {"action": "verify", "_selected_action": [role.pk]})
    role.refresh_from_db()
    assert (role.state, role.decided_by) == ("verified", desk)
    message = {"role": "investor", "message": "How cold?", "offered": "Funds"}
    assert theirs.post(f"{url}interest/", {**message, "role": "provider"}).status_code == 422
    assert [theirs.post(f"{url}interest/", message).status_code for _time in range(2)] == [302, 302]
    [interest] = InterestExpression.objects.all()
    # The owner sees who asks; the inquirer nothing of him until he accepts.
    assert ("Duck Fund" in mine.get(url).content.decode(), "Owlworks" in theirs.get(url).content.decode()) == (True, False)
    mine.post(f"{url}interests/{interest.key}/accept/", {"answer": "Come and see."})
    page = theirs.get(url).content.decode()
    assert [word in page for word in ("Owlworks", "Come and see.", owner.user.email)] == [True, True, True]
    assert "Come and see." in theirs.get(MINE).content.decode()
    assert mine.post(f"{url}agree/", {"interest": "nobody"}).status_code == 422
    said = {"interest": interest.key, "agreed_as": "licence", "agreed_amount": "30000000"}
    refused = {"agreed_as": "talks"}, {"agreed_amount": "0"}
    assert [mine.post(f"{url}agree/", {**said, **wrong}).status_code for wrong in refused] == [422, 422]
    mine.post(f"{url}agree/", said)
    offer.refresh_from_db()
    assert (offer.state, offer.agreed_with, offer.agreed_as, offer.agreed_amount) == ("agreed", interest, "licence", 30_000_000)
    # The other side does not see what the owner told of it.
    assert ["30,000,000 won" in one.get(url).content.decode() for one in (mine, theirs)] == [True, False]
    assert (logged_in().get(url).status_code, theirs.get(url).status_code) == (404, 200)


def test_filters_and_questions_to_the_database():
    symposium = SymposiumFactory()
    about = {"symposium": symposium}
    one = OfferFactory(title_en="Alpha", field="joining", trl=5, partners=["maker"], cooperation=["licence"], **about)
    two = OfferFactory(title_en="Beta", field="sensors", trl=7, partners=["investor"], cooperation=["supply"], **about)
    draft(title_en="Gamma", **about)
    client = logged_in(MemberFactory())

    def names(**query):
        answer = client.get(LIST, query)
        return {row["offer"].title_en for row in answer.context["rows"]}

    both = {"Alpha", "Beta"}
    asked = [
        {}, {"field": "sensors"}, {"trl": "6"}, {"trl": "5"}, {"partner": "maker"}, {"cooperation": "supply"},
        {"q": "alph"}, {"field": "nonsense", "trl": "x"}, {"field": "joining", "trl": "6"},
    ]  # fmt: skip
    found = [both, {"Beta"}, {"Beta"}, both, {"Alpha"}, {"Beta"}, {"Alpha"}, both, set()]
    assert [names(**query) for query in asked] == found
    assert "No offer matches these filters." in client.get(LIST, {"trl": "9"}).content.decode()

    viewer, desk = logged_in(one.owner), logged_in(coordinator("symposia"))
    paths = [(viewer, LIST), (viewer, MINE), (viewer, one.get_absolute_url()), (viewer, "/my/")]
    paths += [(desk, reverse(f"admin:symposia_{name}_changelist")) for name in ("techoffer", "interestexpression")]

    def questions():
        counts = []
        for reader, path in paths:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert reader.get(path).status_code == 200
            counts.append(len(asked))
        return counts

    InterestFactory(offer=one)
    InterestFactory(offer=two, member=one.owner)
    questions()
    few = questions()
    for number in range(12):
        InterestFactory(offer=one)
        mine = OfferFactory(owner=one.owner, title_en=f"Mine {number}", **about)
        InterestFactory(offer=mine)
        InterestFactory(offer=OfferFactory(title_en=f"Other {number}", **about), member=one.owner)
    assert questions() == few

"""Who reviews blind learns nobody's name by any path: as a member, as a chair, as staff of the whole portal. Drafts are nobody
else's business either."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from council.library.models import Document
from council.members.models import Membership
from council.messaging.models import Message
from council.reminders.models import Rule
from council.reminders.services import plan_reminders
from council.staff import coordinated_programmes
from symposia.models import FollowUp, InterestExpression, MeetingRequest, Review, Submission, TechOffer
from symposia.permissions.calls import (
    desk_submissions,
    own_reviews,
    own_submissions,
    reviewer_of,
    visible_submissions,
    works_on,
)
from symposia.services.calls import drafting, reviewing
from symposia.services.errors import NotYours
from symposia.services.offers import close_offer
from symposia.services.outcomes import plan_follow_ups
from tests.factories import NOW, MemberFactory, MembershipFactory, OrganisationFactory, coordinator
from tests.symposia.calls.papers import pdf, upload
from tests.symposia.factories.calls import CallFactory, ReviewerFactory
from tests.symposia.factories.matching import a_round, agreed
from tests.symposia.factories.offers import InterestFactory, OfferFactory
from tests.symposia.factories.symposium import committee_of

pytestmark = pytest.mark.django_db
WORK, DRAFT = "Quillwort", "Marrowfat"
AUTHOR = ("Zephyrine", "\uc9c0\ud37c\ub9b0", "zephyrine@example.com", "Umbrafold")
LATER = NOW + timedelta(days=3)
CALL = "/symposia/symposium/call/"
LISTS = (
    *("symposia_submission", "symposia_review", "symposia_declaredconflict", "symposia_reviewer", "symposia_call"),
    *("symposia_talk", "symposia_techoffer", "messaging_message", "messaging_deliveredmail", "reminders_reminder"),
    *("reminders_rule", "library_document", "library_download", "members_personaldataaccess", "forums_noveltydeclaration"),
    *("symposia_interestexpression", "symposia_followup", "symposia_meetingrequest"),
)


@pytest.fixture
def world():
    """A paper under review by a member, by a chair, and by somebody who is staff of everything; and a draft of its author."""
    author = MemberFactory(
        user__email=AUTHOR[2], family_name_en="Zephyrine", family_name="\uc9c0", given_name="\ud37c\ub9b0", language="en"
    )
    author.organisation = OrganisationFactory(name_en="Umbrafold", name_ko="Umbrafold")
    author.save()
    call = CallFactory(reviews_each=3)
    staff = coordinator("symposia", email="staff@example.com")
    for programme in ("council", "forums", "focus-group"):
        staff.groups.add(Group.objects.get_or_create(name=f"coordinators:{programme}")[0])
    type(staff.member).objects.filter(pk=staff.member.pk).update(state="active", language="en")
    chair = MembershipFactory(body=committee_of(call.symposium), role=Membership.Role.CHAIR).member
    judges = [ReviewerFactory(call=call, member=member).member.user for member in (MemberFactory(), chair, staff.member)]
    row = {
        "name_en": "Zephyrine",
        "name_ko": AUTHOR[1],
        "email": AUTHOR[2],
        "affiliation_en": "Umbrafold",
        "is_presenter": True,
    }
    desk, client = coordinator("symposia", email="desk@example.com"), Client()
    with time_machine.travel(NOW, tick=False):
        begun = [
            drafting.begin_submission(
                call=call,
                submitter=author,
                kind="result",
                values={"title_en": f"{word} of panels", "abstract_en": f"{word} was measured.", "keywords": word.lower()},
                authors=[row],
                upload=upload(pdf(author="Zephyrine"), "zephyrine.pdf"),
                now=NOW,
            )
            for word in (WORK, DRAFT)
        ]
        client.force_login(author.user)
        assert client.post(f"{begun[0].get_absolute_url()}submit/", {"novelty": "no"}).status_code == 302
        # Said to businesspeople without a name: to who reviews it the teaser alone.
        offer = OfferFactory(symposium=call.symposium, owner=author, title_en=f"{WORK} in every part")
        Submission.objects.filter(pk=begun[0].pk).update(offer=offer)
        inquirer = InterestFactory(offer=offer, state="accepted", answered_at=NOW).member
        agreed(a_round(call.symposium), inquirer, author, offer=offer, message=f"About {WORK}.")
        plan_follow_ups(now=NOW)
        plan_reminders(call.closes_at.replace(hour=1) - timedelta(days=1))
    with time_machine.travel(LATER, tick=False):
        reviewing.plan_reviews(call=call, by=desk, now=LATER)
        due_on = (LATER + timedelta(days=4)).date()
        assert reviewing.send_out(call=call, due_on=due_on, by=desk, now=LATER) == 3
        client.force_login(desk)
        pages = [client.get(path).content.decode() for path in (f"{CALL}desk/{begun[0].key}/", offer.get_absolute_url())]
        assert (AUTHOR[0] in pages[0], AUTHOR[2] in pages[1]) == (True, True)
        assert f'href="{offer.get_absolute_url()}"' in pages[0]
        plan_reminders(LATER + timedelta(days=3, hours=12))
    return call, Submission.objects.get(number=1), begun[1], judges


def paths_for(judge):
    """What leads to a contribution: the portal's pages, and for staff the administration's."""
    papers, documents, reviews = Submission.objects.all(), Document.objects.all(), Review.objects.all()
    offers = TechOffer.objects.all()
    paths = [
        *("/my/", "/symposia/symposium/", CALL, f"{CALL}reviews/", f"{CALL}desk/", f"{CALL}desk/reviewers/"),
        *(f"{CALL}desk/submissions.csv", f"{CALL}desk/?q={AUTHOR[0]}", "/symposia/symposium/programme/plan/"),
        *(f"/search/?q={word}" for word in (WORK, DRAFT, AUTHOR[0])),
        f"/library/?q={WORK}",
        *(f"{CALL}reviews/{review.pk}/" for review in reviews),
        *(one.get_absolute_url() for one in (*documents, *offers)),
        *(path for paper in papers for path in (f"{CALL}desk/{paper.key}/", paper.get_absolute_url())),
    ]
    if not judge.is_staff:
        return paths
    contacts = [*InterestExpression.objects.all(), *FollowUp.objects.filter(days=30), *MeetingRequest.objects.all()]
    rows = [*papers, *documents, *offers, *reviews, *Message.objects.all(), *contacts]
    changes = [reverse(f"admin:{one._meta.app_label}_{one._meta.model_name}_change", args=[one.pk]) for one in rows]
    histories = [one.replace("change", "history") for one in changes[: len(papers) + len(documents) + len(offers)]]
    rules = Rule.objects.filter(source__startswith="submission-")
    previews = [reverse("admin:reminders_rule_preview", args=[rule.pk]) for rule in rules]
    lists = [reverse(f"admin:{name}_changelist") for name in LISTS]
    found = [f"{lists[0]}?q={AUTHOR[0]}", f"{lists[7]}?q={WORK}", f"{lists[13]}?q={AUTHOR[0]}"]
    return [*paths, "/admin/", *lists, *found, *changes, *histories, *previews]


def test_who_reviews_blind_learns_nobodys_name(world, settings):
    settings.DEMONSTRATION = True
    _call, paper, draft, judges = world
    assert Message.objects.filter(kind="submission-call-closes").count() == 1
    assert Message.objects.filter(kind="submission-review-due").count() == 3
    assert set(coordinated_programmes(judges[2])) == {"council", "symposia", "forums", "focus-group"}
    with time_machine.travel(LATER, tick=False):
        for judge in judges:
            client, read = Client(), 0
            client.force_login(judge)
            for path in paths_for(judge):
                answer = client.get(path, follow=True)
                read += answer.status_code == 200
                # What was asked for stands there again.
                page = answer.content.decode().replace(path, "").replace(path.partition("?q=")[2] or "\0", "")
                known = [word for word in (WORK, paper.ref, str(paper.key)) if word in page]
                # A family name stands in capitals where it is a member's.
                named = [word for word in AUTHOR if word.lower() in page.lower()]
                assert not (known and named), (judge.email, path, known, named)
                assert [word for word in (DRAFT, str(draft.key)) if word in page] == [], (judge.email, path)
            assert read >= (45 if judge.is_staff else 9), (judge.email, read)
            own = Review.objects.get(reviewer__member=judge.member)
            offer = own.submission.offer
            assert f"{WORK} in every part" in client.get(offer.get_absolute_url()).content.decode()
            if judge.is_staff:
                with pytest.raises(NotYours):
                    close_offer(offer=offer, reason="It names somebody.", by=judge, now=LATER)
            assert WORK in client.get(f"{CALL}reviews/{own.pk}/").content.decode()


def test_support_sees_nothing_of_it_as_somebody_else(world):
    call, paper, _draft, judges = world
    assert own_submissions(paper.submitter.user).count() == 2
    for user in (paper.submitter.user, *judges):
        user.is_seen_as = True
        found = [
            own_submissions(user),
            visible_submissions(user, LATER),
            desk_submissions(user, LATER),
            own_reviews(user, LATER),
        ]
        assert [one.count() for one in found] == [0, 0, 0, 0]
        assert (reviewer_of(user, call, LATER), works_on(user, call, LATER)) == (None, False)

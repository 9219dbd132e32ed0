"""What the demonstration holds after one load (the contract is the design's demo.md)."""

from collections import Counter
from datetime import timedelta

import time_machine
from django.db.models import Count, F, Q
from django.test import TestCase
from django.utils import timezone, translation

from council.content.models import NewsItem, Page
from council.events.models import AgendaItem, Event, Question, Registration, Speaker, Venue
from council.members.business_number import is_valid_business_number
from council.members.models import Body, Consent, Interest, Member, Membership, Organisation, Region, Skill, User
from council.members.services.duplicates import duplicate_organisations, duplicate_people
from council.messaging.models import DeliveredMail, Message
from council.portal.demo import loader
from council.portal.demo.events import EVENTS
from council.reminders.models import Reminder
from focusgroup.models import Seat
from focusgroup.services.roster import empty_constituencies
from symposia.models import CEOTalk, Paper, Submission, Talk
from tests.factories import NOW

TODAY = timezone.localdate(NOW)
LOG_INS = (
    *("admin", "staff", "member", "expert", "company", "researcher", "investor", "agency", "applicant"),
    *("coordinator", "chair", "attorney", "rival"),
)


class TestLoadedOnce(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.report = loader.load(NOW)

    def setUp(self):
        clock = time_machine.travel(NOW, tick=False)
        clock.start()
        self.addCleanup(clock.stop)
        # The language of a request stays with the thread.
        self.enterContext(translation.override("en"))

    def person(self, key):
        return Member.objects.select_related("user", "organisation").get(user__email=f"{key}@demo.example")

    # People and bodies.

    def test_log_ins_of_the_contract_log_in(self):
        for key in LOG_INS:
            self.client.logout()
            data = {"login": f"{key}@demo.example", "password": "council-demo"}
            response = self.client.post("/accounts/login/", data)
            assert (key, response.status_code, response.headers.get("Location")) == (key, 302, "/my/")

    def test_nobody_else_has_a_password(self):
        others = User.objects.exclude(email__in=[f"{key}@demo.example" for key in LOG_INS])
        assert len(others) >= 60
        assert [user.email for user in others if user.has_usable_password()] == []

    def test_addresses_are_confirmed(self):
        unconfirmed = User.objects.exclude(
            emailaddress__verified=True, emailaddress__primary=True, emailaddress__email=F("email")
        )
        assert list(unconfirmed) == []

    def test_staff_roles(self):
        staff = {
            user.email.split("@")[0]: (user.is_superuser, sorted(user.groups.values_list("name", flat=True)))
            for user in User.objects.filter(is_staff=True)
        }
        every = [f"coordinators:{slug}" for slug in ("council", "focus-group", "forums", "symposia")]
        assert staff == {
            "admin": (True, []),
            "staff": (False, [*every, "support"]),
            "coordinator": (False, ["coordinators:forums"]),
        }
        assert not User.objects.filter(is_staff=False).exclude(groups=None).exists()

    def test_members_are_who_the_contract_says(self):
        found = {}
        for key in LOG_INS:
            member = self.person(key)
            organisation = member.organisation.business_number if member.organisation else ""
            found[key] = (member.state, member.kind, organisation, member.has_access(NOW))
        assert {key: found[key] for key in found if key not in ("admin", "staff", "coordinator", "chair")} == {
            "member": ("active", "business", "999-81-00067", True),
            "expert": ("active", "professor", "999-82-00104", True),
            "company": ("active", "ceo", "999-81-00015", True),
            "researcher": ("active", "researcher", "999-82-00104", True),
            "investor": ("active", "investor", "999-81-00091", True),
            "agency": ("draft", "external", "", False),
            "applicant": ("applied", "business", "", False),
            "attorney": ("active", "ip-expert", "", True),
            "rival": ("active", "business", "999-81-00053", True),
        }
        assert self.person("agency").organisation.name_en == "Meridian Crossing Advisory (demo)"

    def test_applicant_waits_with_consents_and_nobody_has_decided(self):
        member = self.person("applicant")
        assert (member.decided_at, member.decided_by, bool(member.motivation)) == (None, None, True)
        assert member in Member.objects.awaiting_decision()
        assert "membership" in set(Consent.objects.filter(member=member).values_list("purpose", flat=True))

    def test_everyone_who_applied_gave_the_required_consent(self):
        without = Member.objects.exclude(state="draft").exclude(
            pk__in=Consent.objects.filter(purpose="membership", withdrawn_at=None).values("member")
        )
        assert list(without) == []

    def test_named_people_have_their_names_in_both_languages(self):
        expected = {
            "expert": ("김가람 (demo)", "KIM Garam (demo)"),
            "researcher": ("이든솔 (demo)", "LEE Deunsol (demo)"),
            "saeron.park": ("박새론 (demo)", "PARK Saeron (demo)"),
            "haram.choi": ("최하람 (demo)", "CHOI Haram (demo)"),
            "attorney": ("정다온 (demo)", "JUNG Daon (demo)"),
            "company": ("한별하 (demo)", "HAN Byeolha (demo)"),
        }
        found = {key: (self.person(key).display_name("ko"), self.person(key).display_name("en")) for key in expected}
        assert found == expected

    def test_every_state_of_a_member_is_there(self):
        assert set(Member.objects.values_list("state", flat=True)) == set(Member.State.values)

    def test_names_are_different_and_marked(self):
        named = Member.objects.exclude(given_name="")
        assert len({member.display_name("ko") for member in named}) == len(named)
        assert [member for member in named if not member.given_name.endswith("(demo)")] == []
        assert [one for one in Organisation.objects.all() if "(demo)" not in one.name_ko or "(demo)" not in one.name_en] == []

    def test_business_numbers_are_valid_and_only_the_agency_and_a_duplicate_have_none(self):
        without = Organisation.objects.filter(business_number="").values_list("name_en", flat=True)
        # One of them was an invitation target until it landed.
        assert len(Organisation.objects.all()) == 15
        assert sorted(without) == ["Dalmuri Molding Co., Ltd. (demo)", "Meridian Crossing Advisory (demo)"]
        given = [number for number in Organisation.objects.values_list("business_number", flat=True) if number]
        assert len(given) == 13
        assert [number for number in given if not is_valid_business_number(number) or not number.startswith("999")] == []

    def test_a_pair_of_people_and_one_of_organisations_may_be_one(self):
        [people], [organisations] = duplicate_people(), duplicate_organisations()
        assert {people.one.user.email, people.other.user.email} == {"saeron.park@demo.example", "saeronpark@demo.example"}
        assert people.reasons == ["mail", "romanised"]
        assert {organisations.one.business_number, organisations.other.business_number} == {"999-81-00015", ""}

    def test_the_invitation_target_is_nowhere(self):
        assert not Organisation.objects.filter(name_en__icontains="norvikka").exists()

    def in_committees(self, role):
        symposia = ("lightweight-chassis-days", "metal-polymer-joining", "research-to-factory")
        return [(f"{symposium}-committee", role) for symposium in symposia]

    def test_seats_of_the_log_ins(self):
        seats = {
            key: sorted(Membership.objects.in_force(TODAY).filter(member=self.person(key)).values_list("body__slug", "role"))
            for key in LOG_INS
        }
        assert seats == {
            "admin": [],
            "staff": [("gyeongbuk-focus-group", "secretary"), *self.in_committees("secretary")],
            "member": [("automotive-mechanical-forum", "member")],
            "expert": [("gyeongbuk-focus-group", "member"), *self.in_committees("chair")],
            "company": [("injection-moulding-forum", "member"), ("joint-ip-forum", "member")],
            "researcher": [],
            "investor": [],
            "agency": [],
            "applicant": [],
            "coordinator": [("automotive-mechanical-forum", "secretary")],
            "chair": [("gyeongbuk-focus-group", "chair"), ("injection-moulding-forum", "chair")],
            "attorney": [("joint-ip-forum", "chair")],
            "rival": [("injection-moulding-forum", "member")],
        }

    def test_a_paper_can_be_followed_from_the_call_to_the_proceedings(self):
        paper = Paper.objects.select_related("talk__submission").get(title_en__startswith="Fatigue life")
        handed_in = paper.talk.submission
        assert (handed_in.title_en, handed_in.state) == (paper.title_en, "confirmed")
        assert handed_in.reviews.filter(submitted_at__isnull=False).count() == 2
        authors = [handed_in.authors.order_by("position"), paper.authors.order_by("position")]
        people = [authors[0].values_list("member", flat=True), authors[1].values_list("speaker__member", flat=True)]
        assert list(people[0]) == list(people[1])

    def test_bodies(self):
        assert Counter(Body.objects.values_list("programme", "kind")) == {
            ("focus-group", "group"): 1,
            ("focus-group", "task-force"): 3,
            ("forums", "forum"): 4,
            ("symposia", "committee"): 3,
        }
        # A task force that is forming has no team yet, one that is dissolved has none any more.
        empty = {"rnd-centre-invitation-team", "voucher-policy-team"}
        few = {body.slug for body in Body.objects.all() if body.memberships.in_force(TODAY).count() < 5}
        assert few == empty
        assert set(Membership.objects.values_list("state", flat=True)) >= {"active", "expired", "resigned", "applied"}

    def test_focus_group_has_a_seat_for_each_constituency_and_past_ones(self):
        assert empty_constituencies(NOW) == []
        enrolled = Seat.objects.enrolled(NOW)
        assert enrolled.filter(membership__role="chair").count() == 1
        assert not Seat.objects.filter(membership__role__in=["secretary", "observer"]).exists()
        assert Seat.objects.past(TODAY).count() >= 2
        for row in Seat.objects.all():
            row.full_clean()
        assert Interest.objects.count() >= 3

    # Events.

    def test_some_forty_events_of_every_kind(self):
        events = Event.objects.all()
        assert 40 <= len(events) <= 55
        for field in ("state", "format", "audience", "mode", "kind"):
            choices = set(dict(Event._meta.get_field(field).choices))
            assert (field, {getattr(event, field) for event in events}) == (field, choices)
        assert {event.programme for event in events} == {"council", "focus-group", "forums", "symposia"}

    def test_situations_of_the_contract_are_there(self):
        events = Event.objects.filter(state="published", starts_at__gt=NOW)
        upcoming = [event for event in events if event.mode in ("open", "approval")]
        situations = {
            "open with seats": [e for e in upcoming if e.takes_registrations(NOW) and e.seats_left],
            "one seat left": [e for e in upcoming if e.takes_registrations(NOW) and e.seats_left == 1],
            "full with a queue": [e for e in upcoming if e.is_full and e.registrations.waiting().count() >= 3],
            "waiting for approval": [e for e in upcoming if e.registrations.filter(state="pending").count() >= 3],
            "opens later": [e for e in upcoming if e.opens_at and e.opens_at > NOW],
            "closed": [e for e in upcoming if e.closes_at and e.closes_at < NOW],
            "with questions": [e for e in upcoming if e.questions.exists()],
            "over several days, with agenda": [
                e for e in upcoming if e.ends_at - e.starts_at > timedelta(days=2) and e.agenda.exists()
            ],
            "cancelled": Event.objects.filter(state="cancelled", registrations__reason="event"),
            "past with people": Event.objects.filter(state="completed", taken__gt=0),
            "standing with its body": Event.objects.filter(mode="standing", state="published", taken__gt=4),
            "regrets": Event.objects.filter(registrations__reason="regrets"),
            "invited": Event.objects.filter(audience="invited", invitations__isnull=False),
            "today": Event.objects.between(NOW, NOW + timedelta(hours=14)),
        }
        assert [name for name, found in situations.items() if not found] == []

    def test_every_state_of_a_registration(self):
        assert set(Registration.objects.values_list("state", flat=True)) == set(Registration.State.values)

    def test_expert_is_offered_a_seat_that_does_not_run_out_before_the_event(self):
        offer = Registration.objects.select_related("event").get(state="offered")
        assert (offer.member, offer.offer_ends_at) == (self.person("expert"), offer.event.starts_at)

    def test_seats_are_kept_for_investors(self):
        event = Event.objects.get(slug="metal-polymer-joining")
        held = event.registrations.filter(role="investor", state="confirmed").count()
        assert held >= 1
        assert event.kept == 10 - held

    def test_seats_taken_are_those_confirmed_and_fit(self):
        counted = Event.objects.annotate(seated=Count("registrations", filter=Q(registrations__state__in=Registration.SEATED)))
        assert [event.slug for event in counted if event.taken != event.seated] == []
        assert [event.slug for event in counted if event.capacity is not None and event.taken > event.capacity] == []

    def test_people_wait_only_where_it_is_full_and_in_order(self):
        for event in Event.objects.filter(registrations__state="waitlisted").distinct():
            assert event.is_full
            queue = list(event.registrations.waiting())
            assert queue == sorted(queue, key=lambda one: one.pk)
            latest = max(event.registrations.filter(state="confirmed").values_list("queued_at", flat=True))
            assert queue[0].queued_at > latest

    def test_member_is_third_in_a_queue(self):
        queue = Event.objects.get(slug="weld-line-symposium").registrations.waiting()
        assert [one.member_id for one in queue].index(self.person("member").pk) == 2

    def test_times_of_registrations_make_sense(self):
        for one in Registration.objects.select_related("event"):
            assert one.queued_at < min(NOW, one.event.starts_at)
            assert one.confirmed_at is None or one.queued_at <= one.confirmed_at <= NOW
            assert one.ended_at is None or one.queued_at < one.ended_at <= NOW

    def test_all_with_a_place_may_see_the_event(self):
        for event in Event.objects.exclude(state="draft"):
            for one in event.registrations.live().select_related("member"):
                assert Event.objects.filter(pk=event.pk).visible_to(one.member, NOW).exists(), (event.slug, one.member)

    def test_members_of_a_body_are_enrolled_in_its_meetings(self):
        for event in Event.objects.filter(mode="standing").exclude(state="draft"):
            sitting = set(Membership.objects.in_force(TODAY).filter(body=event.body).values_list("member", flat=True))
            assert set(event.registrations.values_list("member", flat=True)) == sitting, event.slug

    def test_required_questions_are_answered_by_all(self):
        required = Question.objects.filter(required=True).select_related("event")
        for question in required:
            for one in question.event.registrations.all():
                assert question.pk in {answer["question"] for answer in one.answers}

    def test_agenda_lies_within_its_event(self):
        outside = AgendaItem.objects.filter(Q(starts_at__lt=F("event__starts_at")) | Q(ends_at__gt=F("event__ends_at")))
        assert [f"{item.event.slug}: {item}" for item in outside] == []
        assert Speaker.objects.filter(agenda_items__isnull=False).distinct().count() >= 8

    def test_dates_are_alive(self):
        starts = [timezone.localdate(event.starts_at) for event in Event.objects.all()]
        assert sum(day == TODAY for day in starts) >= 3
        assert sum(day > TODAY for day in starts) >= 25
        assert sum(day < TODAY for day in starts) >= 10

    # Everything.

    def test_every_row_is_valid(self):
        invalid = []
        models = (
            Organisation,
            Member,
            Body,
            Membership,
            Skill,
            Region,
            Venue,
            Speaker,
            Event,
            AgendaItem,
            Question,
            Page,
            NewsItem,
        )
        for model in models:
            for row in model.objects.all():
                try:
                    row.full_clean()
                except Exception as error:
                    invalid.append((model.__name__, str(row), error))
        assert invalid == []

    def test_both_languages_are_filled_in(self):
        empty = []
        for model in (Organisation, Body, Venue, Event, AgendaItem, Question, Page, NewsItem, Speaker):
            names = [field.name.removesuffix("_ko") for field in model._meta.fields if field.name.endswith("_ko")]
            for row in model.objects.all():
                empty += [
                    (model.__name__, str(row), name)
                    for name in names
                    if bool(getattr(row, f"{name}_ko")) != bool(getattr(row, f"{name}_en"))
                ]
        assert empty == []

    def test_events_places_and_texts_are_marked(self):
        marked = "(demo)"
        assert [e.slug for e in Event.objects.all() if marked not in e.summary_ko or marked not in e.summary_en] == []
        assert [v for v in Venue.objects.all() if marked not in v.name_ko or marked not in v.name_en] == []
        assert [p for p in Page.objects.all() if marked not in p.text_ko or marked not in p.text_en] == []
        assert [n for n in NewsItem.objects.all() if marked not in n.text_ko or marked not in n.text_en] == []

    def test_what_comes_from_a_call_leads_to_talk_offer_and_outcomes(self):
        past, ahead = "/symposia/lightweight-chassis-days", Submission.objects.get(title_en__startswith="A company wanted")
        joint = Talk.objects.get(
            submission__title_en__contains="hot-stamped", symposium__event__slug="lightweight-chassis-days"
        )
        for who, names in (
            (None, ["hot-stamped-joint.pdf"]),
            ("researcher", ["hot-stamped-joint.pdf", "hot-stamped-joint-slides.pdf"]),
        ):
            if who:
                self.client.force_login(self.person(who).user)
            page = self.client.get(f"{past}/programme/talks/{joint.number}/").content.decode()
            assert [name for name in ("hot-stamped-joint.pdf", "hot-stamped-joint-slides.pdf") if name in page] == names
        assert "the PDF that was handed in" in self.client.get(f"{past}/programme/talks/{joint.number}/files/").content.decode()
        assert ahead.offer is not None
        assert ahead.offer.get_absolute_url() in self.client.get(ahead.get_absolute_url()).content.decode()
        page = self.client.get(f"{past}/outcomes/").content.decode()
        told = CEOTalk.objects.get(plan_talk__submission__kind="ceo", agenda_item__session__talks=F("plan_talk"))
        assert [words in page for words in (told.title_en, told.company_en, "Network discussion")] == [True] * 3

    def test_nothing_is_sent(self):
        assert (Message.objects.count(), DeliveredMail.objects.count()) == (0, 0)
        assert not Reminder.objects.filter(state="queued").exists()

    def test_histories_say_where_it_came_from(self):
        for model in (Organisation, Member, Body, Membership, Event, Registration, Page, NewsItem):
            reasons = set(model.history.values_list("history_change_reason", flat=True))
            assert (model.__name__, reasons) == (model.__name__, {"demo_data"})
            assert model.history.count() == model.objects.count()

    def test_report_counts_what_was_made(self):
        assert (self.report.people, self.report.events) == (User.objects.count(), len(EVENTS))
        assert (self.report.moved, self.report.touched) == (0, 0)

    def test_news_are_published_scheduled_and_in_draft(self):
        assert NewsItem.objects.published(NOW).count() >= 6
        assert NewsItem.objects.filter(published_at__gt=NOW).count() == 1
        assert NewsItem.objects.filter(published_at=None).count() == 1

    def test_pages_and_news_open_in_both_languages(self):
        paths = [page.get_absolute_url() for page in Page.objects.published(NOW)]
        paths += [item.get_absolute_url() for item in NewsItem.objects.published(NOW)]
        for path in [*paths, "/news/", "/focus-group/", "/forums/", "/symposia/"]:
            for prefix in ("", "/ko"):
                assert (path, self.client.get(prefix + path).status_code) == (path, 200)

    def test_events_open_in_both_languages_for_their_people(self):
        paths = {event: event.get_absolute_url() for event in Event.objects.all()}
        people = {"": None, "member": self.person("member"), "chair": self.person("chair")}
        for key, member in people.items():
            self.client.logout()
            if key:
                self.client.force_login(member.user)
            visible = set(Event.objects.visible_to(member, NOW))
            for event, path in paths.items():
                expected = 200 if event in visible else 404
                for prefix in ("", "/ko") if member is None else ("/ko",):
                    response = self.client.get(prefix + path)
                    assert (key, event.slug, response.status_code) == (key, event.slug, expected)

"""Ways to pages and states that a log-in alone does not show. Each looks at what it finds."""

from collections.abc import Callable
from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from council.events.models import Certificate, Event, Survey, SurveyParticipation
from council.library.models import Agreement, Document
from council.members.models import Membership, User
from council.messaging.links import unsubscribe_token
from tests.browser.walk import Walk, address, submit
from tests.factories import (
    NOW,
    AttendanceFactory,
    CertificateFactory,
    DocumentFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
)
from tests.factories.people import InterestFactory
from tests.focusgroup import matrix as focusgroup
from tests.forums import matrix as forums
from tests.portal.world import COLLEAGUE, INVITED, NO_COLLEAGUE, REVOKED, SEAT, SECRET_KEY
from tests.symposia import matrix as symposia


def confirming_an_address(walk: Walk) -> None:
    reader = walk.stranger()
    reader.page.goto(reader.prefix + "/accounts/signup/")
    reader.page.fill("#id_email", "new@example.com")
    reader.page.fill("#id_password1", "a-long-passphrase-7")
    reader.page.fill("#id_password2", "a-long-passphrase-7")
    reader.press("Sign up", within="main form")
    reader.page.fill("#id_code", "000-000")
    reader.leave_by(submit(reader))
    assert reader.page.url.endswith("/accounts/confirm-email/")


def logging_in_by_code(walk: Walk) -> None:
    reader = walk.stranger()
    reader.open(address("account_request_login_code"))
    reader.page.fill("#id_email", "member@example.com")
    reader.press("Send me a code", within="main form")
    assert reader.page.url.endswith("/accounts/login/code/confirm/")


def choosing_a_new_password(walk: Walk) -> None:
    reader = walk.stranger()
    reader.open(address("account_reset_password"))
    reader.page.fill("#id_email", "other@example.com")
    reader.leave_by(submit(reader))
    # As its mail has it (the story reads the mails; here it is another day than at the database).
    user = User.objects.get(email="other@example.com")
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    reader.page.goto(f"{reader.prefix}/accounts/password/reset/key/{key}/")
    reader.look()
    reader.page.fill("#id_password1", "short")
    reader.page.fill("#id_password2", "different")
    reader.leave_by(submit(reader))


def second_factors(walk: Walk) -> None:
    user = UserFactory(email="factors@example.com")
    reader = walk.proven(user.email)
    reader.open(address("mfa_activate_totp"))
    reader.page.fill("#id_code", "000000")
    reader.leave_by(submit(reader))
    reader.open(address("mfa_add_webauthn"))
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    key = Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "My key", "credential": {}, "passwordless": False}
    )
    for name in ("mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
        reader.open(address(name))
    for name in ("mfa_list_webauthn", "mfa_reauthenticate", "account_reauthenticate"):
        reader.open(address(name))
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        reader.open(address(name, key.pk))
    key.delete()
    other = walk.logged_in(user.email)
    assert other.page.url.endswith("/accounts/2fa/authenticate/")
    other.look()
    other.page.fill("#id_code", "000000")
    other.leave_by(submit(other))


def first_password(walk: Walk) -> None:
    user = UserFactory(email="no-password@example.com")
    User.objects.filter(pk=user.pk).update(password="!")
    user.refresh_from_db()
    _client, reader = walk.person(user)
    reader.open(address("account_set_password"))


def unsubscribing(walk: Walk) -> None:
    member = User.objects.get(email="member@example.com")
    reader = walk.stranger()
    reader.open(address("messaging:unsubscribe", unsubscribe_token(member.pk, "event-reminder")))
    reader.leave_by(submit(reader))
    reader.open(address("messaging:unsubscribe", "forged"), status=404)


def certificates(walk: Walk) -> None:
    """Certificates that are valid, withdrawn, unknown, and not to be had."""
    withdrawn = CertificateFactory(withdrawn_at=NOW)
    valid = Certificate.objects.get(code="0000000000PAST00")
    member = User.objects.get(email="member@example.com")
    _client, reader = walk.person(member)
    reader.open(address("events:my-attendance"))
    reader.leave_by(submit(reader))
    for certificate in (valid, withdrawn):
        walk.visit(None, address("events:verify-code", certificate.code))
    reader.open(address("events:verify-code", "nonsense"), status=404)
    reader.open(address("events:certificate", "body"), status=409)


def at_the_door(walk: Walk) -> None:
    """Every answer of the door: in, already in, excused, undone, refused."""
    event = EventFactory(slug="door", starts_at=NOW - timedelta(hours=1), ends_at=NOW + timedelta(hours=30))
    came, again, excused, missing = (RegistrationFactory(event=event) for _ in range(4))
    waiting = RegistrationFactory(event=event, state="waitlisted")
    AttendanceFactory(registration=again, door="Hall A")
    AttendanceFactory(registration=excused, kind="excused", note="A cold.")
    undone = AttendanceFactory(registration=came, undone_at=NOW)
    AttendanceFactory(registration=None, event=event, name="Walker")
    _client, reader = walk.person(User.objects.get(email="coordinator@example.com"))
    for place in ("", f"?done={undone.pk}", "?slot=2026-11-03", "?show=in", "?q=nobody-of-that-name"):
        reader.open(address("events:checkin", "door") + place)
    for registration in (came, came, waiting):
        reader.page.goto(reader.prefix + address("events:checkin", "door"))
        reader.page.fill("#code", registration.code.hex)
        reader.page.locator("#code-form button").click()
        reader.page.locator("#result .note").wait_for()
        reader.look()
    reader.open(address("events:checkin-excuse", "door", missing.pk))
    reader.leave_by(submit(reader))
    reader.open(address("events:checkin-excuse", "door", again.pk))
    reader.leave_by(submit(reader))
    reader.open(address("events:checkin-walk-in", "door"))
    for name in ("", "Walker"):
        reader.page.fill("#id_name", name)
        reader.leave_by(submit(reader))
    for kind in ("blank", "attendance"):
        reader.open(address("events:checkin-list", "door") + f"?kind={kind}")


def following_an_invitation(walk: Walk) -> None:
    reader = walk.stranger()
    reader.open(address("events:event-invitation", "invited", INVITED))
    reader.page.evaluate("for (const form of document.forms) form.noValidate = true")
    reader.leave_by(submit(reader))
    reader.open(address("events:event-invitation", "invited", REVOKED), status=410)


def choosing_sessions(walk: Walk) -> None:
    event = Event.objects.get(slug="own-confirmed")
    full = SessionFactory(event=event, capacity=0)
    SessionFactory(event=event, starts_at=full.starts_at)
    SessionFactory(event=event, starts_at=full.ends_at, is_cancelled=True)
    _client, reader = walk.person(User.objects.get(email="member@example.com"))
    reader.open(address("events:event-sessions", event.slug))
    for box in reader.page.locator("input[name=sessions]:enabled").all():
        box.check()
    reader.leave_by(submit(reader))
    reader.page.locator("input[name=sessions]:enabled").last.uncheck()
    reader.leave_by(submit(reader))
    reader.open(f"/events/{event.slug}/")


def after_the_event(walk: Walk) -> None:
    """The survey with nothing answered, answered, and too late; the library searched in vain; a document with versions."""
    user = User.objects.get(email="member@example.com")
    _client, reader = walk.person(user)
    walk.visit(user, address("events:event-detail", "past"))
    reader.open(address("events:event-survey", "past"))
    reader.page.evaluate("for (const form of document.forms) form.noValidate = true")
    reader.leave_by(submit(reader))
    survey = Survey.objects.get(event__slug="past")
    SurveyParticipation.objects.create(survey=survey, member=user.member)
    reader.open(address("events:event-survey", "past"))
    survey.participations.all().delete()
    Survey.objects.filter(pk=survey.pk).update(open_days=1)
    reader.open(address("events:event-survey", "past"))
    for place in ("", "?page=2", "?q=nothing-like-that"):
        reader.open(address("library:document-list") + place)
    staff = User.objects.get(email="coordinator@example.com")
    for document in Document.objects.filter(event__slug="past"):
        walk.visit(staff, address("library:document-detail", document.key))
    walk.visit(staff, address("events:event-detail", "past"))


def under_an_agreement(walk: Walk) -> None:
    """The agreement as it is read, refused without the tick, accepted; then the document; then what waits for its words."""
    _client, reader = walk.person(User.objects.get(email="member@example.com"))
    reader.open(address("library:document-detail", SECRET_KEY))
    reader.leave_by(submit(reader))
    reader.page.check("#id_accept")
    reader.leave_by(submit(reader))
    empty = Agreement.objects.create(programme="forums", title_ko="빈 계약", title_en="")
    paper = DocumentFactory(event=None, classification="members", agreement=empty)
    reader.open(address("library:document-detail", paper.key))
    reader.open(address("library:document-list"))
    walk.visit(User.objects.get(email="coordinator@example.com"), address("library:document-detail", SECRET_KEY))


def ends_of_a_membership(walk: Walk) -> None:
    """A membership that ends soon, one in its grace, one with places of each kind; organisations filtered in vain."""
    soon = MemberFactory(user__email="soon@example.com", valid_until=NOW.date() + timedelta(days=20))
    late = MemberFactory(user__email="late@example.com", valid_until=NOW.date() - timedelta(days=2))
    term = {"member": soon, "starts_on": NOW.date(), "ends_on": NOW.date() + timedelta(days=9)}
    for state in Membership.State:
        MembershipFactory(state=state, **term)
    MembershipFactory(state="appointed", member=soon, starts_on=NOW.date() + timedelta(days=9))
    for person in (soon, late):
        walk.visit(person.user, address("members:membership"))
    walk.visit(soon.user, address("members:membership-leave"))
    for query in ("?q=nothing-like-that", "?kind=nonsense", "?kind=company"):
        walk.visit(soon.user, address("members:organisation-list") + query)


def acting_for_an_organisation(walk: Walk) -> None:
    """A contact's forms, refused and done; the letter's link in each of its states."""
    member = User.objects.get(email="member@example.com")
    organisation = member.member.organisation
    MemberFactory(organisation=organisation, job_title="Engineer")
    MemberFactory(organisation=organisation, state="draft")
    _client, reader = walk.person(member)
    for name in ("invite", "hand-over"):
        reader.open(address(f"members:organisation-{name}", organisation.key))
        reader.page.evaluate("for (const form of document.forms) form.noValidate = true")
        reader.leave_by(submit(reader))
    reader.open(address("members:organisation-seat", organisation.key, SEAT))
    reader.page.select_option("#id_colleague", index=1)
    reader.leave_by(submit(reader))
    walk.visit(member, address("members:colleague-invitation", COLLEAGUE))
    stranger = walk.stranger()
    stranger.open(address("members:colleague-invitation", COLLEAGUE))
    stranger.page.evaluate("for (const form of document.forms) form.noValidate = true")
    stranger.leave_by(submit(stranger))
    stranger.open(address("members:colleague-invitation", NO_COLLEAGUE), status=410)


def searching_and_declaring(walk: Walk) -> None:
    """The search with results, guesses and nothing; a conflict of interest that was refused, and one just declared."""
    member = User.objects.get(email="member@example.com")
    for query in ("q=public", "q=publlic", "q=zzzz", "q=a", "q=public&in=events"):
        walk.visit(member, f"{address('portal:search')}?{query}")
    _client, reader = walk.person(member)
    reader.open(address("members:interests"))
    reader.page.evaluate("for (const form of document.forms) form.noValidate = true")
    reader.page.fill("#id_name", "시험기업")
    reader.leave_by(submit(reader))
    walk.visit(member, address("members:interest-end", InterestFactory(member=member.member).pk))


WAYS: dict[Callable[[Walk], None], tuple[str, ...]] = {
    confirming_an_address: ("account_email_verification_sent",),
    logging_in_by_code: ("account_confirm_login_code",),
    choosing_a_new_password: (),
    after_the_event: (),
    under_an_agreement: (),
    second_factors: (
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_reauthenticate",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
        "mfa_authenticate",
    ),
    first_password: ("account_set_password",),
    unsubscribing: ("messaging:unsubscribe",),
    certificates: (),
    following_an_invitation: (),
    choosing_sessions: (),
    ends_of_a_membership: (),
    acting_for_an_organisation: (),
    at_the_door: ("events:checkin-excuse",),
    searching_and_declaring: (),
    **focusgroup.WAYS,
    **forums.WAYS,
    **symposia.WAYS,
}

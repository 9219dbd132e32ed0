"""How long this room keeps what it knows of people (`council.personal_data`); of members, as their consent says."""

from django.utils.translation import gettext_lazy as _

from council.members.services import access, letters, photos, retaining, support
from council.personal_data import RetentionRule

RULES = (
    RetentionRule(
        slug="declined-applications",
        label=_("Applications that were declined"),
        period=_("half a year after the decision"),
        apply=retaining.forget_applications,
        order=10,
    ),
    RetentionRule(
        slug="former-members",
        label=_("Memberships that ended; the whole person where the log-in is not in use"),
        period=_("a year after the end"),
        apply=retaining.forget_former_members,
        order=11,
    ),
    RetentionRule(
        slug="unconfirmed-log-ins",
        label=_("Log-ins whose address nobody confirmed"),
        period=_("30 days"),
        apply=retaining.forget_unconfirmed,
        order=12,
    ),
    RetentionRule(
        slug="sessions",
        label=_("Where people were logged in"),
        period=_("90 days"),
        apply=retaining.forget_sessions,
        order=20,
    ),
    RetentionRule(
        slug="letters", label=_("Letters between members"), period=_("a year"), apply=letters.forget_letters, order=21
    ),
    RetentionRule(
        slug="photos",
        label=_("Photos of former members, and those that nobody is shown"),
        period=_("at the end of the membership, or 30 days"),
        apply=photos.forget_photos,
        order=13,
    ),
    RetentionRule(
        slug="colleagues",
        label=_("Letters to colleagues that nobody took up"),
        period=_("a year"),
        apply=retaining.forget_colleague_letters,
        order=23,
    ),
    RetentionRule(
        slug="farewells",
        label=_("The address of the last mail to an erased person"),
        period=_("a day"),
        apply=retaining.forget_farewells,
        order=22,
    ),
    RetentionRule(
        slug="access-log",
        label=_("The log of access to personal data"),
        period=_("two years"),
        apply=access.forget_access,
        order=90,
    ),
    RetentionRule(
        slug="support-log",
        label=_("The log of support visits"),
        period=_("two years"),
        apply=support.forget_visits,
        order=91,
    ),
)

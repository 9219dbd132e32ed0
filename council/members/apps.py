from datetime import datetime
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council import merging, personal_data, programmes
from council.staff import is_secretariat, sync_groups


class MembersConfig(AppConfig):
    name = "council.members"
    verbose_name = _("People and organisations")

    def ready(self) -> None:
        from council.members import deadlines, joined, life_sources, personal, privacy_kinds, retention, search
        from council.members.services import colleagues, notices

        post_migrate.connect(sync_groups, sender=self, dispatch_uid="council.staff.sync_groups")
        kind = programmes.MessageKind
        for entry in (
            kind(slug="account-code", name=_("Codes for log-in and confirmation"), private=True),
            kind(slug="account-link", name=_("Links for the log-in"), private=True),
            kind(slug="account-notice", name=_("Changes of the log-in"), private=True),
            kind(slug="application-received", name=_("Application received")),
            kind(slug="application-approved", name=_("Application approved")),
            kind(slug="application-declined", name=_("Application declined")),
            # Losing the membership takes things away that one relies on: it cannot be switched off.
            kind(slug="membership-end", name=_("End of the membership"), still_true=deadlines.MEMBERSHIP_END.holds),
            kind(slug=notices.MEMBERSHIP, name=_("Changes of the membership"), still_true=notices.membership_still_so),
            kind(slug=notices.ORGANISATION, name=_("Your organisation"), still_true=notices.organisation_still_so),
            kind(
                slug=colleagues.INVITED,
                name=_("Invitation of a colleague"),
                listed=False,
                still_true=colleagues.invitation_still_stands,
            ),
            kind(slug=notices.PLACE, name=_("Places in bodies"), still_true=notices.place_still_so),
            kind(
                slug="body-term-end",
                name=_("End of a term in a body"),
                description=_("Before your term in the Focus Group, a forum or a committee ends."),
                essential=False,
                still_true=deadlines.TERM_END.holds,
            ),
        ):
            programmes.message_kinds.register(entry)
        for entry in privacy_kinds.KINDS:
            programmes.message_kinds.register(entry)
        for notice in privacy_kinds.NOTICES:
            programmes.desk_notices.register(notice)
        personal_data.register(personal.PERSONAL)
        merging.register(joined.ROOM)
        for rule in retention.RULES:
            personal_data.retention_rules.register(rule)
        for found in search.SOURCES:
            programmes.search_sources.register(found)
        for source in deadlines.SOURCES:
            programmes.deadline_sources.register(source)
        programmes.desk_notices.register(
            programmes.DeskNotice(
                slug="applications-waiting",
                label=_("Applications for membership waiting for a decision"),
                count=applications_waiting,
                url=lambda: reverse("admin:members_member_applications"),
                order=10,
            )
        )
        programmes.desk_notices.register(
            programmes.DeskNotice(
                slug="memberships-in-grace",
                label=_("Memberships that are over and can still be renewed"),
                count=memberships_in_grace,
                url=lambda: reverse("admin:members_member_changelist") + "?renewal=grace",
                order=30,
            )
        )
        programmes.desk_notices.register(
            programmes.DeskNotice(
                slug="organisations-without-contact",
                label=_("Organisations with seats and nobody to assign them"),
                count=organisations_without_contact,
                url=lambda: reverse("admin:members_organisation_changelist") + "?contact=missing",
                order=40,
            )
        )
        for life_source in life_sources.SOURCES:
            programmes.life_sources.register(life_source)
        programmes.desk_notices.register(
            programmes.DeskNotice(
                slug="organisations-to-link",
                label=_("Members whose organisation is to be linked"),
                count=organisations_to_link,
                url=lambda: reverse("admin:members_member_changelist") + "?written_organisation=1",
                order=20,
            )
        )


def applications_waiting(user: Any, now: datetime) -> int:
    """How many applications wait, for the secretariat alone."""
    from council.members.models import Member

    return Member.objects.awaiting_decision().count() if is_secretariat(user) else 0


def organisations_to_link(user: Any, now: datetime) -> int:
    """How many members wrote an organisation that is not linked yet, for the secretariat alone."""
    from council.members.models import Member

    return Member.objects.with_written_organisation().count() if is_secretariat(user) else 0


def memberships_in_grace(user: Any, now: datetime) -> int:
    """How many memberships are over, with days of grace left, for the secretariat alone."""
    from council.members.models import Member

    return Member.objects.in_grace(now).count() if is_secretariat(user) else 0


def organisations_without_contact(user: Any, now: datetime) -> int:
    """How many organisations have seats that nobody can assign, for the secretariat alone."""
    from council.members.models import Organisation

    return Organisation.objects.without_contact(now).count() if is_secretariat(user) else 0

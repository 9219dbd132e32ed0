from datetime import datetime
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council import programmes
from council.staff import is_secretariat, sync_groups


class MembersConfig(AppConfig):
    name = "council.members"
    verbose_name = _("People and organisations")

    def ready(self) -> None:
        from council.members import deadlines

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
            kind(
                slug="body-term-end",
                name=_("End of a term in a body"),
                description=_("Before your term in the Focus Group, a forum or a committee ends."),
                essential=False,
                still_true=deadlines.TERM_END.holds,
            ),
        ):
            programmes.message_kinds.register(entry)
        for source in deadlines.SOURCES:
            programmes.deadline_sources.register(source)
        programmes.desk_notices.register(
            programmes.DeskNotice(
                slug="applications-waiting",
                label=_("Applications for membership waiting for a decision"),
                count=applications_waiting,
                url=lambda: reverse("admin:members_member_changelist") + "?state__exact=applied",
                order=10,
            )
        )
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

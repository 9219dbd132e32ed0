"""What applicants and members are told, each fact once."""

from django.utils import translation

from council.members.models import Member
from council.messaging.links import absolute_url
from council.messaging.services import queue_message


def tell(member: Member, what: str, *, fact: str, link: str, extra: dict[str, str] | None = None) -> None:
    """Queue the mail `what` (`application-received`, …) to `member` in the member's language.

    `fact` tells this occurrence from others of the same kind; `link` names the URL that the mail leads to."""
    with translation.override(member.language):
        context = {"name": member.display_name(member.language), "url": absolute_url(link, member.language), **(extra or {})}
        queue_message(
            kind=what,
            template=f"members/email/{what}",
            user=member.user,
            address=member.user.email,
            language=member.language,
            context=context,
            key=f"{what}:{member.pk}:{fact}",
        )

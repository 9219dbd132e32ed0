"""How topics look wherever they are shown: who wrote, the tone of a state."""

from django.utils.translation import gettext as _

from council.members.models import Member

TONES = {"open": "info", "answered": "success", "closed": "neutral", "hidden": "danger"}


def author_name(member: Member) -> str:
    """Who wrote; one who was erased is a former member."""
    return _("Former member") if member.erased_at is not None else member.display_name()

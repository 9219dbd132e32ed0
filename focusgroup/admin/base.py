from council.staff.admin import OneProgrammeAdmin
from focusgroup.group import SLUG


class FocusGroupAdmin(OneProgrammeAdmin):
    """Mixin for a `ModelAdmin` (or inline) of what is the Focus Group's staff's alone: a 404 for other coordinators."""

    programme = SLUG

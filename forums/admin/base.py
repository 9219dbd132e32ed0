from council.staff.admin import OneProgrammeAdmin
from forums.group import SLUG


class ForumsAdmin(OneProgrammeAdmin):
    """Mixin for a `ModelAdmin` (or inline) of what is the technology forums' staff's alone: a 404 for other coordinators."""

    programme = SLUG

from council.staff.admin import OneProgrammeAdmin
from symposia.group import SLUG


class SymposiaAdmin(OneProgrammeAdmin):
    """Mixin for a `ModelAdmin` (or inline) of what is the symposia's staff's alone: a 404 for other coordinators."""

    programme = SLUG

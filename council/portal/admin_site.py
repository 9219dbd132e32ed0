from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class CouncilAdminSite(admin.AdminSite):
    """The secretariat's desk."""

    site_header = _("Exchange council")
    site_title = _("Exchange council")
    index_title = _("What needs attention")

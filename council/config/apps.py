from django.contrib.admin.apps import AdminConfig


class CouncilAdminConfig(AdminConfig):
    """Django's admin with our site object: 404 for a person who is no staff, a start page with what needs attention."""

    default_site = "council.portal.admin_site.CouncilAdminSite"

from council.portal.views.errors import bad_request, csrf_failure, page_not_found, permission_denied
from council.portal.views.machines import robots, security_txt
from council.portal.views.pages import home, my, search
from council.portal.views.styleguide import styleguide

__all__ = [
    "bad_request",
    "csrf_failure",
    "home",
    "my",
    "page_not_found",
    "permission_denied",
    "robots",
    "search",
    "security_txt",
    "styleguide",
]

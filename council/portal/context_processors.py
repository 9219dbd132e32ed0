from typing import Any

from django.conf import settings
from django.http import HttpRequest

from council import programmes


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page needs: the programmes for its header, the site's address, whether this is the demonstration."""
    return {
        "programmes": programmes.all_programmes(),
        "site_url": settings.SITE_URL,
        "is_demonstration": settings.DEMONSTRATION,
    }

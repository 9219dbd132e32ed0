from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from council import programmes
from council.staff import COUNCIL


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page needs: the programmes for its header, the site's address, whether this is the demonstration."""
    every = programmes.all_programmes()
    return {
        "programmes": every,
        # The council is the house; the header shows what is in it.
        "main_programmes": [programme for programme in every if programme.slug != COUNCIL],
        "site_url": settings.SITE_URL,
        "contact_email": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "is_demonstration": settings.DEMONSTRATION,
        # Staff who see the portal as a member, to help.
        "support": getattr(request, "support", None),
    }

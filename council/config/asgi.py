"""The same for an ASGI server."""

import os

from council.config.mode import settings_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module(os.environ))
# Only web processes share their connections among threads.
os.environ.setdefault("DB_POOL", "1")

from django.core.asgi import get_asgi_application

application = get_asgi_application()

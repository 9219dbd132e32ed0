"""The settings of background processes that tests start: the database and relay of the test that starts them."""

import json
import os

os.environ["DATABASE_URL"] = "postgres://not-used/not-used"

from council.config.settings.test import *  # noqa: F403 - settings modules extend each other by star import
from council.config.settings.test import BASE_DIR, INSTALLED_APPS, TEMPLATES

DATABASES = {"default": json.loads(os.environ["WORKER_DATABASE"])}
INSTALLED_APPS += ["tests.messaging.trial_app.TrialConfig"]
TEMPLATES[0]["DIRS"].append(BASE_DIR / "tests/messaging/templates")
CELERY_BROKER_URL = os.environ["WORKER_BROKER"]
EMAIL_TIMEOUT = 5
if "WORKER_RELAY_PORT" in os.environ:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ["WORKER_RELAY_PORT"])

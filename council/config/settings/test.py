"""Tests: real PostgreSQL (their own cluster, or `DATABASE_URL`), mail into the mailbox, Redis only where a test starts it."""

import os

from council.config import services
from council.config.settings.base import *
from council.config.settings.base import VAR_DIR, env

DEMONSTRATION = True
DEBUG = False
SECRET_KEY = "tests-only-" + "0" * 50
ALLOWED_HOSTS = ["*"]
SITE_URL = "http://localhost:8000"

DATABASES = {"default": services.database(env, VAR_DIR / "test" / "postgres", fast=True)}
DATABASES["default"]["CONN_MAX_AGE"] = 0
# Between tests tables are emptied, the log of access to personal data too: its trigger lets nobody else.
DATABASES["default"]["OPTIONS"]["options"] = "-c council.may_truncate=on"
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:9/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = services.broker_url(REDIS_URL)
EMAIL_BACKEND = "council.messaging.mailbox.MailboxBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = VAR_DIR / "test" / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a folder that is missing
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

"""The demonstration mode: no `DATABASE_URL`, or `DEMO=1`. Embedded servers, a mailbox instead of SMTP, demonstration data."""

import importlib.util

from council.config import logs, services
from council.config.settings.base import *
from council.config.settings.base import DEBUG, VAR_DIR, env

DEMONSTRATION = True
SECRET_KEY = env.str("SECRET_KEY", default="demonstration-only-not-a-secret-" + "0" * 32)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

DATABASES = {"default": services.database(env, VAR_DIR / "postgres")}
REDIS_URL = services.redis_url(env, VAR_DIR / "valkey")
CACHES = services.cache(REDIS_URL)
CELERY_BROKER_URL = services.broker_url(REDIS_URL)

if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "council.messaging.mailbox.MailboxBackend"

SERVE_NOTES = [
    "Demonstration log-ins (password council-demo): admin@ staff@ member@ expert@ company@ researcher@ investor@ agency@",
    "  applicant@ coordinator@ chair@ attorney@ rival@, each at demo.example",
]
logs.start_sentry(env.str("SENTRY_DSN", default=""), environment="demonstration")

# A passkey on http://localhost is allowed by browsers, and by the library only when told.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

if DEBUG:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    WHITENOISE_USE_FINDERS = True

# Comes with requirements-dev.txt.
if DEBUG and importlib.util.find_spec("debug_toolbar"):
    INSTALLED_APPS += ["debug_toolbar"]
    MIDDLEWARE.insert(0, "debug_toolbar.middleware.DebugToolbarMiddleware")
    INTERNAL_IPS = ["127.0.0.1"]

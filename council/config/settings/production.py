"""Production. Refuses to start half-configured; no demonstration account or datum is ever made."""

from django.core.exceptions import ImproperlyConfigured

from council.config import logs, services
from council.config.settings.base import *
from council.config.settings.base import SITE_URL, VAR_DIR, env

DEMONSTRATION = False
REQUIRED = ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL")
missing = [name for name in REQUIRED if not env.str(name, default="")]
if missing:
    raise ImproperlyConfigured("Production needs these environment variables: " + ", ".join(missing))
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must begin with https:// in production.")

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[SITE_URL.split("//", 1)[1].split("/")[0].split(":")[0]])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

DATABASES = {"default": services.database(env, VAR_DIR / "postgres")}
REDIS_URL = services.redis_url(env, VAR_DIR / "valkey")
CACHES = services.cache(REDIS_URL)
CELERY_BROKER_URL = services.broker_url(REDIS_URL)
vars().update(env.email_url("EMAIL_URL"))

LOGGING = logs.logging_config(json=True)
logs.start_sentry(env.str("SENTRY_DSN", default=""), environment="production")

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^readyz/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

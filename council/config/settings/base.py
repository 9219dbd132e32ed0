"""What every environment shares. Values come from the environment alone; `mode.py` says which module adds to these."""

import logging
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from council.config import logs

BASE_DIR = Path(__file__).resolve().parents[3]
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
logs.configure_structlog()

DEBUG = env.bool("DEBUG", default=False)
# `PORT` is `script/server`'s: links in mails and calendars lead to where it listens.
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{env.str('PORT', default='8000')}").rstrip("/")

ROOT_URLCONF = "council.config.urls"
WSGI_APPLICATION = "council.config.wsgi.application"
ASGI_APPLICATION = "council.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "members.User"

INSTALLED_APPS = [
    # Ours come first so that their templates and translations win over the libraries'.
    "council.portal",
    "council.content",
    "council.library",
    "council.reminders",
    "council.events",
    "council.members",
    "council.messaging",
    "council.embedded",
    "focusgroup",
    "forums",
    "symposia",
    "council.config.apps.CouncilAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "django_structlog",
    "simple_history",
]

MIDDLEWARE = [
    "council.portal.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "council.portal.middleware.SessionEndedMiddleware",
    "council.portal.middleware.MeanwhileMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "council.portal.middleware.SessionsSeenMiddleware",
    "council.members.support.SupportMiddleware",
    "council.members.access_log.PersonalDataAccessMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "council.portal.middleware.FormsOnlyMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "council.portal.context_processors.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Language and time. English has no prefix, Korean is under /ko/ (the contract).
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ko", _("Korean"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
# As `council.when` writes them, in the administration too.
FORMAT_MODULE_PATH = ["council.config.formats"]
USE_TZ = True
TIME_ZONE = "Asia/Seoul"

# Files.
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "static_vendor"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR_DIR / "media"))
# The largest file that the library takes.
LIBRARY_MAX_BYTES = 25 * 1024 * 1024
# Of how many pages a copy with the reader's name is made while he waits.
LIBRARY_MAX_MARKED_PAGES = 600
# The largest picture of a text.
IMAGE_MAX_BYTES = 5 * 1024 * 1024
# Where nginx serves MEDIA_ROOT internally (`/protected/`, `docs/nginx.conf`): files are named to it, not sent by us.
X_ACCEL_PREFIX = env.str("X_ACCEL_PREFIX", default="")
# clamd, `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`: uploads open once it has found nothing in them.
CLAMD_URL = env.str("CLAMD_URL", default="")
WHITENOISE_MAX_AGE = 3600

# Sessions live in the database: a frozen Redis must not log anyone out.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "council.portal.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Everything from ourselves, nothing inline. `data:` images: Bootstrap's own icons and the TOTP code.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "frame-src": [NONE],
        "object-src": [NONE],
    },
}
# The camera is for the page of a door alone (`events/views/checkin.py`).
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
    "publickey-credentials-get": ["self"],
    "publickey-credentials-create": ["self"],
}

# Accounts (django-allauth): e-mail only.
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:my"
LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_ADAPTER = "council.members.allauth_adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Mail takes its time (grey-listing relays): ten minutes instead of three.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_NOTIFICATIONS = True
# One address a log-in; a new one replaces it once confirmed.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_FORMS = {"signup": "council.members.account_forms.SignupForm"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_ADAPTER = "council.members.allauth_adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Gyeongbuk Exchange Council"
USERSESSIONS_TRACK_ACTIVITY = True
# History is read; going back in time is a decision of its own, made through the services.
SIMPLE_HISTORY_REVERT_DISABLED = True
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Mail. The outbox renders and sends; Django's own backend is only the transport.
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Gyeongbuk Exchange Council <council@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20

# Logs (`config/logs.py`). Who someone is does not belong in them.
LOGGING = logs.logging_config(json=False)
DJANGO_STRUCTLOG_USER_ID_FIELD = ""
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO

# What `manage.py serve` says once the portal answers.
SERVE_NOTES: list[str] = []

# Celery: the broker carries wake-ups only; what is due is found in the database (house.md, promise 4).
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
# A wake-up that does not get through is dropped, not tried again: the next one comes by itself.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = "council"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 3,
    "socket_connect_timeout": 3,
    "unacked_restore_interval": 10,
    "max_retries": 1,
}
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True

# How long a request waits for a lock before it says “try again” (council.md, “Events”).
LOCK_TIMEOUT_MS = 3000

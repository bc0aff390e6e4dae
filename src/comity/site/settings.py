"""The settings of the Django project; what differs between instances is in ``configuration``."""

import os
from importlib.resources import files

from comity.site.configuration import configured
from comity.site.postgres.address import database_settings
from comity.site.ui.languages import LANGUAGES as OFFERED
from comity.site.ui.languages import django_code

COMITY = configured(os.environ)

SECRET_KEY = COMITY.secret
DEBUG = False
ALLOWED_HOSTS = list(COMITY.instance.hosts)
ROOT_URLCONF = "comity.site.urls"
WSGI_APPLICATION = "comity.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "comity.site.ui",
    "comity.site.record",
    "comity.site.members",
    "comity.site.oversight",
    "comity.site.dialogue",
    "comity.site.work",
    "comity.site.home",
    "comity.site.api",
    *(["comity.site.demo"] if COMITY.demo else []),
]
MIDDLEWARE = [
    "comity.site.ui.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "comity.site.ui.middleware.languages",
    "comity.site.record.acknowledging.acknowledgements",
    "comity.site.api.middleware.interface",
    "comity.site.ui.refusal.Refusals",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "comity.site.ui.templatetags.words",
                "comity.site.record.templatetags.record_words",
                "comity.site.dialogue.templatetags.dialogue_words",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "comity.site.home.frame.frame",
            ],
        },
    }
]

# One writer at a time: a transaction that will write says so when it begins. No mmap: it can turn
# SQLite's old WAL-reset race into damage.
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # Without it REPLACE would remove a row and no trigger that keeps it would be asked.
    "PRAGMA recursive_triggers=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA cache_size=-16000",  # for each of the threads that serve
    "PRAGMA temp_store=MEMORY",
)
SQLITE = {
    "ENGINE": "comity.site.sqlite",
    "NAME": COMITY.database,
    "CONN_MAX_AGE": 600,
    "TEST": {"NAME": ":memory:"},  # test runners know that only of Django's own backend
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "; ".join(PRAGMAS),
    },
}
DATABASES = {
    "default": database_settings(COMITY.database_url, COMITY.owner_url)
    if COMITY.database_url
    else SQLITE
}

FILE_UPLOAD_HANDLERS = ["comity.site.ui.uploads.BoundedUpload"]

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [(django_code(language), language.endonym) for language in OFFERED.values()]
LOCALE_PATHS = [str(files("comity.render") / "locale")]

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 31_536_000  # the address changes with the content

SECURE_REFERRER_POLICY = "same-origin"
# Only what a web server with TLS in front of the site says of it. A stranger who says it too gains
# nothing: cookies that are stricter, and a form of theirs that counts as coming from elsewhere.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
AUTH_USER_MODEL = "members.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SESSION_ENGINE = "comity.site.members.sessions"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# For so long after password and code an official act needs no further ones.
FRESH_MINUTES = 15

CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "comity.site.home.pages.csrf_failed"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "comity.site.log_lines.JsonLines"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers would print addresses and mail the content of requests.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "comity": {"level": "INFO"},
    },
}

"""Django settings of the house; every choice that an installation may make is an environment name.

``MATOU_HOME`` folder for database, keys, uploads · ``DATABASE_URL`` one's own PostgreSQL ≥ 15 ·
``MATOU_DB_POOLED=1`` behind a pooler that keeps no prepared statements ·
``MATOU_HOSTS`` served host names, comma separated · ``MATOU_BASE_URL`` address in QR codes ·
``MATOU_DEBUG=1`` · ``MATOU_MODULES_OFF`` rooms left out · ``MATOU_SECRET_KEY`` and
``MATOU_FIELD_KEYS`` keys, ``MATOU_SEAL_FILE`` and ``MATOU_LICENCE_KEY_FILE``, else made and kept
in the home ·
``MATOU_S3_…`` see documents · ``MATOU_CUSTODY_LIMITS``, ``MATOU_CUSTODY_SIGNALS`` and
``MATOU_CUSTODY_SIMULATOR`` JSON, see custody · ``MATOU_EXCHANGE`` JSON, see exchange.
"""

import json
import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from matou.project import logs, paths, rooms, secrets
from matou.project.db import connect

HOME = paths.home()
DEBUG = os.environ.get("MATOU_DEBUG") == "1"
BASE_URL = os.environ.get("MATOU_BASE_URL", "http://127.0.0.1:8000")
SECRET_KEY = secrets.secret_key(HOME)
FIELD_KEYS = secrets.field_keys(HOME)
SEAL_FILE = secrets.seal_file(HOME)
EXCHANGE_KEYS = secrets.exchange_keys(HOME)
EXCHANGE = json.loads(os.environ.get("MATOU_EXCHANGE", "{}"))
LICENCE_KEY_FILE = secrets.licence_key_file(HOME)
ALLOWED_HOSTS = os.environ.get("MATOU_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
_HTTPS = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

SPINE = rooms.SPINE
MODULES = rooms.installed_modules(os.environ.get("MATOU_MODULES_OFF", ""))
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_structlog",
    "csp",
    "axes",
    "matou.web.account",  # before allauth, whose templates it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "ninja",
    "procrastinate.contrib.django",
    *(f"matou.spine.{room}" for room in SPINE),
    "matou.web",
    "matou.web.resolver",
    "matou.web.licences",
    *(f"matou.modules.{module}" for module in MODULES),
]

MIDDLEWARE = [
    "matou.web.exchange.MachineDoor",  # signed calls need no session, language or cookie
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "matou.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    *rooms.web_middleware(),
    "matou.web.account.guard.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "matou.project.urls"
WSGI_APPLICATION = "matou.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                *rooms.web_context_processors(),
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "matou.project.db.backend",
        "NAME": connect.database_name(),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            "connect_timeout": 10,
            "application_name": "matou",
            # Concerns the ledger's calls alone; all others send their values within the text.
            "prepare_threshold": None if os.environ.get("MATOU_DB_POOLED") == "1" else 5,
        },
    }
}
CACHES = {
    # Counters of the sign-in limits must be one for all web processes.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
    },
    # Reference data that every page shows: each process keeps its own copy for a minute.
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 60},
    # The number on each person's bell, in every header: a place of its own, so that tests that
    # switch "local" off still see pages as they are on a real day.
    "bell": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "bell",
        "TIMEOUT": 15,
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "matou.spine.parties.services.sign_in.SignInBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
TRUSTED_PROXIES = int(os.environ.get("MATOU_TRUSTED_PROXIES", "0"))
"""How many proxies in front write X-Forwarded-For; without any, the header is not believed."""
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "matou.spine.parties.services.sign_in.counted_name"
AXES_CLIENT_IP_CALLABLE = "matou.spine.parties.services.sign_in.client_address"
AXES_SENSITIVE_PARAMETERS = ["login", "username"]
AXES_VERBOSE = False
ACCOUNT_ADAPTER = "matou.spine.parties.services.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}  # our backend reads e-mail and phone from the same field
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,20/15m/key",  # axes counts closer, by person and address
    "signup": False,
}
MFA_ADAPTER = "matou.spine.parties.services.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "matou"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
ACCOUNT_FORMS = {
    "login": "matou.web.account.forms.SignInForm",
    "reauthenticate": "matou.web.account.forms.ConfirmPasswordForm",
    "change_password": "matou.web.account.forms.PasswordForm",
    "reset_password": "matou.web.account.forms.ResetForm",
    "reset_password_from_key": "matou.web.account.forms.ResetKeyForm",
}
MFA_FORMS = {
    "authenticate": "matou.web.account.forms.CodeForm",
    "reauthenticate": "matou.web.account.forms.ConfirmCodeForm",
    "activate_totp": "matou.web.account.forms.ActivateForm",
}
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "matou.web.errors.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_SSL_REDIRECT = False  # the proxy in front terminates TLS and redirects
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "worker-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "matou_language"
LOCALE_PATHS: list[str] = []
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "matou.web.formats"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "matou.project.static.StaticFiles"},
}
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = HOME / "documents"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
CUSTODY_LIMITS = json.loads(os.environ.get("MATOU_CUSTODY_LIMITS", "{}"))
CUSTODY_SIGNALS = json.loads(os.environ.get("MATOU_CUSTODY_SIGNALS", "{}"))
CUSTODY_SIMULATOR = json.loads(os.environ.get("MATOU_CUSTODY_SIMULATOR", "{}"))
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

EMAIL_BACKEND = os.environ.get(
    "MATOU_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend"
)
DEFAULT_FROM_EMAIL = os.environ.get("MATOU_EMAIL_FROM", "matou@localhost")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = [
    "axes.W003",  # allauth hands every sign-in to the backends above, axes first
]
SITE_NAME = _("码头")
PROJECT_ROOT = Path(paths.ROOT)

LOGGING = logs.configuration(debug=DEBUG)

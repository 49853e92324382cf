"""Every setting of Klik, read from the environment.

KLIK_ENV=embedded (default) needs nothing: SQLite, filesystem broker, a generated secret.
KLIK_ENV=production takes everything from the environment and refuses to start without it.
Policy that officers change (holidays, thresholds, deadlines) is data in `klik_portal.office`.
"""

from pathlib import Path
from secrets import token_urlsafe

import environ
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- what kind of installation this is -------------------------------------------------------
KLIK_ENV = env.str("KLIK_ENV", "embedded")
if KLIK_ENV not in ("embedded", "production"):
    raise ImproperlyConfigured(f"KLIK_ENV must be 'embedded' or 'production', not {KLIK_ENV!r}.")
PRODUCTION = KLIK_ENV == "production"
DEMO = env.bool("KLIK_DEMO", not PRODUCTION)  # demo accounts exist and codes are shown on screen
DEBUG = env.bool("KLIK_DEBUG", False)
if PRODUCTION and (DEBUG or DEMO):
    raise ImproperlyConfigured("KLIK_DEBUG and KLIK_DEMO cannot be on in production.")

CLOCK_FILE = env.str("KLIK_CLOCK_FILE", "")  # rehearsals only: lets days pass, see core.clock
if PRODUCTION and CLOCK_FILE:
    raise ImproperlyConfigured("KLIK_CLOCK_FILE cannot be set in production.")

DATA_DIR = Path(env.str("KLIK_DATA_DIR", str(BASE_DIR / ".klik"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
BACKUP_DIR = Path(env.str("KLIK_BACKUP_DIR", str(DATA_DIR / "backups"))).resolve()


def required_in_production(name: str, embedded_default: str) -> str:
    """A value that production must bring along; an empty one counts as missing."""
    value = env.str(name, "" if PRODUCTION else embedded_default)
    if PRODUCTION and not value:
        raise ImproperlyConfigured(f"Set {name}: production starts with no default for it.")
    return value


def embedded_secret() -> str:
    """A secret that this installation makes for itself once and keeps."""
    path = DATA_DIR / "secret-key"
    if not path.exists():
        path.write_text(token_urlsafe(48))
        path.chmod(0o600)
    return path.read_text()


SECRET_KEY = env.str("KLIK_SECRET_KEY", "")
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured("Set KLIK_SECRET_KEY: production starts with no default for it.")
    SECRET_KEY = embedded_secret()
# Health checks ask from the machine itself.
ALLOWED_HOSTS = [
    *required_in_production("KLIK_ALLOWED_HOSTS", "*").split(","),
    "localhost",
    "127.0.0.1",
]
BASE_URL = required_in_production("KLIK_BASE_URL", "http://127.0.0.1:8000").rstrip("/")

# --- applications ----------------------------------------------------------------------------
INSTALLED_APPS = [
    "klik_portal.core",
    "klik_portal.accounts",
    "klik_portal.audit",
    "klik_portal.office",
    "klik_portal.files",
    "klik_portal.notifications",
    "klik_portal.ui",
    "klik_portal.papers",
    "klik_portal.people",
    "klik_portal.guides",
    "klik_portal.reminders",
    "klik_portal.imports",
    "klik_portal.saved_views",
    "libraries",
    "accreditation",
    "scheduling",
    "klik_portal.satisfaction",
    "klik_portal.performance",
    "klik_portal.mailroom",
    "klik_portal.desks",
    "crispy_forms",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.forms",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "klik_portal.core.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "klik_portal.core.middleware.BrowserPolicies",
    "django.middleware.gzip.GZipMiddleware",
    "klik_portal.core.middleware.CleanInput",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "klik_portal.accounts.middleware.SecondFactorForStaff",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "klik_portal.core.middleware.ExpectedFailures",
]

ROOT_URLCONF = "klik_portal.urls"
WSGI_APPLICATION = "klik_portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "klik_portal.ui.context.site",
            ],
            "builtins": ["klik_portal.ui.templatetags.ui"],
        },
    }
]

# --- database --------------------------------------------------------------------------------
DATABASES = {
    "default": env.db_url_config(
        required_in_production("KLIK_DATABASE_URL", f"sqlite:///{DATA_DIR / 'klik.sqlite3'}")
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE + WAL: writers queue instead of failing with "database is locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 300
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["TEST"] = {"NAME": env.str("KLIK_TEST_DATABASE_NAME", None)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- cache, broker ---------------------------------------------------------------------------
REDIS_URL = required_in_production("KLIK_REDIS_URL", "")  # empty = embedded: no Redis at all
# In the database also in production: sign-in limits are shared by all machines and count on when Redis is away.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "klik_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # a flood of wrong sign-ins must not push limits out
    }
}

CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost//"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # worker and beat outlive any outage of the broker
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20  # a stopped worker may finish what it is sending
CELERY_BROKER_CONNECTION_TIMEOUT = 2  # a dead broker must not hold a request
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 600,  # above the hard time limit: no parallel copies
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        "max_retries": 1,  # without it a ring waits for ever for a broker that is away
        "interval_start": 0,
        "interval_max": 0.2,
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
    }
else:
    _queue = DATA_DIR / "queue"
    for _folder in ("messages", "control"):
        (_queue / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False

# --- people ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "klik_portal.accounts.passwords.LengthByRole"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desks:home"
STAFF_SECOND_FACTOR = env.bool("KLIK_STAFF_SECOND_FACTOR", PRODUCTION)  # TOTP or passkey for staff
ACCOUNT_ADAPTER = "klik_portal.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = [
    "email*",
    "phone",
    "password1*",
]  # sign-up itself is our own page, with no password
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # typing the code proves the address
ACCOUNT_PHONE_VERIFICATION_ENABLED = False
ACCOUNT_FORMS = {
    "login": "klik_portal.accounts.forms.PasswordLoginForm",
    "request_login_code": "klik_portal.accounts.forms.RequestCodeForm",
    "reset_password": "klik_portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "klik_portal.accounts.forms.ResetPasswordKeyForm",
    "change_password": "klik_portal.accounts.forms.ChangePasswordForm",
    "set_password": "klik_portal.accounts.forms.SetPasswordForm",
    "reauthenticate": "klik_portal.accounts.forms.ReauthenticateForm",
}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts with only a phone number need the second factor too
MFA_TOTP_ISSUER = "Klik"
MFA_FORMS = {
    "authenticate": "klik_portal.accounts.forms.SecondFactorForm",
    "reauthenticate": "klik_portal.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "klik_portal.accounts.forms.InstallSecondFactorForm",
}
# One address can be a whole village behind its provider: per-address limits are wide,
# per-account ones narrow.
ACCOUNT_RATE_LIMITS = {
    "sign_in_total": "600/m/key",  # everybody together; a whole regency does not sign in faster
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "request_login_code": "60/m/ip,3/m/key",
    "type_code": "300/h/ip,12/10m/key",  # a million codes, and a new one may be asked for any time
    "signup": "60/m/ip",
    "reset_password": "60/m/ip,5/m/key",
    "ask": "20/h/ip",
    "ask_total": "300/h/key",
    "confirm": "30/m/ip",
    "confirm_total": "300/m/key",
    "track": "60/m/ip",
    "track_total": "600/m/key",  # everybody together; the codes cannot be run through at that pace
    "wrong_tap": "60/m/ip",  # links of readiness questions that do not exist
    "open_data_whole": "30/h/ip",  # a whole set at once; single pages are free
    "wrong_survey": "60/m/ip",  # links of the survey that do not exist
    "wrong_paper": "60/m/ip",  # codes on papers that do not exist
    "survey": "60/m/ip,1200/h/key",  # a hall full of people answers over one address
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("KLIK_TRUSTED_PROXIES", 1 if PRODUCTION else 0)
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30

# --- language and time -----------------------------------------------------------------------
LANGUAGE_CODE = "id"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Makassar"  # WITA, UTC+8, no daylight saving; rows are stored in UTC

# --- static files and uploads ----------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "klik_portal.ui.stylesheet.StylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str(
            "KLIK_STATIC_BACKEND", "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_MANIFEST_STRICT = False
FILE_STORE = Path(env.str("KLIK_FILE_STORE", str(DATA_DIR / "files")))  # content-addressed uploads
MAX_UPLOAD_BYTES = 12 * 1024 * 1024  # one file; a phone photo is 2-6 MB, SiPAPI takes 10 MB
# The evidence of one component as one file: "10 MB" in SiPAPI (public source, github.com/DSA-perpusnas/sipapi,
# January 2026), read in the narrow way, so that a file fits whichever way they count.
SIPAPI_FILE_BYTES = env.int("KLIK_SIPAPI_FILE_BYTES", 10_000_000)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
FILE_UPLOAD_TEMP_DIR = str(DATA_DIR)

# --- mail ------------------------------------------------------------------------------------
# Embedded: every mail becomes a file in DATA_DIR/mail that can be opened and read.
_mail = required_in_production("KLIK_EMAIL_URL", "filemail://")
vars().update(env.email_url_config(_mail))
if _mail == "filemail://":
    EMAIL_FILE_PATH = str(DATA_DIR / "mail")
EMAIL_TIMEOUT = 20
# How long a worker may hold a claimed message before another one offers it again.
OUTBOX_LEASE_SECONDS = env.int("KLIK_OUTBOX_LEASE_SECONDS", 120)
DEFAULT_FROM_EMAIL = required_in_production("KLIK_MAIL_FROM", "Klik <klik@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Zoom ------------------------------------------------------------------------------------
# A Server-to-Server OAuth app of the office; without it officers paste the link of each talk.
ZOOM_API_BASE_URL = env.str("ZOOM_API_BASE_URL", "https://api.zoom.us/v2")
ZOOM_OAUTH_URL = env.str("ZOOM_OAUTH_URL", "https://zoom.us/oauth/token")
ZOOM_ACCOUNT_ID = env.str("ZOOM_ACCOUNT_ID", "")
ZOOM_CLIENT_ID = env.str("ZOOM_CLIENT_ID", "")
ZOOM_CLIENT_SECRET = env.str("ZOOM_CLIENT_SECRET", "")
ZOOM_WEBHOOK_SECRET = env.str("ZOOM_WEBHOOK_SECRET", "")  # empty: nobody tells us who attended
ZOOM_HOST = env.str("ZOOM_HOST", "me")  # whose account hosts; "officer": each officer's, by e-mail
_zoom_keys = (ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID, ZOOM_CLIENT_SECRET)
if any(_zoom_keys) and not all(_zoom_keys):
    raise ImproperlyConfigured(
        "Set all of ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET, or none of them."
    )
if PRODUCTION and not (ZOOM_API_BASE_URL + ZOOM_OAUTH_URL).count("https://") == 2:
    raise ImproperlyConfigured("ZOOM_API_BASE_URL and ZOOM_OAUTH_URL must be https:// addresses.")

# --- WhatsApp --------------------------------------------------------------------------------
# Meta's Cloud API with the office's own number; without it officers send WhatsApp by hand.
WHATSAPP_API_BASE_URL = env.str("WHATSAPP_API_BASE_URL", "https://graph.facebook.com")
WHATSAPP_API_VERSION = env.str("WHATSAPP_API_VERSION", "v23.0")
WHATSAPP_PHONE_NUMBER_ID = env.str("WHATSAPP_PHONE_NUMBER_ID", "")
WHATSAPP_ACCESS_TOKEN = env.str("WHATSAPP_ACCESS_TOKEN", "")
WHATSAPP_TEMPLATE = env.str("WHATSAPP_TEMPLATE", "")  # approved by Meta; {{1}} subject, {{2}} text
WHATSAPP_TEMPLATE_LANGUAGE = env.str("WHATSAPP_TEMPLATE_LANGUAGE", "id")
WHATSAPP_APP_SECRET = env.str("WHATSAPP_APP_SECRET", "")  # empty: nobody tells us what arrived
WHATSAPP_VERIFY_TOKEN = env.str("WHATSAPP_VERIFY_TOKEN", "")
_whatsapp_keys = (WHATSAPP_PHONE_NUMBER_ID, WHATSAPP_ACCESS_TOKEN, WHATSAPP_TEMPLATE)
if any(_whatsapp_keys) and not all(_whatsapp_keys):
    raise ImproperlyConfigured(
        "Set all of WHATSAPP_PHONE_NUMBER_ID, WHATSAPP_ACCESS_TOKEN and WHATSAPP_TEMPLATE, or none."
    )
if PRODUCTION and not WHATSAPP_API_BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("WHATSAPP_API_BASE_URL must be an https:// address.")

# --- edges -----------------------------------------------------------------------------------
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "klik_portal.core.errors.csrf_failure"
SESSION_COOKIE_SAMESITE = "Lax"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [BASE_URL]

CRISPY_ALLOWED_TEMPLATE_PACKS = ["klik"]
CRISPY_TEMPLATE_PACK = "klik"
CRISPY_FAIL_SILENTLY = False

# --- logs ------------------------------------------------------------------------------------
_renderer = (
    structlog.processors.JSONRenderer()
    if PRODUCTION
    else structlog.dev.ConsoleRenderer(colors=False)
)
_shared = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _shared,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _renderer,
            ],
        }
    },
    "filters": {"without_secrets": {"()": "klik_portal.core.logs.WithoutSecrets"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_secrets"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env.str("KLIK_LOG_LEVEL", "WARNING")},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
structlog.configure(
    processors=[*_shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
)

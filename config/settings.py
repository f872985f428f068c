"""Every setting, and the only place that reads the environment (see docs/settings.md)."""

import secrets
import tomllib
from pathlib import Path

from . import env
from .databases import databases, further

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var")))

VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]

DEBUG = env.switch("DEBUG", False)
SECRET_KEY = env.secret("SECRET_KEY", VAR_DIR / "secret_key", lambda: secrets.token_urlsafe(50))
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS", "")

DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'livecurve.sqlite3'}")
DATABASES = databases(DATABASE_URL)

REDIS_URL = env.address("REDIS_URL", "redis", "rediss", "unix")
# Only hints go through it, each to whoever listens at that moment.
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            "hosts": [{"address": REDIS_URL, "socket_connect_timeout": 2}],
            "prefix": "livecurve",
        },
    }
}
if not REDIS_URL:
    CHANNEL_LAYERS = {}

DATABASES |= further(env.names("COLLECT_DATABASES", ""))
# Workers of Celery run the collectors where it is set (config/celery.py).
CELERY_BROKER_URL = env.address("CELERY_BROKER_URL", "redis", "rediss", "amqp", "amqps")

# Limits: docs/limits.md says what happens beyond them.
BODY_LIMIT = env.whole("BODY_LIMIT", 20 * 2**20, least=1)
DECOMPRESSED_LIMIT = env.whole("DECOMPRESSED_LIMIT", 100 * 2**20, least=1)
# Of a file that is uploaded to be imported: it goes to the disk, and not to memory.
IMPORT_LIMIT = env.whole("IMPORT_LIMIT", 2 * 2**30, least=1)
RECEIVE_SECONDS = env.whole("RECEIVE_SECONDS", 30, least=1)
SEND_SECONDS = env.whole("SEND_SECONDS", 20, least=1)
# Beside as many series as one request takes (query.py) all other parameters have room.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
MACHINE_READINGS = env.switch("MACHINE_READINGS", True)
DASHBOARDS_DIR = env.text("DASHBOARDS_DIR", "")
DASHBOARDS_WRITE_BACK = env.switch("DASHBOARDS_WRITE_BACK", False)
CHROMIUM = env.text("CHROMIUM", "")
# Beside HTTP, where something is named.
GRAPHITE_LISTEN = env.listen("GRAPHITE_LISTEN")
STATSD_LISTEN = env.listen("STATSD_LISTEN")
# Neither has tokens: where networks are named, nobody else writes there.
LISTEN_ALLOW = env.networks("LISTEN_ALLOW")
STATSD_FLUSH_SECONDS = env.whole("STATSD_FLUSH_SECONDS", 10, least=1)
# Networks that collectors may fetch from, although they are not the internet's.
COLLECT_ALLOW = env.networks("COLLECT_ALLOW")
# Dotted names that a collector may call.
COLLECT_FUNCTIONS = env.names("COLLECT_FUNCTIONS", "")

INSTALLED_APPS = [
    "timeseries",
    "charts",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

if CELERY_BROKER_URL:
    INSTALLED_APPS.append("django_celery_beat")

# Each but the first passes the API by: see config/middleware.py.
MIDDLEWARE = [
    "config.compression.Compression",
    "config.middleware.Security",
    "config.middleware.Sessions",
    "config.middleware.Common",
    "config.middleware.Csrf",
    "config.middleware.Authentication",
    "config.middleware.Language",
    "config.middleware.Messages",
    "config.middleware.Htmx",
    "config.middleware.FrameOptions",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

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
                "charts.preferences.of_account",
            ],
        },
    },
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_ROOT = Path(env.text("LOCALE_ROOT", str(VAR_DIR / "locale")))
LOCALE_PATHS = [LOCALE_ROOT]
LANGUAGE_COOKIE_AGE = 10 * 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "timeseries.texts.TextsFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.staticfiles.HashedStaticFilesStorage"},
}
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
SERIALIZATION_MODULES = {"json": "timeseries.fixtures"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_SAMESITE = "Lax"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # What a client did wrong is its answer's business: no client may fill the log.
    "loggers": {
        "django.request": {"level": "ERROR"},
        # It tells each request by its address, with what may be secret in it.
        "httpx": {"level": "WARNING"},
        # It says each second that Redis is away; live/relay.py says it once.
        "channels_redis": {"level": "CRITICAL"},
    },
}

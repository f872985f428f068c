"""Every setting, and the only place that reads the environment (see docs/settings.md)."""

import secrets
import tomllib
from pathlib import Path

from . import env
from .databases import databases

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

# Limits: docs/limits.md says what happens beyond them.
BODY_LIMIT = env.whole("BODY_LIMIT", 20 * 2**20, least=1)
DECOMPRESSED_LIMIT = env.whole("DECOMPRESSED_LIMIT", 100 * 2**20, least=1)
RECEIVE_SECONDS = env.whole("RECEIVE_SECONDS", 30, least=1)
SEND_SECONDS = env.whole("SEND_SECONDS", 20, least=1)
# Beside as many series as one request takes (query.py) all other parameters have room.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
MACHINE_READINGS = env.switch("MACHINE_READINGS", True)

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

# Each of these passes the API by: see config/middleware.py.
MIDDLEWARE = [
    "config.middleware.Security",
    "config.middleware.Sessions",
    "config.middleware.Common",
    "config.middleware.Csrf",
    "config.middleware.Authentication",
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
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
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
        # It says each second that Redis is away; live/relay.py says it once.
        "channels_redis": {"level": "CRITICAL"},
    },
}

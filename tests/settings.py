"""The product's settings, but for what takes long on purpose: a password costs a third of a
second, at each start of a server and each login."""

from config.settings import *  # noqa: F403 - Django's way to change some settings of many

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

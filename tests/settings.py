"""Klik's own settings in a throw-away data folder, with what makes tests quick and quiet."""

import os
import tempfile

from tests.workers import own_redis

os.environ.setdefault("KLIK_DATA_DIR", tempfile.mkdtemp(prefix="klik-tests-"))
os.environ.setdefault("KLIK_DEMO", "0")
os.environ.setdefault("KLIK_EMAIL_URL", "memorymail://")
os.environ.setdefault("KLIK_LOG_LEVEL", "ERROR")
os.environ["KLIK_REDIS_URL"] = own_redis("KLIK_REDIS_URL")
os.environ["KLIK_TEST_REDIS_URL"] = own_redis("KLIK_TEST_REDIS_URL")
os.environ["KLIK_STATIC_BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

from klik_portal.settings import *  # noqa: F403
from klik_portal.settings import DATA_DIR, DATABASES, MIDDLEWARE

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_BROKER_URL = "memory://"
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise")]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads of the booking and delivery tests share it.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    # What a test wrote need not outlive a power cut of the server.
    DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}

"""Settings for type checks and tests: keys and folder live as long as the process, plain HTTP."""

import os
import secrets
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet

_folder = tempfile.TemporaryDirectory(prefix="unlisted-desk-", ignore_cleanup_errors=True)
_DEFAULTS = {
    "UNLISTED_DESK_SECRET_KEY": secrets.token_hex(32),
    "UNLISTED_DESK_FILE_KEYS": Fernet.generate_key().decode(),
    "UNLISTED_DESK_AUDIT_KEY": secrets.token_hex(32),
    "UNLISTED_DESK_FOLDER": _folder.name,
    "UNLISTED_DESK_PLAIN_HTTP": "1",
    "UNLISTED_DESK_HOSTS": "testserver,127.0.0.1,localhost",
}
for _name, _value in _DEFAULTS.items():
    os.environ.setdefault(_name, _value)
if _worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # Test processes inherit the environment of the first one; each has a folder of its own.
    os.environ["UNLISTED_DESK_FOLDER"] = str(Path(os.environ["UNLISTED_DESK_FOLDER"]) / _worker)

from unlisted.desk.settings import *  # noqa: E402, F403 - the environment has to be there first

(Path(os.environ["UNLISTED_DESK_FOLDER"]) / "static").mkdir(parents=True, exist_ok=True)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

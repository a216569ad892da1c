"""The WSGI entry point: ``gunicorn unlisted.desk.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unlisted.desk.settings")
application = get_wsgi_application()

"""The web application for gunicorn (or any WSGI server)."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "landbridge.main.settings")

from django.core.wsgi import get_wsgi_application

from landbridge.console.grounds import install
from landbridge.kit.settings import load_settings
from landbridge.main.installation import ensure_dsn, open_grounds

_settings = load_settings()
install(open_grounds(_settings, ensure_dsn(_settings)))
application = get_wsgi_application()

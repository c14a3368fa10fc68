"""The web application for gunicorn (or any WSGI server)."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "landbridge.main.settings")

from django.core.wsgi import get_wsgi_application

from landbridge.console.grounds import install
from landbridge.kit.settings import load_settings
from landbridge.main.installation import ensure_dsn, open_grounds
from landbridge.main.wiring import facilities

_settings = load_settings()
_grounds = open_grounds(_settings, ensure_dsn(_settings))
install(_grounds, facilities=facilities(_grounds))
application = get_wsgi_application()

"""The door for a WSGI server such as gunicorn."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from goldenthread.config import warming

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.config.settings")
application = get_wsgi_application()
warming.load_routes()

"""The web application as a web server wants it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "songda.site.settings")
application = get_wsgi_application()

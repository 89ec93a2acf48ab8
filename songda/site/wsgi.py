"""The web application as a web server wants it."""

import os

from django.core.wsgi import get_wsgi_application

from songda.site.orphans import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "songda.site.settings")
end_with_parent()
application = get_wsgi_application()

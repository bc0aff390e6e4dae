"""The WSGI application. It does not start for the public as long as something speaks against it."""

import os

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

from comity.fault import refuse
from comity.site.configuration import start_faults
from comity.site.server import end_with_parent

__all__ = ["application"]


def _checked() -> WSGIHandler:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    faults = start_faults(settings.COMITY)
    if faults:
        raise refuse(*faults)
    end_with_parent()
    return get_wsgi_application()


application = _checked()

"""The WSGI application. It does not start for the public as long as something speaks against it."""

import os
import sys
from importlib import import_module

from django.conf import settings
from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application
from django.db import reset_queries

from comity.fault import refuse
from comity.site.configuration import start_faults
from comity.site.gate import Gate
from comity.site.home.nightly import begin_nights
from comity.site.server import SWITCH_EVERY, THREADS, end_with_parent, is_worker, set_aside

__all__ = ["application"]


def _checked() -> Gate:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    faults = start_faults(settings.COMITY)
    if faults:
        raise refuse(*faults)
    end_with_parent()
    sys.setswitchinterval(SWITCH_EVERY)
    application = get_wsgi_application()
    # It empties a list that is only ever filled where somebody looks for faults.
    request_started.disconnect(reset_queries)
    # Rows can be read only once Django is set up.
    from comity.site.dialogue.tasks import keep_drafting  # noqa: PLC0415 - see above
    from comity.site.record.sequencing import keep_sequencing  # noqa: PLC0415 - see above

    keep_sequencing(settings.COMITY)
    keep_drafting(settings.COMITY)
    from comity.site.work.tasks import keep_indexing, keep_telling  # noqa: PLC0415 - see above

    if is_worker():
        keep_telling(settings.COMITY)
        keep_indexing()
        begin_nights(settings.COMITY)
    import_module(settings.ROOT_URLCONF)
    set_aside()
    return Gate(application, THREADS)


application = _checked()

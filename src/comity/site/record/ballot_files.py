"""Files of sealed ballots: the leaves of a batch for everybody, a receipt for who has a note."""

import re
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from comity.record import encode_ballot_receipt, encode_leaves, leaves_path
from comity.site.record.batches import leaves_of, receipt_of

__all__ = ["leaves", "receipt"]

LEAF: Final = re.compile(r"[0-9a-f]{64}")
FOR_EVER: Final = "public, max-age=31536000, immutable"


@require_safe
def leaves(request: HttpRequest, thousand: str, index: int) -> HttpResponse:
    """Give the sealed leaves of the batch whose entry is at ``index``, in ascending order."""
    if request.path != f"/log/{leaves_path(index)}" or not thousand:
        raise Http404
    found = leaves_of(index)
    if not found:
        raise Http404
    response = HttpResponse(encode_leaves(found), content_type="application/octet-stream")
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def receipt(_request: HttpRequest, leaf: str) -> HttpResponse:
    """Give the receipt of a sealed leaf, which stands in the intake note of who voted.

    As long as its batch is not entered there is none yet, which is no fault: 202.
    """
    if not LEAF.fullmatch(leaf):
        raise Http404
    found = receipt_of(bytes.fromhex(leaf), settings.COMITY.log_folder)
    if found is None:
        # Said of every leaf alike: nobody learns by asking whether one waits.
        response = HttpResponse(status=HTTPStatus.ACCEPTED, content_type="text/plain")
    else:
        response = HttpResponse(encode_ballot_receipt(found), content_type="text/plain")
        name = f"{leaf[:16]}.ballot-receipt"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response

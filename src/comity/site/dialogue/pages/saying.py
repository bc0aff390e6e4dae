"""How a form is taken by which a participant says something about a statement."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comity.fault import Fault, RefusedError
from comity.site.dialogue.answers import come_back, see
from comity.site.dialogue.box import ballot_box
from comity.site.record.sequencing import wake
from comity.site.ui.personal import personal
from comity.site.ui.refusal import fault_words

__all__ = ["said_page", "take"]


def take(
    request: HttpRequest,
    back: str,
    keep: Callable[[], None],
    again: Callable[[Sequence[str]], HttpResponse],
    faults: Sequence[Fault],
) -> HttpResponse:
    """Do ``keep`` and lead to ``back``; what speaks against it is said on the form ``again``.

    ``faults`` are those of the words as they were typed, before signs were taken out of them.
    While the ballot box is away, nothing is taken.
    """
    away = ballot_box().away()
    if away is not None:
        return personal(come_back(request, back.partition("#")[0], away.seconds))
    if faults:
        return again(fault_words(faults))
    try:
        keep()
    except RefusedError as error:
        return again(fault_words(error.faults))
    wake()
    return see(back)


def said_page(
    request: HttpRequest, template: str, context: Mapping[str, object], faults: Sequence[str]
) -> HttpResponse:
    """Return the page of the form, for nobody but who asks; with ``faults`` it was not taken."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return personal(render(request, template, {**context, "faults": faults}, status=status))

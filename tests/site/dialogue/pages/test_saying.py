"""How a form of a participant is taken: faults as typed first, then what the action says."""

import pytest
from django.http import HttpResponse

from comity.fault import FaultKind, Place, refuse
from comity.site.dialogue.pages.saying import said_page, take

WRONG = FaultKind("test.wrong", "it is wrong", "it is right", "Try again.")
BACK = "/en/dialogue/conversations/one/mine/#s4"


def again(faults):
    return HttpResponse("|".join(faults), status=422)


def refused():
    raise refuse(WRONG.at(Place("here")))


def test_what_is_kept_leads_back(rf):
    kept = []
    answer = take(rf.post("/"), BACK, lambda: kept.append(1), again, ())
    assert (answer.status_code, answer.headers["Location"], kept) == (303, BACK, [1])


def test_with_faults_as_typed_nothing_is_kept(rf):
    kept = []
    answer = take(rf.post("/"), BACK, lambda: kept.append(1), again, [WRONG.at(Place("here"))])
    assert (answer.status_code, kept) == (422, [])
    assert b"it is wrong" in answer.content


def test_what_the_action_says_stands_on_the_form(rf):
    answer = take(rf.post("/"), BACK, refused, again, ())
    assert answer.status_code == 422
    assert b"it is wrong" in answer.content


@pytest.mark.parametrize(("faults", "status"), [((), 200), (("Shorten it.",), 422)])
def test_the_form_is_for_nobody_else(rf, monkeypatch, faults, status):
    shown = []

    def drawn(_request, _template, context, status):
        shown.append(context["faults"])
        return HttpResponse(status=status)

    monkeypatch.setattr("comity.site.dialogue.pages.saying.render", drawn)
    page = said_page(rf.get("/"), "dialogue/appeal.html", {"view": None}, faults)
    assert (page.status_code, shown) == (status, [faults])
    assert "no-store" in page.headers["Cache-Control"]

from django.http import HttpResponse

from comity.site.ui.personal import personal


def test_what_is_made_for_one_person_is_kept_nowhere():
    assert personal(HttpResponse()).headers["Cache-Control"] == "no-store"

import pytest
from django.test import RequestFactory

from comity.site.members.answers import field, now, safe_next, see, to_confirm, to_sign_in

rf = RequestFactory()


def test_a_field_comes_without_what_surrounds_it():
    assert field(rf.post("/", {"name": "  Amara \n"}), "name") == "Amara"
    assert field(rf.post("/", {}), "name") == ""


def test_after_a_form_one_is_led_on_and_sends_nothing_again():
    answer = see("/en/record/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/record/")


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/en/record/?page=2", "/en/record/?page=2"),
        ("//evil.example", "/en/account/"),
        ("/\t/evil.example", "/en/account/"),
        ("https://evil.example/", "/en/account/"),
        ("record/", "/en/account/"),
        ("", "/en/account/"),
    ],
)
def test_one_is_led_nowhere_outside(wanted, led):
    assert safe_next(rf.get("/", {"next": wanted})) == led
    assert safe_next(rf.post("/", {"next": wanted})) == led


def test_from_both_pages_one_comes_back_where_one_was():
    request = rf.get("/en/account/?x=1")
    back = "?next=%2Fen%2Faccount%2F%3Fx%3D1"
    assert to_sign_in(request).headers["Location"] == f"/en/sign-in/{back}"
    assert to_confirm(request).headers["Location"] == f"/en/confirm/{back}"


def test_the_time_has_a_zone():
    assert now().tzinfo is not None

"""Every room registers who answers; of several texts of one entry none hides another."""

import pytest

from comity.site.ui import searching
from comity.site.ui.searching import Provider, all_texts, providers, register


@pytest.fixture(autouse=True)
def nobody_else(monkeypatch):
    monkeypatch.setattr(searching, "KNOWN", {})


def silent(_question):
    return []


def test_who_registered_answers_in_the_order_of_the_page():
    for name, order in (("b", 20), ("a", 20), ("c", 10)):
        register(Provider(name, silent, order=order))
    register(Provider("a", silent, order=20))
    assert [one.name for one in providers()] == ["c", "a", "b"]


def test_all_texts_of_an_entry_are_told():
    register(Provider("a", silent, lambda _: {1: "one"}))
    register(Provider("b", silent, lambda _: {1: "two", 2: "three"}))
    register(Provider("c", silent))
    assert all_texts([1, 2]) == {1: "one\ntwo", 2: "three"}

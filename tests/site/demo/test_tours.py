import pytest

from comity.site.demo.people import personas
from comity.site.demo.tours import TOURS, tour_with


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.id)
def test_each_tour_has_five_steps_and_a_persona_who_is_there(tour):
    assert len(tour.steps) == 5
    assert tour.persona in {"", *(one.persona for one in personas())}


def test_a_tour_is_found_by_its_id_alone():
    assert [tour_with(tour.id) for tour in TOURS] == list(TOURS)
    assert tour_with("nobody") is None

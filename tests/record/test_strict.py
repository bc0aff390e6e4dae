import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.record.strict import RecordFormatError, read_base64, read_decimal, write_base64


@given(st.binary(max_size=80))
def test_what_is_written_is_read_back(data):
    assert read_base64(write_base64(data), "it") == data


@pytest.mark.parametrize("text", ["AA", "AB==", "AA==\n", " AA==", "AA=", "é===", "A-_=", "AAA"])
def test_base64_has_one_spelling(text):
    with pytest.raises(RecordFormatError, match="it is not"):
        read_base64(text, "it")


@given(st.integers(0, 2**63 - 1))
def test_decimals_are_read_back(number):
    assert read_decimal(str(number), "it") == number


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", "01", "1 ", "١", "²", "1e3", str(2**63), "9" * 5000]
)
def test_a_number_has_one_spelling_and_a_bound(text):
    with pytest.raises(RecordFormatError):
        read_decimal(text, "it")


def test_the_bound_can_be_lower():
    assert read_decimal("255", "it", 255) == 255
    with pytest.raises(RecordFormatError, match="beyond 255"):
        read_decimal("256", "it", 255)

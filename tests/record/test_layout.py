"""Where the files of a published record stand."""

from comity.record.layout import leaves_path, payload_key_path, payload_path


def test_contents_stand_in_folders_of_a_thousand():
    assert payload_path(0) == "payload/000/0.json"
    assert payload_path(1_234_567) == "payload/1234/1234567.json"
    assert payload_key_path(999) == "payload/000/999.key"
    assert leaves_path(12_345) == "ballots/012/12345.leaves"

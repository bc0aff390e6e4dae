"""The schemas of plug-ins, and that manifest, request and answer keep to them."""

import json

import pytest

from comity.edge import shipped
from comity.oversight import Asked, Reviewed, Source, encode_asked, encode_unsigned, read_plugin
from tests.contracts.schema import breaches
from tests.contracts.test_schemas import objects
from tests.oversight.test_answering import HONEST, MACHINE, accepted, answer
from tools.tree import ROOT

SCHEMAS = {
    name: json.loads(shipped("oversight", f"{name}.schema", 1))
    for name in ("plugin", "plugin-request", "plugin-answer", "plugin-draft")
}
EXAMPLE = ROOT / "examples" / "plugins" / "template" / "manifest.json"


def wrong(name, data):
    return breaches(json.loads(data), SCHEMAS[name], SCHEMAS[name])


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_every_object_is_closed_and_every_member_is_described(schema):
    for each in objects(schema):
        assert each["additionalProperties"] is False
        assert set(each["required"]) == set(each["properties"])
        assert all(one["description"].endswith(".") for one in each["properties"].values())


def test_the_reference_plug_in_s_manifest_keeps_to_it_and_can_be_read():
    data = EXAMPLE.read_bytes()
    assert wrong("plugin", data) == []
    assert read_plugin(data, "template").model == "none: fixed sentences"
    assert wrong("plugin", data.replace(b"members", b"everybody"))


def test_a_request_and_an_answer_keep_to_them():
    asked = Asked("en", "public", {"votes": "3"}, (Source("1", "", "Good."),))
    assert wrong("plugin-request", encode_asked(asked)) == []
    assert wrong("plugin-answer", answer(*HONEST)) == []
    assert wrong("plugin-answer", answer({"words": "x", "origin": "person"}))


def test_a_draft_keeps_to_its_schema_and_is_never_one_that_is_signed():
    found = accepted(*HONEST)
    written = encode_unsigned("ab" * 32, Reviewed("en", found.text, MACHINE, found.text), found)
    assert wrong("plugin-draft", written) == []
    assert wrong("plugin-draft", written.replace(b'"signed":false', b'"signed":true'))

import re
from html import unescape

import pytest

from comity.edge import verify_signature
from comity.record import parse_vkey, verify_checkpoint
from comity.site.record.models import Entry, Log
from tests.site.conftest import bundle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_entered")]


def test_an_empty_record_says_so(client, log):
    assert b"The record has no entry yet." in client.get("/en/record/").content
    assert client.get("/log/checkpoint").status_code == 404
    assert client.get("/log/key.vkey").status_code == 404
    assert client.get("/log/tile/0/000.p/1").status_code == 404


def test_checkpoint_and_key_fit_each_other(client, published):
    note = client.get("/log/checkpoint")
    key = parse_vkey(client.get("/log/key.vkey").content.decode().strip())
    assert verify_checkpoint(note.content, [key], verify_signature).size == 3
    assert note.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert note.headers["Access-Control-Allow-Origin"] == "*"


def test_tiles_are_served_as_they_lie_on_disk(client, published, instance):
    for path in ("tile/0/000.p/3", "tile/entries/000.p/3"):
        answer = client.get(f"/log/{path}")
        assert answer.content == (instance.log_folder / path).read_bytes()
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_tile_above_the_published_size_is_not_served(client, published, instance):
    """Files are written before the head over them is signed; nobody may see them earlier."""
    early = instance.log_folder / "tile/0/000.p/4"
    early.write_bytes(bytes(128))
    assert client.get("/log/tile/0/000.p/4").status_code == 404
    Log.objects.update(size=4)
    assert client.get("/log/tile/0/000.p/4").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["tile/0/000", "tile/1/000", "tile/0/000.p/2", "tile/0/../../x", "tile/0/000.p/03", "tile/x"],
)
def test_paths_that_name_no_published_file_lead_nowhere(client, published, path):
    assert client.get(f"/log/{path}").status_code == 404


@pytest.mark.parametrize("name", ["receipt.tlog-proof", "leaf.json", "payload.json", ""])
def test_an_entry_that_is_not_there_has_no_page_and_no_files(client, published, name):
    path = f"record/entries/99/{name}"
    assert client.get(f"/{path}" if name else f"/en/{path}").status_code == 404


def test_content_that_is_not_published_is_not_given(client, published):
    assert client.get("/record/entries/1/payload.json").status_code == 200
    Entry.objects.filter(idx=1).update(opened=False)
    assert client.get("/record/entries/1/payload.json").status_code == 404
    page = client.get("/en/record/entries/1/").content.decode()
    assert "Ilsa Verrane" not in page
    assert "sealed" in page


def test_erased_content_leaves_its_commitment(client, published):
    Entry.objects.filter(idx=1).update(payload=None, payload_key=None)
    page = client.get("/en/record/entries/1/").content.decode()
    assert "erased; the commitment to it stays" in page
    assert "Ilsa Verrane" not in page


@pytest.mark.parametrize(
    ("sought", "words"),
    [("A24/DIA/1", "Yes, entry 2"), ("dialogue:report:dia-1", "Yes: 2 entries")],
)
def test_the_answer_is_yes_with_the_entry(client, published, sought, words):
    page = client.get("/en/record/find/", {"q": sought}).content.decode()
    assert words in page
    assert "There are more." not in page
    assert 'href="/en/record/entries/2/"' in page


def test_the_answer_is_no_up_to_a_checkpoint(client, published):
    page = client.get("/en/record/find/", {"q": '"><script>x'}).content.decode()
    assert "No such entry" in page
    assert "among the 3 entries up to this checkpoint" in page
    assert "<script>" not in page


def test_a_receipt_is_a_file_to_keep(client, published):
    answer = client.get("/record/entries/2/receipt.tlog-proof")
    assert answer.content.startswith(b"c2sp.org/tlog-proof@v1\nextra ")
    assert b"\nindex 2\n" in answer.content
    assert answer.headers["Content-Disposition"] == 'attachment; filename="entry-2.tlog-proof"'


def test_a_seed_draws_the_same_entries_for_everybody(client, published):
    first = client.get("/en/record/audit/", {"seed": "7 12 31"}).content
    assert first == client.get("/en/record/audit/", {"seed": "7 12 31"}).content
    assert b"From the first 3 entries" in first
    assert b"From the" not in client.get("/en/record/audit/").content


def test_a_sample_has_an_address_that_stays_when_the_record_grows(client, publish, published):
    first = client.get("/en/record/audit/", {"seed": "7 & 12"}).content.decode()
    (kept,) = re.findall(r'href="(\?seed=[^"]*)"', first)
    assert kept == "?seed=7+%26+12&amp;size=3"
    publish(bundle("dia-2"), symbol="A24/DIA/2", id="s-dia-2")
    again = client.get(f"/en/record/audit/{unescape(kept)}").content.decode()
    assert rows_of(again) == rows_of(first)
    assert "From the first 3 entries" in again
    # The control: without the size the record as it is now is drawn from.
    now = client.get("/en/record/audit/", {"seed": "7 & 12"}).content.decode()
    assert "From the first 5 entries" in now


@pytest.mark.parametrize("size", ["", "0", "-1", "99", "٣", "x", "9" * 400])
def test_a_size_that_there_is_not_is_brought_within_the_record(client, published, size):
    page = client.get("/en/record/audit/", {"seed": "7", "size": size}).content.decode()
    assert f"From the first {1 if size == '0' else 3} entr" in page


def rows_of(page):
    return re.findall(r"/en/record/entries/(\d+)/", page)


def test_an_empty_record_has_nothing_to_draw(client, log):
    assert b"no entry yet" in client.get("/en/record/audit/", {"seed": "1"}).content


def test_content_lies_where_a_mirror_looks_for_it(client, published):
    plain = client.get("/log/payload/000/2.json")
    assert plain.content == client.get("/record/entries/2/payload.json").content
    assert plain.headers["Cache-Control"] == "public, max-age=60"
    assert plain.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/log/payload/000/2.key").status_code == 404
    for name in ("1.json", "1.key"):
        # What names a person may have to go: no cache on the way keeps a copy.
        answer = client.get(f"/log/payload/000/{name}")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


@pytest.mark.parametrize("name", ["1.json", "1.key"])
def test_content_that_is_not_opened_is_not_served(client, published, name):
    Entry.objects.filter(idx=1).update(opened=False)
    assert client.get(f"/log/payload/000/{name}").status_code == 404


@pytest.mark.parametrize("name", ["1.json", "1.key"])
def test_content_that_was_erased_answers_that_it_is_gone(client, published, name):
    Entry.objects.filter(idx=1).update(payload=None, payload_key=None)
    answer = client.get(f"/log/payload/000/{name}")
    assert (answer.status_code, answer.content) == (410, b"")


@pytest.mark.parametrize(
    "path", ["0/2.json", "000/02.json", "001/2.json", "000/99.json", "000/-1.json", "000/2.txt",
             f"000/{10**30}.json", f"000/{'9' * 5000}.json", "000/2.json/"]
)  # fmt: skip
def test_content_is_found_under_one_address_only(client, published, path):
    assert client.get(f"/log/payload/{path}").status_code == 404

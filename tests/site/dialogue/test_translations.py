from dataclasses import replace

import pytest

from comity.canonical import encode, sha256_hex
from comity.dialogue import TRANSLATED, TRANSLATIONS
from comity.record import (
    MANIFEST,
    PublishedFunction,
    describe_bundle,
    encode_manifest,
    read_bundle,
    write_bundle,
)
from comity.render import LANGUAGES
from comity.site.dialogue.actions import bundle_file
from comity.site.dialogue.queries import report_with
from comity.site.dialogue.translations import in_language
from tests.render.sample import sample
from tests.render.words import words
from tests.site.conftest import FUNCTION, REPORT, Bundle, bundle

WORDS = PublishedFunction(
    name="dialogue.translations",
    version=1,
    inputs=(TRANSLATIONS,),
    outputs=(TRANSLATED,),
    tolerance=0.0,
    run=lambda inputs: {},
)


def with_words() -> Bundle:
    """Return a bundle that holds translations too."""
    one = bundle()
    files = {path: one.members[path] for path in ("inputs/votes.csv", REPORT)}
    files |= {TRANSLATIONS: b"statement\n", TRANSLATED: encode(words())}
    manifest = describe_bundle(
        replace(one.subject, digest=None), "Q", [FUNCTION, WORDS], files, made_by=("comity", "0")
    )
    data = encode_manifest(manifest)
    return Bundle({MANIFEST: data, **files}, replace(one.subject, digest=sha256_hex(data)))


def texts(report):
    return {one["id"]: one.get("translation", {}).get("text") for one in report["statements"]}


@pytest.fixture
def digest(publish):
    publish(with_words())
    return report_with("dia-1").digest


@pytest.mark.django_db
def test_a_reader_gets_what_the_bundle_holds_in_their_language(digest):
    found = texts(in_language(sample(), digest, LANGUAGES["en"]))
    assert found["3"] == "Small firms need a form that takes an hour."
    assert texts(in_language(sample(), digest, LANGUAGES["ar"]))["12"].startswith("ينبغي")
    assert not any(texts(in_language(sample(), digest, LANGUAGES["ru"])).values())


@pytest.mark.django_db
def test_a_bundle_that_is_not_what_was_published_gives_no_words(digest, instance):
    file = bundle_file(instance.bundle_folder, digest)
    members = dict(read_bundle(file.read_bytes()).members)
    members[TRANSLATED] = members[TRANSLATED].replace(b"Small firms", b"Large firms")
    file.write_bytes(write_bundle(members))
    assert not any(texts(in_language(sample(), digest, LANGUAGES["en"])).values())


@pytest.mark.django_db
def test_without_a_bundle_or_translations_the_originals_stand(published):
    none = in_language(sample(), report_with(published).digest, LANGUAGES["en"])
    assert none == sample()
    assert in_language(sample(), "0" * 64, LANGUAGES["en"]) == sample()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("", "Machine translation: <bdi>Lingua 4</bdi>."),
        ("statements/", "(machine translation, not reviewed)"),
    ],
)
def test_pages_show_the_translation_its_origin_and_the_original(client, digest, address, named):
    page = client.get(f"/en/dialogue/reports/dia-1/{address}").content.decode()
    assert "Small firms need a form that takes an hour." in page
    assert named in page
    assert 'lang="es" dir="ltr">“Las pequeñas' in page


@pytest.mark.django_db
def test_a_reader_of_another_language_gets_the_original_and_not_the_english(client, digest):
    page = client.get("/ru/dialogue/reports/dia-1/").content.decode()
    assert "Small firms" not in page
    assert "Las pequeñas" in page

"""What a published report shows of flags, times of arrival and draws."""

from dataclasses import replace

import pytest

from comity.canonical import encode, sha256_hex
from comity.dialogue import ARRIVAL_MEMBER, DECISIONS, FLAGS_MEMBER, ROUTING_MEMBER
from comity.record import (
    MANIFEST,
    PublishedFunction,
    describe_bundle,
    encode_manifest,
    read_bundle,
    write_bundle,
)
from comity.render import LANGUAGES, Beside, voice
from comity.site.dialogue.about import Told
from comity.site.dialogue.actions import bundle_file
from comity.site.dialogue.beside import beside_in, beside_published
from comity.site.dialogue.queries import report_with
from comity.site.dialogue.workbook import report_workbook
from tests.documents.test_xlsx import MAIN, part
from tests.render.words import arrival, flags, routing
from tests.site.conftest import FUNCTION, REPORT, Bundle, bundle

MEMBERS = {
    FLAGS_MEMBER: encode(flags()),
    ARRIVAL_MEMBER: encode(arrival()),
    ROUTING_MEMBER: encode(routing(outside=True)),
}
WHOLE = Beside(flags(), arrival(), routing(outside=True))
MADE = PublishedFunction(
    name="dialogue.flags",
    version=1,
    inputs=(DECISIONS,),
    outputs=tuple(MEMBERS),
    tolerance=0.0,
    run=lambda inputs: {},
)


def with_beside() -> Bundle:
    """Return a bundle that holds all three, too."""
    one = bundle()
    files = {path: one.members[path] for path in ("inputs/votes.csv", REPORT)}
    files |= {DECISIONS: b"component\n", **MEMBERS}
    manifest = describe_bundle(
        replace(one.subject, digest=None), "Q", [FUNCTION, MADE], files, made_by=("comity", "0")
    )
    data = encode_manifest(manifest)
    return Bundle({MANIFEST: data, **files}, replace(one.subject, digest=sha256_hex(data)))


@pytest.fixture
def digest(publish):
    publish(with_beside())
    return report_with("dia-1").digest


def test_members_are_read_where_they_are_there():
    assert beside_in(MEMBERS) == WHOLE
    assert beside_in({}) == Beside()
    assert beside_in(MEMBERS, [FLAGS_MEMBER]) == Beside(flags=flags())


@pytest.mark.django_db
def test_a_published_bundle_is_read(digest):
    assert beside_published(digest) == WHOLE
    assert beside_published("0" * 64) == Beside()


@pytest.mark.django_db
def test_a_member_that_is_not_what_was_published_is_not_believed(digest, instance):
    file = bundle_file(instance.bundle_folder, digest)
    members = dict(read_bundle(file.read_bytes()).members)
    members[FLAGS_MEMBER] = members[FLAGS_MEMBER].replace(b"Secretary", b"Somebody!")
    file.write_bytes(write_bundle(members))
    assert beside_published(digest) == Beside(None, arrival(), routing(outside=True))


@pytest.mark.django_db
def test_the_page_shows_each_flag_the_drift_and_the_draws(client, digest):
    page = client.get("/en/dialogue/reports/dia-1/").content.decode()
    assert "0123456789ab" in page
    assert "They share an office" in page
    assert "The audience changed over time." in page
    assert "1 share leaves its interval" in page
    assert "Nobody has decided yet about people" not in page


@pytest.mark.django_db
def test_a_report_without_them_says_why_it_cannot_tell(client, published):
    page = client.get("/en/dialogue/reports/dia-1/").content.decode()
    assert "could not be tested" in page
    assert "cannot be checked" in page


@pytest.mark.django_db
def test_the_workbook_has_its_sheets(digest):
    data = report_workbook(report_with("dia-1"), Told("Assembly"), voice(LANGUAGES["en"]))
    named = [one.get("name") for one in part(data, "xl/workbook.xml").iter(f"{MAIN}sheet")]
    assert named[-3:] == ["Voted almost alike", "Times of arrival", "Draws weighed out"]

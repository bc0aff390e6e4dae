"""A site that is killed at any write of an erasure gives nobody what was erased, and forgets it.

Each write of taking out and of the operator's erasure is struck in turn, in a copy of the site.
Then it is looked at as it was left, and again after the next start.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from comity.fault import RefusedError
from comity.record import read_bundle
from comity.site.dialogue.actions import Kept, take_out
from comity.site.dialogue.models import Statement
from comity.site.dialogue.sealed import sealed_bundle
from comity.site.dialogue.tasks import drop_erased
from comity.site.home.erasing import erase_everywhere
from comity.site.record.actions import OPERATOR
from comity.site.record.models import Log
from comity.site.record.sealed_files import read_sealed
from tests.site.conftest import begin
from tests.site.crashing import be_at, counted, in_child, striking, tell
from tests.site.dialogue.audited import drafted_members, publish
from tests.site.dialogue.closed import WORDS, close_with_words
from tests.site.dialogue.world import ID, LATER, voter
from tests.site.erasing import BASIS
from tests.site.file_database import empty_database, file_database

__all__ = ["empty_database", "file_database"]


@pytest.fixture
def site(file_database, tmp_path, instance) -> Iterator[Path]:
    """The folder of a site with a published report on protected ballots."""
    begin()
    close_with_words(instance, ballots="protected")
    publish(instance)
    connection.close()
    # Children work as a demonstration in the folder itself (``be_at``), whose keys lie there.
    (tmp_path / "keys").mkdir()
    shutil.copy(instance.wrapping_file, tmp_path / "keys" / "demo.wrapping.key")
    yield tmp_path
    connection.close()


def leave(who: str) -> None:
    """Take out all that one person voted and said."""
    kept = Kept(settings.COMITY.sealed_folder, settings.COMITY.draft_folder)
    take_out(log=Log.objects.get(), conversation=ID, voter=who, kept=kept, now=LATER)


def erase_words(_who: str) -> None:
    """Erase the words of that person's statement, as the operator."""
    kept = Kept(settings.COMITY.sealed_folder, settings.COMITY.draft_folder)
    index = Statement.objects.get(number=4).entry.idx
    given = {"index": index, "basis": BASIS, "actor": OPERATOR, "kept": kept}
    erase_everywhere(log=Log.objects.get(), **given, now=LATER)


def traces() -> list[str]:
    """Return the folders beside the database in which the words are found."""
    folders = (settings.COMITY.sealed_folder, settings.COMITY.draft_folder)
    return [
        folder.name
        for folder in folders
        for file in folder.glob("*")
        if WORDS.encode() in read_sealed(file)
    ]


def shown() -> bool:
    """Tell whether an auditor, or who signs the draft, would be given the words."""
    bundle = sealed_bundle(settings.COMITY.sealed_folder, ID)
    given = [] if bundle is None else list(read_bundle(bundle).members.values())
    try:
        given += drafted_members(settings.COMITY).values()
    except RefusedError:
        """No draft is there, or it is refused."""
    return any(WORDS.encode() in data for data in given)


def examine(folder: Path) -> None:
    """Tell what is given and what lies there, as the site was left and after the next start."""
    be_at(folder)
    erased = not Statement.objects.get(number=4).text
    left = {"erased": erased, "shown": shown(), "traces": traces()}
    drop_erased(settings.COMITY)
    tell(**left, shown_then=shown(), traces_then=traces())


def struck(folder: Path, number: int, erase: Callable[[str], None], who: str) -> None:
    """Erase in ``folder`` and be killed at the numbered write."""
    be_at(folder)
    connection.ensure_connection()
    with counted(striking("kill", number)):
        erase(who)


@pytest.mark.crash
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
@pytest.mark.parametrize("erase", [leave, erase_words])
def test_threat_T7_kill_9_at_any_write_of_an_erasure_gives_nobody_the_words(site, instance, erase):
    who = voter(instance, 3)
    seen, killed, number = [], True, 0
    while killed:
        number += 1
        copy = site.parent / f"{site.name}-{number}"
        shutil.copytree(site, copy)
        killed, _ = in_child(lambda: struck(copy, number, erase, who))  # noqa: B023 - at once
        seen += in_child(lambda: examine(copy))[1]  # noqa: B023 - as above
        shutil.rmtree(copy)
    assert len(seen) > 20
    for one in seen:
        assert one["shown"] == one["shown_then"] == (not one["erased"])
        assert bool(one["traces_then"]) == (not one["erased"])
    # Some kills fell between the commit and the files: the control, in which something was left.
    assert any(one["erased"] and one["traces"] for one in seen)
    assert not seen[-1]["traces"]

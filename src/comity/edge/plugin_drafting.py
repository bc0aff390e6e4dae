"""A summary drafted by a plug-in and checked: the one way, for a site and for the command line."""

from datetime import datetime

from comity.canonical import sha256_hex
from comity.edge.plugin_process import Installed, run_plugin
from comity.oversight import (
    Accepted,
    Asked,
    Machine,
    PluginManifest,
    Reviewed,
    accept,
    encode_asked,
    refuse_above,
)

__all__ = ["draft_summary"]


def draft_summary(
    plugin: Installed,
    asked: Asked,
    marks: tuple[str, str],
    now: datetime,
    *,
    waived: bool = False,
) -> tuple[Reviewed, Accepted]:
    """Return the summary that ``plugin`` makes of what is ``asked``, and its pieces.

    ``marks`` are the quotation marks of the language. ``waived``: it may run where nothing can
    shut it off. Raises ``RefusedError`` with all that speaks against the answer.
    """
    refuse_above(plugin.manifest, asked.information)
    answer = run_plugin(plugin, encode_asked(asked), waived=waived)
    machine = _origin(plugin.manifest, asked, now)
    accepted = accept(asked, answer, machine, marks)
    return Reviewed(asked.language, accepted.text, machine, accepted.text), accepted


def _origin(manifest: PluginManifest, asked: Asked, now: datetime) -> Machine:
    return Machine(
        system=f"plug-in {manifest.name}",
        model=manifest.model,
        version=manifest.version,
        prompt_digest=sha256_hex(encode_asked(asked)),
        parameters=f"language={asked.language} manifest={manifest.digest}",
        at=now,
    )

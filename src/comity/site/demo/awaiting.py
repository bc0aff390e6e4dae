"""Scene 4: a closed conversation that waits for somebody to read its report and sign it.

Its report is computed beside the pages once the demonstration is served, as of any other.
"""

from datetime import datetime, timedelta
from typing import Final

from comity.site.configuration import Configuration
from comity.site.demo.held import Held, hold, scene_digest_of
from comity.site.demo.world import secretary
from comity.site.record.models import Log

__all__ = ["HELD", "awaiting_digest", "plant_awaiting"]

SCENE: Final = "awaiting/3"
HELD: Final = Held(
    plan="demo-plain-words",
    id="dia-4",
    symbol="A24/DIA/4",
    ballots="open",
    people=90,
    seed=13,
    share=0.85,
    opened_before=timedelta(days=7, hours=20),
    closed_before=timedelta(days=6, hours=2),
)


def awaiting_digest() -> str:
    """Return a digest of all this scene is made from; it changes when the scene does."""
    return scene_digest_of(SCENE, HELD)


def plant_awaiting(*, log: Log, configuration: Configuration, began: datetime) -> None:
    """Hold the conversation of the scene, unless it was held."""
    acting = secretary(began).acting()
    hold(log=log, configuration=configuration, held=HELD, acting=acting, began=began)

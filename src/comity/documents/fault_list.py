"""All faults of a file at once, but never more than one can use."""

from typing import Final

from comity.fault import N_, Fault, FaultKind, Place, RefusedError

__all__ = ["LONGEST_LIST", "FaultList"]

LONGEST_LIST: Final = 1000

MORE_FAULTS: Final = FaultKind(
    "documents.more_faults",
    N_("{count} faults were found so far"),
    N_("reading stops there"),
    N_("Mend these first; the rest is read then."),
)


class FaultList:
    """Collects faults while a file is read; once ``full``, the reader stops."""

    def __init__(self, name: str, limit: int = LONGEST_LIST) -> None:
        """Collect faults of the file ``name``, at most ``limit`` of them."""
        self._name = name
        self._limit = limit
        self._faults: list[Fault] = []

    def __len__(self) -> int:
        """Return how many faults were found so far."""
        return len(self._faults)

    @property
    def full(self) -> bool:
        """Tell whether the list has reached its limit."""
        return len(self._faults) >= self._limit

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return what was found, by line; a full list ends by saying that reading stopped."""
        found = sorted(self._faults, key=lambda fault: fault.place.line or 0)
        if self.full:
            found.append(MORE_FAULTS.at(Place(self._name), count=len(found)))
        return tuple(found)

    def add(self, fault: Fault) -> None:
        """Take one fault, unless the list is full."""
        if not self.full:
            self._faults.append(fault)

    def refuse_any(self) -> None:
        """Raise ``RefusedError`` with all faults if there is any."""
        if self._faults:
            raise RefusedError(self.faults)

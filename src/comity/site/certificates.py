"""The site's own certificate, where it does TLS by itself instead of a web server before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from comity.edge import certificate_end, read_bounded
from comity.fault import N_, Fault, FaultKind, Place, phrase, refuse, worded

__all__ = ["Certificate", "certificate_faults", "own_certificate"]

LARGEST: Final = 1_000_000
SOON: Final = timedelta(days=14)

UNUSABLE: Final = FaultKind(
    "site.certificate_unusable",
    N_("certificate and key cannot be used: {reason}"),
    N_("TLS needs a certificate in PEM and the key that belongs to it, without a passphrase"),
    N_("Name both files in COMITY_TLS_CERTIFICATE and COMITY_TLS_KEY, or neither."),
)
ENDS: Final = FaultKind(
    "site.certificate_ends",
    N_("the certificate holds until {end}"),
    N_("browsers refuse a site whose certificate has ended"),
    N_("Put a new one there and start the site again."),
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate and its key, and until when it holds."""

    file: Path
    key: Path
    end: datetime


def own_certificate(file: Path | None, key: Path | None) -> Certificate | None:
    """Return the certificate in ``file``, or None where neither is named."""
    if file is None and key is None:
        return None
    place = Place(str(file or key))
    if file is None or key is None:
        raise refuse(UNUSABLE.at(place, reason=phrase(N_("one of the two is missing"))))
    try:
        end = certificate_end(read_bounded(file, LARGEST), read_bounded(key, LARGEST))
    except (OSError, ValueError) as error:
        raise refuse(UNUSABLE.at(place, reason=worded(error))) from error
    return Certificate(file, key, end)


def certificate_faults(certificate: Certificate, now: datetime) -> Sequence[Fault]:
    """Return what has to be mended: a certificate that has ended or soon will."""
    if certificate.end - now > SOON:
        return ()
    end = certificate.end.isoformat(timespec="minutes")
    return (ENDS.at(Place(str(certificate.file)), end=end),)

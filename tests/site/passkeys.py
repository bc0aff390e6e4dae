"""Passkeys of people for tests of the site: made, registered through the action, and used."""

import json
from base64 import urlsafe_b64decode
from dataclasses import replace

from comity.site.members.challenges import new_challenge
from comity.site.members.models import Account
from comity.site.members.passkey_acts import Made, register_passkey
from comity.site.oversight.signing import purpose_of
from comity.site.record.models import Log
from tests.passkey_device import Device
from tests.site.moments import NOW

__all__ = ["account_of", "answer", "enrolled", "signature", "signed_by", "unwritten"]


def account_of(person: str = "p-1") -> Account:
    return Account.objects.select_related("person").get(person=person)


def enrolled(person: str = "p-1", now=NOW, **kind) -> Device:
    """Return a device whose passkey was registered for ``person``, at localhost."""
    device = Device(host="localhost", **kind)
    made = Made(device.passkey(person), "My telephone", 0)
    register_passkey(log=Log.objects.get(), account=account_of(person), made=made, now=now)
    return device


def signature(device: Device, sign_off, **changes):
    """Return what ``device`` adds to ``sign_off``, over a nonce that the site has drawn."""
    nonce = new_challenge(purpose_of(sign_off), sign_off.at).hex()
    asked = replace(sign_off, nonce=nonce)
    given = device.signed(asked.challenge, **changes)
    return {"nonce": nonce, "strength": "signed", "assertion": given}


def signed_by(device: Device, sign_off, **changes):
    """Return ``sign_off`` signed with ``device``."""
    return replace(sign_off, **signature(device, sign_off, **changes))


def answer(device: Device, told, **changes) -> str:
    """Return what the page sends when ``device`` answers what the page ``told``."""
    return json.dumps(device.sent(unwritten(told["challenge"]), **changes))


def unwritten(text: str) -> bytes:
    """Return the bytes of base64url without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))

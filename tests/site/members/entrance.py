"""How tests come in at the door of the site: invitation, codes, sign-in, as the member p-1."""

from django.test import Client

from comity.site.members.models import PersonRow
from tests.site.members.factories import PASSWORD, invite


def attempt(client, codes, **changed):
    """Try to sign in as the member."""
    fields = {"handle": handle(), "password": PASSWORD, "code": codes[0], **changed}
    return client.post("/en/sign-in/", fields)


def handle(person="p-1"):
    return PersonRow.objects.get(pk=person).handle


def inside(client):
    return client.get("/en/account/").status_code == 200


def codes_for(person="p-1", password=PASSWORD):
    """Redeem an invitation; return the codes."""
    page = Client().post(
        "/en/invitation/", {"code": invite(person), "password": password, "again": password}
    )
    return list(page.context["codes"])

import pytest
from django.db import IntegrityError, connection

from comity.site.api.models import KeptAnswer, Token
from tests.site.api.conftest import MODERATOR, NOW, token_of

pytestmark = pytest.mark.django_db


def columns(model):
    return {field.column for field in model._meta.fields}  # noqa: SLF001 - Django's own face


def test_tables_have_no_place_for_a_secret_an_address_or_what_was_said():
    assert columns(Token) == {
        *("id", "account_id", "mandate_id", "name", "scope", "digest", "made_at", "ends_at")
    }
    assert columns(KeptAnswer) == {"id", "token_id", "key", "request", "status", "body", "at"}


def test_an_ended_token_takes_what_was_answered_to_it_along(live):
    token_of(MODERATOR)
    token = Token.objects.get()
    kept = {"token": token, "key": "k", "request": "r", "status": 200, "body": b"", "at": NOW}
    row = KeptAnswer.objects.create(**kept)
    assert (str(token), str(row)) == (token.id, "k")
    token.delete()
    assert not KeptAnswer.objects.exists()


def test_one_key_has_one_answer(live):
    token_of(MODERATOR)
    kept = {"key": "k", "request": "r", "status": 200, "body": b"", "at": NOW}
    KeptAnswer.objects.create(token=Token.objects.get(), **kept)
    with pytest.raises(IntegrityError):
        KeptAnswer.objects.create(token=Token.objects.get(), **kept)
    connection.needs_rollback = False

import pytest

from comity.site.dialogue.models import Conversation
from comity.site.ui.qr import qr_drawing
from tests.site.dialogue.world import ID, NOW, opened

pytestmark = pytest.mark.django_db
INVITE = f"/en/dialogue/conversations/{ID}/invite/"


@pytest.fixture
def code(log, instance, monkeypatch):
    """The short code of a conversation that is open."""
    monkeypatch.setattr("comity.site.dialogue.pages.inviting.now", lambda: NOW)
    opened(instance)
    return Conversation.objects.get().code


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000"])
def test_the_sheet_says_how_to_get_here_from_paper_on_the_host_it_was_asked_from(
    code, client, host
):
    answer = client.get(INVITE, headers={"Host": host})
    page = answer.content.decode()
    assert "Should it be so?" in page
    assert f">{host}/c/{code}</bdi>" in page
    assert f'<bdi class="short" dir="ltr">{code}</bdi>' in page
    address = f"{host}/c/{code}"
    assert str(qr_drawing(f"http://{address}", f"QR code of the address {address}")) in page
    assert client.get(f"/c/{code}").headers["Location"].endswith(f"/conversations/{ID}/")


def test_over_tls_the_code_holds_an_address_over_tls(code, client):
    page = client.get(INVITE, secure=True, headers={"Host": "localhost"}).content.decode()
    address = f"localhost/c/{code}"
    assert str(qr_drawing(f"https://{address}", f"QR code of the address {address}")) in page


def test_there_is_no_sheet_of_what_nobody_opened(log, client):
    assert client.get(INVITE).status_code == 404

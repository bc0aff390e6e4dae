import pytest
from django.conf import settings

from comity.fault import RefusedError
from comity.site.dialogue.actions import Kept
from comity.site.home.erasing import erase_everywhere
from comity.site.home.health import reconcile
from comity.site.members.passkeys import passkey_in_use
from comity.site.oversight.models import AssertionRow, SignOffRow
from comity.site.record.actions import OPERATOR
from comity.site.record.models import Entry, Log
from tests.site.conftest import NOW, SIGNER_NAME, bundle, publish_in, sequence, sign_off
from tests.site.erasing import BASIS
from tests.site.passkeys import enrolled, signature

pytestmark = pytest.mark.django_db


def erase(index, basis=BASIS):
    kept = Kept(settings.COMITY.sealed_folder, settings.COMITY.draft_folder)
    return erase_everywhere(
        log=Log.objects.get(), index=index, basis=basis, actor=OPERATOR, kept=kept, now=NOW
    )


def test_a_name_goes_from_every_page_and_the_comparison_holds(client, published, instance):
    report = "/en/dialogue/reports/dia-1/"
    assert SIGNER_NAME in client.get(report).content.decode()
    erase(7)
    sequence(instance.log_folder)
    assert SignOffRow.objects.get().name == ""
    for path in (report, "/en/record/entries/7/", "/en/record/", "/en/"):
        assert SIGNER_NAME not in client.get(path).content.decode()
    assert [str(one) for one in reconcile(instance, NOW).differences] == []


def test_other_names_stay(published, instance):
    erase(8)
    assert SignOffRow.objects.get().name == SIGNER_NAME


def test_where_it_is_refused_no_row_changes(published):
    with pytest.raises(RefusedError):
        erase(7, basis="")
    assert SignOffRow.objects.get().name == SIGNER_NAME
    assert not Entry.objects.filter(payload=None).exists()


@pytest.fixture
def signed(log, instance):
    """A report signed by passkey; returns the indices of passkey and sign-off."""
    one = bundle()
    word = sign_off(one.subject)
    device = enrolled("p-signer")
    publish_in(instance, one, **signature(device, word))
    at = {row.act: row.idx for row in Entry.objects.all()}
    return at["members.register_passkey"], at["oversight.sign_off"], device


def test_with_the_name_of_a_signer_the_signature_goes_and_the_comparison_holds(signed, instance):
    erase(signed[1])
    sequence(instance.log_folder)
    assert AssertionRow.objects.get().said == ""
    assert [str(one) for one in reconcile(instance, NOW).differences] == []


def test_a_passkey_whose_entry_is_erased_signs_nothing_more(signed, instance):
    device = signed[2]
    assert passkey_in_use(device.id) is not None
    erase(signed[0])
    sequence(instance.log_folder)
    assert passkey_in_use(device.id) is None
    assert [str(one) for one in reconcile(instance, NOW).differences] == []

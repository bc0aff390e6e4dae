"""Every form, sent by people who have no business with it: no row of the site changes."""

import pytest
from django.apps import apps
from django.db.transaction import atomic, set_rollback
from django.test import Client, override_settings
from django.urls import resolve

from comity.site.record.models import Entry
from tests.edge.plugins import install
from tests.site.attacks.table import ADDRESSES
from tests.site.conftest import begin, bundle, configuration_in, publish_in
from tests.site.members.factories import sign_in, somebody
from tests.site.page_list import FORMS, write_paths
from tests.site.test_hostile_forms import fields
from tests.site.test_page_rules import enter_member, open_now

PROOF = "test_attack_who_has_no_mandate_changes_no_row_by_any_form"
OFFICE = {name for name, attack in ADDRESSES.items() if attack.proof.endswith(PROOF)}
# What comes and goes with each visit, and says nothing about anybody's act.
PASSING = {"sessions.Session"}


def path_of(name: str) -> str:
    """Return the address of a form, in English."""
    paths = [f"/en/{path}" for path in (*write_paths(), *FORMS)]
    return next(path for path in paths if resolve(path).url_name == name)


def everything() -> dict[str, list]:
    """Return every row there is, by model."""
    return {
        model._meta.label: sorted(map(repr, model.objects.values_list()))  # noqa: SLF001 - its name
        for model in apps.get_models()
        if model._meta.label not in PASSING  # noqa: SLF001 - its name
    }


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory):
    """A site that has everything, and people who want to be where they are not."""
    configuration = configuration_in(tmp_path_factory.mktemp("site"))
    install(configuration.plugin_folder, "", "x")
    with django_db_blocker.unblock(), override_settings(COMITY=configuration), atomic():
        begin()
        publish_in(configuration, bundle())
        open_now(configuration)
        visitor, secretary, delegate = Client(), Client(), Client()
        enter_member(configuration, secretary)
        somebody("delegate", person="p-7")
        sign_in(delegate, "p-7")
        yield {"visitor": visitor, "delegate": delegate, "site": configuration}
        set_rollback(True)


@pytest.fixture(autouse=True)
def one_site(instance, site, settings):
    """Every test here is about the one site."""
    settings.COMITY = site["site"]


@pytest.mark.django_db  # and so there is a database to be set up for the others
def test_there_are_forms_of_offices():
    assert {"conversation-publish", "conversation-close", "accredit"} <= OFFICE
    assert len(OFFICE) > 10


@pytest.mark.parametrize("who", ["visitor", "delegate"])
@pytest.mark.parametrize("name", sorted(OFFICE))
def test_attack_who_has_no_mandate_changes_no_row_by_any_form(site, who, name):
    before = everything()
    answer = site[who].post(path_of(name), {**dict.fromkeys(fields(), "1"), "plugin": "x"})
    assert answer.status_code in {302, 303, 403, 404, 409, 422}
    assert everything() == before


def test_control_a_row_that_is_added_is_seen(site):
    before = everything()
    with atomic():
        somebody("delegate", person="p-8")
        assert everything() != before
        assert Entry.objects.exists()
        set_rollback(True)

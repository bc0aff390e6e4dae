"""The interface is loaded by who asks for it, and costs who reads pages nothing."""

import subprocess
import sys

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

LOADED = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "comity.site.settings"
os.environ["COMITY_DEMO"] = "1"
import django
django.setup()
from django.urls import resolve
from django.test import RequestFactory
import comity.site.gate, comity.site.urls
from comity.site.api.middleware import interface
match = resolve("/en/glossary/")
print("ninja" in sys.modules, "pydantic" in sys.modules)
"""


def test_pages_start_without_what_the_interface_is_made_with(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        capture_output=True,
        text=True,
        check=True,
        env={"COMITY_CONFIG_DIR": str(tmp_path), "PATH": ""},
    )
    assert done.stdout.split() == ["False", "False"]


def test_the_head_of_an_answer_is_that_of_the_answer(log, client):
    whole, head = client.get("/api/v1/instance"), client.head("/api/v1/instance")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(whole.content))


def test_a_form_of_another_site_needs_no_token_of_a_form_and_does_nothing(log):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(
        "/api/v1/conversations/dia-7/votes", b"{}", content_type="application/json"
    )
    assert answer.status_code == 401

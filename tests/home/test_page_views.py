"""The registry through which pages call their views: complete at start, loud where it is not."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from wagtail.models import get_page_models

from events.models import AgendaPage, EventPage
from home import page_views
from home.page_views import AFTER_SAVE, BEFORE_SAVE, call, check_registered, serves
from network.models import DirectoryPage

CALLED = [
    (AgendaPage, "frame"),
    (AgendaPage, "index"),
    (DirectoryPage, "index"),
    (DirectoryPage, "plan"),
    (DirectoryPage, "plan_svg"),
    (DirectoryPage, "plan_json"),
    (DirectoryPage, "sheet"),
    (EventPage, AFTER_SAVE),
    (EventPage, BEFORE_SAVE),
    (EventPage, "context"),
    (EventPage, "poster"),
]
# Django set up as any process does, but for the views of the agenda, which register nothing.
START_WITHOUT_VIEWS = """
import sys, types
sys.modules["events.serving"] = types.ModuleType("events.serving")
import django
django.setup()
"""


def test_each_page_says_which_views_it_calls():
    declared = {(model, name) for model in get_page_models() for name in getattr(model, "registered_views", ())}
    assert declared == set(CALLED)
    check_registered()


@pytest.mark.parametrize(("model", "name"), CALLED)
def test_a_missing_registration_is_named(model, name, monkeypatch):
    registered = {key: one for key, one in page_views._registered.items() if key != (model, name)}
    monkeypatch.setattr(page_views, "_registered", registered)
    with pytest.raises(ImproperlyConfigured, match=f"{model.__name__}: {name} "):
        check_registered()
    with pytest.raises(KeyError):
        call(model.__new__(model), name)


def test_the_site_does_not_start_without_its_views():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test", "PYTHONPATH": ".:site:tests"}
    process = subprocess.run(  # noqa: S603
        [sys.executable, "-c", START_WITHOUT_VIEWS], env=environment, capture_output=True, text=True, check=False
    )
    assert process.returncode == 1
    assert "Nothing is registered for AgendaPage: index, AgendaPage: frame, EventPage: context" in process.stderr


def test_two_functions_of_one_name_are_refused():
    with pytest.raises(ImproperlyConfigured, match="AgendaPage has two functions for “frame”"):
        serves(AgendaPage, "frame")(print)

"""Pages that say no: in our look and in the reader's language, whoever refuses."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import translation

from home.models import StandardPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]

ACCESS = {"fr": "Vous n’avez pas accès à cette page", "nl": "U hebt geen toegang tot deze pagina"}
FORM = {"fr": "Ce formulaire est resté ouvert trop longtemps", "nl": "Dit formulier stond te lang open"}


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_a_page_of_ours_says_so_when_access_is_denied(client, monkeypatch, language):
    def refuse(*args, **kwargs):
        raise PermissionDenied

    monkeypatch.setattr(StandardPage, "serve", refuse)
    response = client.get(f"/{language}/coordination/")
    page = response.content.decode()
    assert response.status_code == 403
    assert f"<h1>{ACCESS[language]}</h1>" in page
    assert f'<html lang="{language}"' in page
    assert 'id="main"' in page


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_a_page_of_ours_says_so_when_a_form_comes_without_its_cookie(language):
    with translation.override(language):
        address = reverse("members:language")
    response = Client(enforce_csrf_checks=True).post(address, {"language": "nl"})
    page = response.content.decode()
    assert response.status_code == 403
    assert f"<h1>{FORM[language]}</h1>" in page
    assert f'<html lang="{language}"' in page
    assert 'id="main"' in page

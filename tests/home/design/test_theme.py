"""The coordination's own colours."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Site

from home.colours import contrast
from home.design import theme
from home.models import SiteSettings

pytestmark = pytest.mark.django_db


@pytest.fixture
def settings_row(site_tree):
    return SiteSettings.for_site(Site.objects.get())


def test_no_stylesheet_is_linked_when_colours_are_those_of_the_house(client, settings_row):
    assert "theme.css" not in client.get("/fr/").content.decode()


def test_stylesheet_is_linked_and_kept_a_year_when_a_colour_is_chosen(client, settings_row):
    settings_row.primary_colour = "#7A2A86"
    settings_row.save()
    address = theme.address(settings_row)
    assert address in client.get("/fr/").content.decode()
    response = client.get(address)
    assert response.content == b":root{--plate:#7a2a86}"
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "max-age=31536000" in response["Cache-Control"]


def test_address_changes_when_a_colour_changes(settings_row):
    settings_row.primary_colour = "#7a2a86"
    before = theme.address(settings_row)
    settings_row.accent_colour = "#ffffff"
    assert theme.address(settings_row) != before


def test_nothing_is_injected_when_a_colour_in_the_database_is_not_one(client, settings_row):
    SiteSettings.objects.update(primary_colour="red;}*{")
    assert "{" not in client.get("/theme.css").content.decode()


def test_stylesheet_takes_only_reading_when_somebody_posts(client, site_tree):
    assert client.post("/theme.css").status_code == 405


@pytest.mark.parametrize(
    ("field", "colour"),
    [
        ("primary_colour", "#ffd23f"),
        ("primary_colour", "red"),
        ("primary_colour", "#17367f\n"),
        ("accent_colour", "#17367f"),
        ("accent_colour", "#fff"),
    ],
)
def test_settings_refuse_a_colour_when_text_on_it_cannot_be_read(settings_row, field, colour):
    setattr(settings_row, field, colour)
    with pytest.raises(ValidationError) as error:
        settings_row.clean_fields()
    assert field in error.value.message_dict


def test_settings_take_a_colour_when_text_on_it_can_be_read(settings_row):
    settings_row.primary_colour, settings_row.accent_colour = "#00624a", "#ffffff"
    settings_row.clean_fields()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("#17367f", "#ffffff"),
        ("#4a536b", "#eef2f9"),
        ("#00624a", "#eef2f9"),
        ("#a1122b", "#eef2f9"),
        ("#b3bdd2", "#19223a"),
    ],
)
def test_text_of_the_house_passes_aa_when_measured(one, other):
    assert contrast(one, other) >= 4.5

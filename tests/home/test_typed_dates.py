"""Days and hours as people here write them: every form reads them, or says how to write them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from factories.cms import form_fields
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTimeInput
from wagtail.blocks import DateBlock, DateTimeBlock, TimeBlock

DAY, HALF_PAST_NINE, TEN = date(2027, 1, 14), time(9, 30), time(10)
MOMENT = datetime(2027, 1, 14, 9, 30, tzinfo=ZoneInfo("Europe/Brussels"))
DAYS = {
    "14/01/2027": DAY,
    "14/1/2027": DAY,
    "14.01.2027": DAY,
    "14-1-2027": DAY,
    "14 01 2027": DAY,
    "2027-01-14": DAY,
    " 14/01/2027\u00a0": DAY,
}
HOURS = {
    "9h30": HALF_PAST_NINE,
    "9H30": HALF_PAST_NINE,
    "09h30": HALF_PAST_NINE,
    "9 h 30": HALF_PAST_NINE,
    "9\u00a0h\u00a030": HALF_PAST_NINE,
    "9:30": HALF_PAST_NINE,
    "09:30:00": HALF_PAST_NINE,
    "9.30": HALF_PAST_NINE,
    "9u30": HALF_PAST_NINE,
    "9 u 30": HALF_PAST_NINE,
    "9.30 u": HALF_PAST_NINE,
    "9.30 u.": HALF_PAST_NINE,
    "9.30 uur": HALF_PAST_NINE,
    "9 heures 30": HALF_PAST_NINE,
    "10h": TEN,
    "10 h": TEN,
    "10u": TEN,
    "10 u": TEN,
    "10 u.": TEN,
    "10 uur": TEN,
    "10 heures": TEN,
}
MOMENTS = {
    "14/01/2027 9h30": MOMENT,
    "14.01.2027 9.30 u.": MOMENT,
    "14-1-2027 9 u 30": MOMENT,
    "2027-01-14 9 h 30": MOMENT,
    "2027-01-14 09:30": MOMENT,
    "14/01/2027 09:30:00": MOMENT,
}
# A year of two digits may be a year that somebody was still typing: 14/01/20.
NOT_DAYS = (
    "14/01",
    "14/01/27",
    "14/01/20",
    "31/02/2027",
    "01/14/2027",
    "20270114",
    "demain",
    "9h30",
    "14/01/2027 9h30",
)
NOT_HOURS = ("24h", "9h60", "9", "930", "123", "midi", "9h30 - 11h", "14/01/2027")
NOT_MOMENTS = ("9h30", "14/01 9h30", "14/01/27 9h30", "14/01/2027 25h", "bientôt")
TYPED = {
    forms.DateField: (DAYS, NOT_DAYS),
    forms.TimeField: (HOURS, NOT_HOURS),
    forms.DateTimeField: (MOMENTS, NOT_MOMENTS),
}
PICKERS = (AdminDateInput, AdminTimeInput, AdminDateTimeInput)
# Fields that people see, one of each way a field comes into the CMS: the list below must find them.
SOME_FIELDS = {
    "EventDateForm.day",  # a row of the page editor
    "EventPageForm.go_live_at",  # scheduled publishing
    "ClosureForm.first_day",  # a row of a register
    "SchoolHolidayForm.first_day",
    "PostponeForm.start_time",
    "AddedForm.start_time",
    "OccurrenceFilterSet.start",
    "AgingPagesReportFilterSet.last_published_at",  # Wagtail's own
    "ReportForm.first",
    "OfferForm.month",
}


def kind_of(field: forms.Field) -> type | None:
    return next((kind for kind in TYPED if isinstance(field, kind)), None)


def read(field: forms.Field, typed: str):
    """What ``field`` makes of ``typed``, or the words it refuses it with."""
    try:
        return field.to_python(typed)
    except ValidationError as error:
        return error.messages


@pytest.fixture(scope="module")
def fields():
    return [(path, field) for path, field in form_fields() if kind_of(field) or isinstance(field.widget, PICKERS)]


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_every_date_and_time_field_reads_what_people_here_type(fields, language):
    misread = {}
    with translation.override(language):
        for path, field in fields:
            understood, _ = TYPED.get(kind_of(field), ({"9h30": None}, ()))
            misread |= {(path, text): read(field, text) for text in understood if read(field, text) != understood[text]}
    assert misread == {}


@pytest.mark.parametrize(("language", "example"), [("fr", "9h30"), ("nl", "9u30")])
def test_every_date_and_time_field_says_how_to_write_when_it_does_not_understand(fields, language, example):
    silent = {}
    with translation.override(language):
        for path, field in fields:
            _, refused = TYPED.get(kind_of(field), ({}, ("9h30",)))
            for text in refused:
                words = read(field, text)
                if not isinstance(words, list) or not any(
                    like in words[0] for like in ("14/01/2027", example, "Choisissez un mois", "Kies een maand")
                ):
                    silent[path, text] = words
    assert silent == {}


def test_the_fields_looked_at_are_those_of_every_part_of_the_cms(fields):
    assert SOME_FIELDS - {path for path, _ in fields} == set()


@pytest.mark.parametrize(
    ("block", "typed", "value"),
    [
        (DateBlock(), "14.01.2027", DAY),
        (TimeBlock(), "9 h 30", HALF_PAST_NINE),
        (DateTimeBlock(), "14/01/2027 9u30", MOMENT),
    ],
)
def test_a_block_of_a_page_reads_what_people_type(block, typed, value):
    assert block.clean(block.value_from_datadict({"day": typed}, {}, "day")) == value


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("listing", "parameter"),
    [
        ("dates:index", "start_from"),
        ("signatures:index", "signed_on_to"),
        ("organisations:index", "last_verified"),
        ("wagtailadmin_explore_root", "latest_revision_created_at_from"),
        ("wagtailadmin_reports:aging_pages", "last_published_at"),
    ],
)
def test_a_listing_says_so_when_the_day_of_a_filter_is_not_understood(site_tree, admin_client, listing, parameter):
    page = admin_client.get(reverse(listing), {parameter: "14/01"}).content.decode()
    assert "14/01/2027" in page.split('id="listing-results"')[1].split('role="alert"')[1].split("</p>")[0]
    assert 'value="14/01"' in page
    understood = admin_client.get(reverse(listing), {parameter: "14.01.2027"}).content.decode()
    assert 'role="alert">Jour' not in understood
    assert "14/01/2027." not in understood

"""Every file and page that carries what people typed, with hostile values in each field that is typed.

The values stand in the database as an older version, an import or a script left them: forms refuse some of them today.
"""

import codecs
import csv
import io
import json
import re
import uuid
import xml.etree.ElementTree as ET

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLResolver, get_resolver, reverse
from factories.events import EventKindFactory, occurrence
from factories.network import LocationFactory, MembershipFactory
from factories.sign_up import signed_up
from openpyxl import load_workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale

from events.calendars import private_feed
from events.dates.listing import page_path
from events.models import Registration, Seat
from events.seats.guests import register_guests
from home.files.spreadsheets import FORMULA_STARTS, LONGEST_CELL, plain_text, spreadsheet
from home.text.characters import printable
from network.invitations.services import invite
from network.models import OutgoingMail

CONTROLS = "".join(map(chr, range(1, 0x20))) + "\x7f\x85\ufffe\uffff"
HOSTILE = {
    "formula": f"=1+1{CONTROLS}</script><b>",
    "hidden formula": "\x01@SUM(1)\u202ecba",
    "tab": "\t+1\u2028-1",
    "return": "\r-1;\"'",
}
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
TYPED_IN = ("home", "network", "events", "charter", "wagtailcore", "wagtailredirects")
# What is chosen, computed or checked by a rule of its own, not typed freely.
KEPT = re.compile(
    r"(slug|.*path|.*colour|letter|email|password|token|.*code|.*url|.*hash|.*_key|uid|kind|key|hostname|object_id|action)$"
)


def spoil(value: str) -> None:
    """Put ``value`` into every field that somebody types."""
    for model in apps.get_models():
        if model._meta.app_label not in TYPED_IN or model in (Locale, OutgoingMail):
            continue
        for field in model._meta.local_concrete_fields:
            if type(field) in (models.CharField, models.TextField) and not field.choices and not KEPT.match(field.name):
                # Some are unique: the key of the row keeps them apart.
                for pk in model._base_manager.values_list("pk", flat=True):
                    longest = None if field.max_length is None else field.max_length - len(str(pk))
                    typed = f"{value[:longest]}{pk}"
                    model._base_manager.filter(pk=pk).update(**{field.name: typed})


def exporting_addresses(patterns, namespace: str = ""):
    """Names of the listings of the CMS that can be exported, ours and Wagtail's."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from exporting_addresses(pattern.url_patterns, inner)
            continue
        view, found = pattern.callback, None
        while view and not found:
            found, view = getattr(view, "view_class", None), getattr(view, "__wrapped__", None)
        exported = getattr(pattern.callback, "view_initkwargs", {}).get("list_export")
        if found and issubclass(found, SpreadsheetExportMixin) and (exported or found.list_export):
            yield f"{namespace}{pattern.name}"


@pytest.fixture
def date(site_tree, organisation, representative, other_organisation, coordinator):
    """A date with people of every origin, and a row in each register."""
    kind = EventKindFactory(hosts_in_turn=True, takes_proxies=True)
    date = occurrence(kind=kind, host=other_organisation, sign_up="public", capacity=None)
    signed_up(date, organisation, representative, "Anouk", to_be_named=1, note="Merci")
    register_guests(occurrence_id=date.pk, names=["Boris"], user=coordinator, token=uuid.uuid4(), language="fr")
    Seat.objects.update(attendance="present")
    LocationFactory(organisation=organisation)
    MembershipFactory(organisation=organisation)
    invite(email="nouvelle@escale.example", organisation=organisation, language="fr", invited_by=coordinator)
    Redirect.objects.create(old_path="/ancien", redirect_link="https://x.example/")
    coordinator.user_permissions.clear()
    coordinator.is_superuser = True
    coordinator.save()
    return date


@pytest.fixture
def office(signed_in, coordinator):
    return signed_in(coordinator)


def files_of(date, organisation, representative) -> list[str]:
    """Addresses of the files besides the listings: of the date, of its organisation, of the agenda."""
    seat = Seat.objects.order_by("pk").first()
    token = private_feed.issue_token(organisation=organisation, user=representative)
    figures = reverse("figures")
    addresses = [f"{reverse('dates:seats_export', args=[date.pk])}?format={kind}" for kind in ("csv", "xlsx")]
    addresses += [f"{figures}?period=year&by=organisation&format={kind}" for kind in ("csv", "xlsx")]
    addresses += [f"{figures}?period=year&by=organisation&format={kind}&what=people" for kind in ("csv", "xlsx")]
    papers = ("attendance_sheet", "badges", "door_list", "inspect", "attendance")
    addresses += [reverse(f"dates:{name}", args=[date.pk]) for name in papers]
    addresses += [reverse("dates:certificate", args=[seat.pk]), f"/flux/{token.token}/agenda.ics"]
    path = page_path(date)
    addresses += [f"/fr/agenda/agenda.{kind}" for kind in ("ics", "rss", "json")]
    addresses += [path, f"{path}affiche.pdf", f"{path}{path.split('/')[-2]}.ics"]
    return [*addresses, "/fr/", "/fr/agenda/", "/fr/reseau/"]


def check(address: str, response) -> None:
    """That ``response`` is whole and holds nothing its format cannot, and no formula."""
    assert response.status_code == 200, address
    content = b"".join(response) if response.streaming else response.content
    kind = response["Content-Type"].partition(";")[0]
    if kind.endswith("sheet"):
        rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    elif kind == "text/csv":
        # Excel in Belgium takes anything else for one column in a foreign alphabet.
        assert content.startswith(codecs.BOM_UTF8), address
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        assert len({len(row) for row in rows}) == 1, address
    else:
        rows = []
        read = {"application/json": json.loads, "application/rss+xml": ET.fromstring}.get(kind)
        assert kind == "application/pdf" or read is None or read(content)
        # A page may hold what nobody sees; a calendar may not.
        assert kind != "text/calendar" or not UNWRITABLE.search(content.decode())
    for cell in (cell for row in rows for cell in row if isinstance(cell, str)):
        assert not UNWRITABLE.search(cell), address
        assert not cell.startswith(FORMULA_STARTS), address


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_every_export_is_whole_when_each_field_holds_what_no_file_may(
    value, date, office, organisation, representative
):
    listings = [name for name in exporting_addresses(get_resolver().url_patterns) if not name.endswith("_results")]
    assert len(listings) >= 15
    addresses = files_of(date, organisation, representative)
    for name in listings:
        listing = reverse(name, args=[date.kind.slug] if name == "hosts" else [])
        addresses += [f"{listing}?export=csv", f"{listing}?export=xlsx"]
    spoil(value)
    for address in addresses:
        check(address, office.get(address))


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_what_is_held_about_one_person_is_whole_when_it_holds_what_no_file_may(kind, date, office):
    spoil(HOSTILE["formula"])
    Registration.objects.filter(organisation=None).update(email="bo@example.org")
    check(kind, office.post(reverse("one_person"), {"email": "bo@example.org", "export": kind}))


def test_the_data_of_an_account_are_whole_when_they_hold_what_no_file_may(date, signed_in, representative):
    spoil(HOSTILE["formula"])
    check("my data", signed_in(representative).get(reverse("network:my_data_export")))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_is_whole_when_a_text_is_longer_than_a_cell(kind):
    long, half = "é" * 40_000, "a\ud800b"
    content = spreadsheet([["Texte"], [long], [half], [f"={long}"]], kind)
    if kind == "xlsx":
        rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    else:
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert [len(row[0]) for row in rows] == [5, LONGEST_CELL, 2, LONGEST_CELL]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=1", "'=1"), ("+32 2 555", "'+32 2 555"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), ("\rx", "'\nx"),
        ("\x01=1", "'=1"), ("\u202e=1", "'=1"), ("a\r\nb", "a\nb"), ("a=1", "a=1"), (-1, -1), (None, None),
        ("Zoé 👩‍👧 ½", "Zoé 👩‍👧 ½"),
    ],
)  # fmt: skip
def test_a_cell_is_no_formula_when_a_text_looks_like_one(typed, written):
    assert plain_text(typed) == written


def test_a_text_loses_only_what_cannot_be_printed_when_a_file_takes_it():
    # A tab, and three kinds of line breaks.
    assert printable(f"a{CONTROLS}b\ud800\u202ec") == "a\t\n\n\nbc"

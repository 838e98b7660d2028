"""What an upgrade keeps: every row recorded at an earlier commit is there after the migrations since."""

from collections import Counter

from django.apps import apps
from factories.recorded import recorded

# Rows that migrations delete on purpose, by model: sessions of accounts that lost an address (``test_addresses``), the
# second sign-up of a person whose address was written in two ways, and a colleague whose name was.
DELETED = {"sessions.session": 5, "events.registration": 1, "network.person": 1}


def test_every_row_is_kept_when_an_install_is_upgraded(upgraded):
    before = Counter(row["model"] for row in recorded())
    after = Counter({label: apps.get_model(label)._base_manager.count() for label in before})
    lost = {label: before[label] - after[label] for label in before if after[label] < before[label]}
    assert lost == DELETED


def test_files_are_found_when_an_install_is_upgraded(upgraded):
    for label in ("home.siteimage", "wagtaildocs.document"):
        row = apps.get_model(label).objects.get()
        assert row.file.storage.exists(row.file.name)


def test_colleagues_of_one_name_stay_apart_when_both_have_a_seat_at_a_date(upgraded):
    colleagues = apps.get_model("network.Person").objects.filter(pk__in=(4, 5, 6))
    assert dict(colleagues.values_list("pk", "name")) == {4: "Léa Roy (2)", 5: "Léa Roy"}
    assert apps.get_model("events.Seat").objects.filter(person__in=colleagues).count() == 2

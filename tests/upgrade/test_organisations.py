"""Organisations after an upgrade: of two with one enterprise number the older keeps it as its own."""

import pytest

from network.models import Organisation

pytestmark = pytest.mark.usefixtures("upgraded")


def test_a_number_is_kept_and_told_when_two_organisations_had_it(said):
    rows = Organisation.objects.order_by("pk").values_list("name_fr", "enterprise_number", "shares_legal_person")
    assert list(rows) == [
        ("L’Escale du Canal", "0877761611", False),
        ("La Ruche aux Devoirs", "0877761611", True),
    ]
    assert "La Ruche aux Devoirs: has its enterprise number 0877761611 from another" in said

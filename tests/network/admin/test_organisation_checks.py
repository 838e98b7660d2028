"""What the form of an organisation refuses: a secret that a text tells, a number that another one has."""

import pytest
from django.urls import reverse
from factories.network import CommuneFactory, MembershipFactory, OrganisationFactory, WorkingGroupFactory
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from network.models import Membership, Organisation

pytestmark = pytest.mark.django_db
TOLD = "Un refuge, RUE‑DES Zibelines 3."


@pytest.fixture
def office(coordinator, signed_in, site_tree):
    return signed_in(coordinator)


def sheet(*, protected=True, others=(), **values):
    """What the form sends for a sheet with an address in the rue des Zibelines, and ``others``."""
    commune = CommuneFactory().pk
    address = {"street_fr": "rue des Zibelines 3", "street_nl": "Zibelinenstraat 3", "postal_code": "1060"}
    if protected:
        address["protected"] = "on"
    rows = [address | {"commune": commune}, *({"commune": commune, "postal_code": "1060"} | one for one in others)]
    return nested_form_data(
        {
            "name_fr": "Le Refuge",
            "kind": "asbl",
            "summary_fr": "Un accueil.",
            "commune": commune,
            "email": "contact@refuge.example",
            "published": "on",
            "last_verified": "2026-11-01",
            "locations": inline_formset(rows),
            "services": inline_formset([]),
            "hours": inline_formset([]) | {"seen": ""},
            "closures": inline_formset([]),
        }
        | values
    )


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"summary_fr": TOLD}, None),
        ({"summary_nl": "In de Zibelinenstraat."}, None),
        ({"description_fr": TOLD}, None),
        ({"name_nl": "Huis Zibelinenstraat"}, None),
        ({"languages_fr": TOLD}, None),
        ({"services": inline_formset([{"title_fr": TOLD, "status": "active"}])}, "services"),
        (
            {"closures": inline_formset([{"first_day": "2027-01-01", "last_day": "2027-01-02", "reason_fr": TOLD}])},
            "closures",
        ),
        ({"others": [{"street_fr": "quai 1", "access_fr": TOLD}]}, "locations"),
        ({"others": [{"street_fr": "quai 1", "name_fr": TOLD}]}, "locations"),
        ({"hours": inline_formset([{"kind": "drop_in", "day_0": "9h-12h", "note_fr": TOLD}]) | {"seen": ""}}, "hours"),
    ],
)
def test_a_text_is_refused_beside_its_field_when_it_names_the_street_of_a_protected_address(office, values, place):
    response = office.post(reverse("organisations:add"), sheet(**values))
    assert response.status_code == 200
    form = response.context["form"]
    assert "adresse protégée" in str(
        form.errors if place is None else (form.timetables if place == "hours" else form.formsets[place]).errors
    )
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"notes": TOLD},
        {"summary_fr": "Au bord du quai, loin des zibelines."},
        {"summary_fr": TOLD, "protected": False},
        {"others": [{"street_fr": "rue des Zibelines 9"}]},
    ],
)
def test_a_sheet_is_kept_when_it_tells_no_secret(office, values):
    assert office.post(reverse("organisations:add"), sheet(**values)).status_code == 302
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("typed", ["BE 0877.761.611", "0877.761.611", "877761611", "BE0877761611"])
def test_an_enterprise_number_is_kept_in_one_form_however_it_is_typed(office, typed):
    assert office.post(reverse("organisations:add"), sheet(enterprise_number=typed)).status_code == 302
    assert Organisation.objects.get().enterprise_number == "0877761611"


def test_a_number_is_refused_in_words_when_another_organisation_has_it(office):
    OrganisationFactory(enterprise_number="0877761611")
    typed = {"enterprise_number": "BE 0877.761.611"}
    response = office.post(reverse("organisations:add"), sheet(**typed))
    assert "a ce numéro d’entreprise" in str(response.context["form"].errors)
    shared = typed | {"shares_legal_person": "on"}
    assert office.post(reverse("organisations:add"), sheet(**shared)).status_code == 302
    assert Organisation.objects.filter(enterprise_number="0877761611").count() == 2


def test_an_organisation_comes_back_when_it_had_left_the_group(office):
    membership = MembershipFactory(since="2020-01-01", until="2022-01-01")
    data = {"organisation": membership.organisation_id, "group": membership.group_id, "until": ""}
    address = reverse("memberships:add")
    for since in ("2021-06-01", "2019-01-01"):
        assert office.post(address, data | {"since": since}).status_code == 200
    assert office.post(address, data | {"since": "2022-01-01"}).status_code == 302
    assert office.post(address, data | {"since": "2025-01-01"}).status_code == 200
    assert office.post(address, data | {"since": "2018-01-01", "until": "2019-01-01"}).status_code == 302
    periods = Membership.objects.order_by("since").values_list("since__year", flat=True)
    assert list(periods) == [2018, 2020, 2022]
    other = data | {"group": WorkingGroupFactory().pk, "since": "2020-06-01"}
    assert office.post(address, other).status_code == 302

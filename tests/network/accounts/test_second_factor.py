"""A second factor for whoever may enter the CMS: before it, nothing of theirs opens; with it, everything does."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from factories.network import OrganisationFactory, UserFactory

from network.models import Organisation

pytestmark = pytest.mark.django_db

SETUP = "/fr/membres/second-verrou/"


@pytest.fixture(autouse=True)
def required(settings):
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def office(coordinator, signed_in, site_tree):
    return signed_in(coordinator)


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def give_factor(user):
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": generate_totp_secret()}
    )


CMS = ["/gestion/", "/gestion/pages/", "/gestion/reseau/organisations/", "/gestion/reseau/invitations/", "/fr/membres/"]


@pytest.mark.parametrize("path", CMS)
def test_staff_is_led_to_make_a_second_factor_when_it_has_none(path, office):
    response = office.get(path)
    assert response.status_code == 302
    assert response.url.startswith(SETUP)
    page = office.get(response.url)
    assert page.status_code == 200
    assert reverse("mfa_activate_totp") in page.text
    assert reverse("mfa_add_webauthn") in page.text


@pytest.mark.parametrize("path", CMS)
def test_everything_opens_when_staff_has_one(path, office, coordinator):
    give_factor(coordinator)
    assert office.get(path).status_code == 200


@pytest.mark.parametrize("role", ["administrator", "editor"])
def test_each_role_of_the_cms_needs_one(role, signed_in, site_tree):
    user = UserFactory(is_superuser=role == "administrator")
    if role == "editor":
        user.groups.add(Group.objects.get(name="Rédaction"))
    assert signed_in(user).get("/gestion/").url.startswith(SETUP)


def test_a_representative_needs_none(representative, signed_in, site_tree):
    assert signed_in(representative).get("/fr/membres/").status_code == 200
    assert signed_in(representative).get(SETUP).url == "/fr/membres/"


def test_nobody_is_asked_when_the_setting_is_off(office, settings):
    settings.STAFF_SECOND_FACTOR = False
    assert office.get("/gestion/").status_code == 200


def test_a_recovery_code_alone_is_no_second_factor(office, coordinator):
    Authenticator.objects.create(user=coordinator, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})
    assert office.get("/gestion/").url.startswith(SETUP)


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("post", {}),
        ("put", {}),
        ("delete", {}),
        ("get", {"X-Requested-With": "XMLHttpRequest"}),
        ("get", {"HX-Request": "true"}),
        ("get", {"Sec-Fetch-Dest": "iframe"}),
        ("get", {"Accept": "application/json"}),
    ],
)
def test_forms_scripts_and_previews_are_refused_in_words(method, headers, office):
    response = getattr(office, method)("/gestion/reseau/organisations/add/", headers=headers)
    assert response.status_code == 403
    assert SETUP in response.text


def test_a_form_changes_nothing(office):
    organisation = OrganisationFactory()
    assert office.post(reverse("organisations:delete", args=[organisation.pk])).status_code == 403
    assert Organisation.objects.exists()


def test_staff_reads_the_public_pages_as_a_visitor_until_then(office, coordinator):
    hidden = OrganisationFactory(published=False)
    path = f"/fr/reseau/{hidden.slug}/"
    assert office.get("/fr/").status_code == 200
    assert office.get(path).status_code == 404
    give_factor(coordinator)
    assert office.get(path).status_code == 200


def test_no_redirect_is_endless(office):
    for path in (
        "/gestion/",
        "/fr/membres/",
        "/fr/membres/compte/login/",
        "/gestion/login/",
        "/fr/membres/compte/2fa/",
    ):
        chain = office.get(path, follow=True).redirect_chain
        assert len(chain) <= 4, path


def test_the_account_pages_stay_open_until_then(office):
    for name in ("mfa_index", "account_email", "account_change_password", "account_logout"):
        assert office.get(reverse(name)).status_code == 200, name
    assert office.post(reverse("account_logout")).status_code == 302
    assert office.get("/gestion/").url.startswith(reverse("account_login"))


def test_the_whole_way_from_the_cms_and_back_when_an_app_is_added(coordinator, site_tree):
    browser = Client()
    browser.post(reverse("account_login"), {"login": coordinator.email, "password": "demo"})
    browser.get(browser.get("/gestion/reseau/mails/").url)
    activate = reverse("mfa_activate_totp")
    asked = browser.get(activate)
    if asked.status_code == 302:
        browser.post(asked.url, {"password": "demo"})
        asked = browser.get(activate)
    response = browser.post(activate, {"code": code_of(asked.context["form"].secret)})
    assert response.url == reverse("mfa_view_recovery_codes")
    codes = browser.get(response.url)
    assert len(codes.context["unused_codes"]) == 10
    assert SETUP in codes.text
    assert browser.get(SETUP).url == "/gestion/reseau/mails/"
    assert browser.get("/gestion/").status_code == 200


def test_signing_in_asks_for_it_once_it_is_there(coordinator, site_tree):
    secret = give_factor(coordinator).data["secret"]
    browser = Client()
    response = browser.post(
        reverse("account_login"), {"login": coordinator.email, "password": "demo", "next": "/gestion/"}
    )
    assert response.url == reverse("mfa_authenticate")
    assert browser.get("/gestion/").status_code == 302
    assert browser.post(response.url, {"code": "000000"}).status_code == 200
    assert browser.post(response.url, {"code": code_of(secret)}).url == "/gestion/"
    assert browser.get("/gestion/").status_code == 200


@pytest.mark.parametrize(
    "wanted", ["//elsewhere.example/", "https://elsewhere.example/", "javascript:alert(1)", "\x00"]
)
def test_nobody_is_sent_elsewhere_by_the_way_on(wanted, office, coordinator):
    office.get(SETUP, {"next": wanted})
    give_factor(coordinator)
    assert office.get(SETUP).url == "/fr/membres/"


def test_the_page_asks_visitors_to_sign_in(client, site_tree):
    assert client.get(SETUP).url.startswith(reverse("account_login"))
    assert client.post(SETUP).status_code in {302, 405}


def test_a_visitor_costs_no_query(client, site_tree, django_assert_num_queries, settings):
    client.get("/fr/")
    with django_assert_num_queries(0):
        settings.STAFF_SECOND_FACTOR = True
        client.get("/robots.txt")

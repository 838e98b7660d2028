"""The rules of dates and sign-ups: read once, and changed where the coordination finds them."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import Site

from events.models import SignUpSettings
from events.models.settings import sign_up_settings


@pytest.fixture
def office(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def url(site_tree):
    return reverse("wagtailsettings:edit", args=["events", "signupsettings", Site.objects.get().pk])


def typed(form) -> dict:
    return {name: value for name, value in form.initial.items() if value is not None}


def test_the_rules_cost_no_query_of_their_own_once_they_were_read(site_tree, django_assert_num_queries):
    rules = sign_up_settings()
    # That of the stamp, which a request reads once.
    with django_assert_num_queries(1):
        assert sign_up_settings() is rules


def test_the_rules_are_those_of_a_new_install_when_none_are_written(site_tree):
    SignUpSettings.objects.all().delete()
    assert (sign_up_settings().offer_hours, sign_up_settings().names_kept_months) == (48, 12)


def test_new_rules_hold_at_once_when_the_coordination_changes_them(office, url):
    assert sign_up_settings().offer_hours == 48
    form = office.get(url).context["form"]
    assert office.post(url, typed(form) | {"offer_hours": "30"}).status_code == 302
    assert sign_up_settings().offer_hours == 30


def test_the_rules_refuse_a_share_when_it_is_more_than_all(office, url):
    form = office.get(url).context["form"]
    response = office.post(url, typed(form) | {"unconfirmed_share": "101"})
    assert list(response.context["form"].errors) == ["unconfirmed_share"]


def test_the_rules_stand_in_the_menu_of_whoever_may_change_them(office, url):
    in_menu = reverse("wagtailsettings:edit", args=["events", "signupsettings"])
    assert in_menu in office.get(reverse("wagtailadmin_home")).text
    Group.objects.get(name="Coordination").permissions.remove(Permission.objects.get(codename="change_signupsettings"))
    assert office.get(url).status_code == 302
    assert in_menu not in office.get(reverse("wagtailadmin_home")).text

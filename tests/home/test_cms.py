"""The CMS as a whole: who may come in, what it says, and what nonsense in its addresses does."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from factories.events import EventKindFactory, event_page
from factories.network import OrganisationFactory, UserFactory
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from events.models import EventKind, Occurrence
from home.access.roles import found_groups
from home.models import NewsIndexPage
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db

LISTINGS = (
    "events:index",
    "dates:index",
    "event_kinds:index",
    "school_holidays:index",
    "organisations:index",
    "groups:index",
    "memberships:index",
    "representatives:index",
    "themes:index",
    "communes:index",
    "mails:index",
    "wagtailusers_users:index",
    "charter_versions:index",
    "signatures:index",
)
# The pages of the agenda are the editors' work too.
RECORDS = tuple(name for name in LISTINGS if name != "events:index")
FORMS = (
    "event_kinds:add",
    "school_holidays:add",
    "organisations:add",
    "groups:add",
    "memberships:add",
    "representatives:add",
    "themes:add",
    "communes:add",
    "wagtailusers_users:add",
    "charter_versions:add",
    "signatures:add",
)
NONSENSE = (
    "?kind=abc&page=x&p=x&ordering=%00&q=%00&period=%00&start_from=2026-99-99",
    "?kind=99999999999999999999999&commune=%00&group=-1&p=0&ordering=;drop&organisation=%F0%9F%92%A9",
    "?q=" + "a" * 10_000,
    "?status=nothing&published=maybe&live=%00&current=2&represents=x&export=exe&last_verified=nonsense",
)


def mail_that_failed():
    return OutgoingMail.objects.create(
        kind="x", recipient="a@b.example", language="fr", subject="s", text="t", status="failed"
    )


@pytest.fixture
def editor(db):
    user = UserFactory()
    user.groups.add(Group.objects.get(name="Rédaction"))
    return user


@pytest.fixture
def office(coordinator, signed_in, site_tree):
    return signed_in(coordinator)


@pytest.mark.parametrize("name", [*LISTINGS, *FORMS, "wagtailadmin_home", "new_event"])
def test_the_cms_asks_to_sign_in_when_nobody_is_signed_in(site_tree, name):
    response = Client().get(reverse(name))
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


@pytest.mark.parametrize("name", [*LISTINGS, *FORMS, "wagtailadmin_home", "new_event"])
def test_a_representative_is_kept_out_when_asking_for_the_cms(site_tree, representative, signed_in, name):
    assert signed_in(representative).get(reverse(name)).status_code in (302, 403)


@pytest.mark.parametrize("name", [*RECORDS, *FORMS])
def test_records_are_closed_to_the_editors_when_they_ask_for_them(site_tree, editor, signed_in, name):
    response = signed_in(editor).get(reverse(name))
    assert (response.status_code, response["Location"]) == (302, reverse("wagtailadmin_home"))


@pytest.mark.parametrize("name", ["wagtailadmin_home", "events:index", "new_event", "wagtailadmin_explore_root"])
def test_pages_are_open_to_the_editors_when_they_ask_for_them(site_tree, editor, signed_in, name):
    assert signed_in(editor).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", [*LISTINGS, *FORMS, "wagtailadmin_home", "new_event"])
def test_everything_is_open_to_the_coordination_when_it_asks(office, name):
    event_page()
    OrganisationFactory()
    assert office.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["wagtailsites:index", "wagtaillocales:index", "wagtailusers_groups:index"])
def test_technical_settings_are_closed_when_the_coordination_asks(office, name):
    assert office.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("query", NONSENSE)
@pytest.mark.parametrize("name", LISTINGS)
def test_a_listing_answers_when_its_address_holds_nonsense(office, name, query):
    event_page()
    assert office.get(reverse(name) + query).status_code == 200


@pytest.mark.parametrize("path", ["communes/edit/%00/", "organisations/edit/99999999999999999999/", "mails/edit/1/"])
def test_a_record_that_cannot_be_is_not_found_when_its_address_is_nonsense(office, path):
    assert office.get(reverse("wagtailadmin_home") + "reseau/" + path).status_code in (302, 404)


def test_facts_have_no_form_when_even_an_administrator_asks(site_tree, signed_in):
    event_page()
    date = Occurrence.objects.get()
    client = signed_in(UserFactory(is_superuser=True))
    for action in ("new/", f"edit/{date.pk}/", f"delete/{date.pk}/"):
        assert client.get(reverse("dates:index") + action, follow=True).status_code == 404


def test_the_dashboard_shows_seats_mails_and_missing_translations_when_the_coordinator_signs_in(office):
    event_page(capacity=7)
    OutgoingMail.objects.create(
        kind="x", recipient="a@b.example", language="fr", subject="s", text="t", status="failed"
    )
    body = office.get(reverse("wagtailadmin_home")).content.decode()
    assert "0 of 7" in body or "0 sur 7" in body
    assert reverse("mails:index") + "?status=failed&amp;status=uncertain" in body
    assert 'id="untranslated-section"' in body
    assert "guide.wagtail.org" not in body


def test_the_dashboard_hides_the_mails_when_an_editor_signs_in(site_tree, editor, signed_in):
    OutgoingMail.objects.create(
        kind="x", recipient="a@b.example", language="fr", subject="s", text="t", status="failed"
    )
    assert reverse("mails:index") not in signed_in(editor).get(reverse("wagtailadmin_home")).content.decode()


def test_the_dashboard_asks_as_few_queries_for_six_dates_as_for_one(office, django_assert_num_queries):
    event_page(days=(5,))
    office.get(reverse("wagtailadmin_home"))
    with django_assert_num_queries(28):
        office.get(reverse("wagtailadmin_home"))
    event_page(title="Autre", days=(6, 7, 8, 9, 10))
    office.get(reverse("wagtailadmin_home"))
    with django_assert_num_queries(28):
        office.get(reverse("wagtailadmin_home"))


@pytest.mark.parametrize(("language", "asked"), [("fr", "en"), ("fr", "nl"), ("nl", "fr")])
def test_the_cms_speaks_the_language_of_the_account_when_the_browser_asks_another(
    coordinator, signed_in, site_tree, language, asked
):
    coordinator.language = language
    coordinator.save()
    response = signed_in(coordinator).get(reverse("wagtailadmin_home"), headers={"Accept-Language": asked})
    assert f'<html lang="{language}"' in response.content.decode()


def test_the_groups_come_back_when_they_were_lost(site_tree):
    Group.objects.all().delete()
    found_groups()
    coordination = Group.objects.get(name="Coordination")
    assert coordination.permissions.filter(codename="change_organisation").exists()
    assert not coordination.permissions.filter(codename__in=("change_seat", "add_occurrence", "change_site")).exists()
    assert coordination.page_permissions.filter(permission__codename="publish_page").exists()
    assert set(Group.objects.values_list("name", flat=True)) == {"Coordination", "Rédaction"}


def test_a_group_keeps_the_rights_an_administrator_gave_it_when_the_site_is_founded_again(site_tree):
    group = Group.objects.get(name="Rédaction")
    group.permissions.clear()
    found_groups()
    assert not group.permissions.exists()


def test_the_settings_refuse_a_colour_when_white_text_cannot_be_read_on_it(office):
    url = office.get(reverse("wagtailsettings:edit", args=["home", "sitesettings"]))["Location"]
    form = office.get(url).context["form"]
    data = {name: value for name, value in form.initial.items() if value is not None} | {"primary_colour": "#ffff00"}
    response = office.post(url, data)
    assert "primary_colour" in response.context["form"].errors
    assert office.post(url, data | {"primary_colour": "#17367f"}).status_code == 302


def test_a_kind_is_kept_with_the_reason_when_events_are_of_it(office):
    event_page(kind=EventKindFactory())
    kind = EventKind.objects.get()
    response = office.post(reverse("event_kinds:delete", args=[kind.pk]), follow=True)
    assert response.status_code == 200
    assert EventKind.objects.filter(pk=kind.pk).exists()


@pytest.mark.parametrize("day", ["9999-12-31", "1000-01-01"])
def test_news_are_refused_in_words_when_their_year_is_a_slip(office, day):
    index = NewsIndexPage.objects.get(locale__language_code="fr")
    data = {
        "title": "Nouvelle",
        "slug": "nouvelle",
        "introduction": "",
        "date": day,
        "body": streamfield([]),
        "tags": "",
        "comments": inline_formset([]),
    }
    response = office.post(
        reverse("wagtailadmin_pages:add", args=["home", "newspage", index.pk]), nested_form_data(data)
    )
    assert response.status_code == 200
    assert "date" in response.context["form"].errors

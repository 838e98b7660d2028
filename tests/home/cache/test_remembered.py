"""What is remembered is never older than the last commit."""

import pytest
from django.db import transaction
from factories.events import EventKindFactory, event_page
from factories.network import MembershipFactory, OrganisationFactory, ThemeFactory, WorkingGroupFactory
from factories.threads import in_thread
from wagtail.models import Site

from config.foundation import add_page
from events.models.kinds import Audience
from home.cache.remembered import remembered
from home.cache.stamp import one_reading, renew_stamp
from home.models import NewsPage, SiteSettings, StandardPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def settings_row(site_tree):
    return SiteSettings.for_site(site_tree.get_site())


def shows(client, path, words):
    return words in client.get(path).content.decode()


def change_settings(home, settings_row):
    settings_row.notice_fr = "NOUVEAU"
    settings_row.save()


def add_section(home, settings_row):
    add_page(home, StandardPage(title="NOUVEAU", slug="nouveau", show_in_menus=True))


def rename_section(home, settings_row):
    page = home.get_children().get(slug="agenda").specific
    page.title = "NOUVEAU"
    page.save_revision().publish()


def rename_a_group(home, settings_row):
    group = MembershipFactory().group
    group.name_fr = "NOUVEAU"
    group.save()


def answer_a_need(home, settings_row):
    organisation = OrganisationFactory()
    organisation.themes = [ThemeFactory(name_fr="NOUVEAU")]
    organisation.save()


def publish_news(home, settings_row):
    index = home.get_children().get(slug="actualites")
    add_page(index, NewsPage(title="NOUVEAU", slug="nouveau"))


def rename_a_kind(home, settings_row):
    kind = EventKindFactory(name_fr="Ancien")
    event_page(kind=kind, audience=Audience.ALL)
    kind.name_fr = "NOUVEAU"
    kind.save()


@pytest.mark.parametrize(
    "change",
    [
        change_settings,
        add_section,
        rename_section,
        rename_a_group,
        answer_a_need,
        publish_news,
        rename_a_kind,
    ],
)
def test_home_shows_the_change_at_the_next_request_when_something_remembered_changed(
    client, site_tree, settings_row, change
):
    assert not shows(client, "/fr/", "NOUVEAU")
    change(site_tree, settings_row)
    assert shows(client, "/fr/", "NOUVEAU")


def test_links_follow_when_a_section_moves(client, site_tree):
    group = WorkingGroupFactory()
    page = add_page(site_tree, StandardPage(title="Ici", slug="ici"))
    event_page(title="Rencontre", group=group)
    assert client.get("/fr/ici/").status_code == 200
    page.move(site_tree.get_children().get(slug="coordination"), pos="last-child")
    assert client.get("/fr/ici/").status_code in (301, 302, 404)
    assert shows(client, "/fr/coordination/ici/", "Ici")


def test_a_page_is_gone_when_it_is_unpublished(client, site_tree):
    page = add_page(site_tree, StandardPage(title="Ici", slug="ici"))
    assert client.get("/fr/ici/").status_code == 200
    page.unpublish()
    assert client.get("/fr/ici/").status_code == 404


def test_a_value_is_asked_for_once_when_nothing_changes():
    asked = []

    @remembered
    def answer(question):
        asked.append(question)
        return question * 2

    assert [answer(2), answer(2), answer(3)] == [4, 4, 6]
    renew_stamp()
    assert answer(2) == 4
    assert asked == [2, 3, 2]


def test_what_was_read_inside_a_rolled_back_change_is_forgotten():
    @remembered
    def members():
        return list(SiteSettings.objects.values_list("pk", flat=True)) or ["none"]

    renew_stamp()
    before = members()
    with transaction.atomic():
        SiteSettings.objects.all().delete()
        renew_stamp()
        members()
        transaction.set_rollback(True)
    assert members() == before


@pytest.fixture
def notice(settings_row):
    """``notice()`` is the notice of the site, remembered."""
    return remembered(lambda: SiteSettings.objects.get(pk=settings_row.pk).notice_fr or "none")


def write(words):
    """As a service does that takes the stamp first, for the order of locks; ``update`` sends no signal."""
    SiteSettings.objects.update(notice_fr=words)


def test_the_next_request_reads_what_was_written_when_the_stamp_was_renewed_before(notice):
    with one_reading(), transaction.atomic():
        renew_stamp()
        assert notice() == "none"
        write("NOUVEAU")
        assert notice() == "NOUVEAU"
    with one_reading():
        assert notice() == "NOUVEAU"


def test_the_rest_of_a_request_reads_what_it_wrote_when_it_had_read_before(notice):
    with one_reading():
        assert notice() == "none"
        with transaction.atomic():
            renew_stamp()
            write("NOUVEAU")
        assert notice() == "NOUVEAU"


def test_all_threads_read_what_was_written_when_it_is_committed(shared_database):
    """The rest of the same request, one that came meanwhile and one that comes after."""
    in_thread(lambda: SiteSettings.objects.get_or_create(site_id=Site.objects.get().pk))
    notice = remembered(lambda: SiteSettings.objects.get().notice_fr or "none")

    def request():
        with one_reading():
            return notice()

    def change():
        with one_reading():
            with transaction.atomic():
                renew_stamp()
                told = [in_thread(request), notice()]
                write("NOUVEAU")
            return [*told, notice(), notice(), in_thread(request)]

    assert in_thread(change) == ["none", "none", "NOUVEAU", "NOUVEAU", "NOUVEAU"]
    in_thread(lambda: write(""))

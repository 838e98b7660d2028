"""Pages of one translation key go together: by the model, by Wagtail's actions, and on the screens of the CMS."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from factories.events import event_page
from factories.network import UserFactory
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import GroupPagePermission, Locale, Page

from home.models import NewsIndexPage, NewsPage, StandardPage, WaitingPage
from home.pages.tree import add_page, translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def about(site_tree):
    return StandardPage.objects.get(slug="coordination", locale__language_code="fr")


@pytest.fixture
def page(about):
    """A French page with a Dutch one, both public."""
    return translated(add_page(about, StandardPage(title="Charte graphique", slug="graphique")))


@pytest.fixture
def below(page):
    return translated(add_page(page, StandardPage(title="Couleurs", slug="couleurs")))


def committed():
    """What follows a commit happens at the end of the block."""
    return TestCase.captureOnCommitCallbacks(execute=True)


def translated(page):
    with committed():
        translate(page, {page.title: f"NL {page.title}"})
    return page


def fresh(page):
    return Page.objects.get(pk=page.pk).specific


def dutch(page):
    return Page.objects.get(translation_key=page.translation_key, locale__language_code="nl").specific


def status(client, path) -> int:
    return client.get(path).status_code


FRENCH, DUTCH = "/fr/coordination/graphique/", "/nl/coordination/graphique/"


# What follows


def test_the_translation_has_the_new_slug_and_old_addresses_lead_there_when_the_source_is_renamed(client, page, below):
    with committed():
        renamed = fresh(page)
        renamed.slug = "couleurs-et-lettres"
        renamed.save_revision().publish()
    assert status(client, "/nl/coordination/couleurs-et-lettres/couleurs/") == 200
    for old in (FRENCH, DUTCH, f"{FRENCH}couleurs/", f"{DUTCH}couleurs/"):
        answer = client.get(old)
        assert answer.status_code == 301
        assert answer["Location"].endswith(old.replace("graphique", "couleurs-et-lettres"))


def test_the_translation_moves_and_old_addresses_lead_there_when_the_source_moves(client, about, page, below):
    other = translated(add_page(about, StandardPage(title="Outils", slug="outils")))
    with committed():
        fresh(page).move(fresh(other), pos="last-child")
    assert status(client, "/nl/coordination/outils/graphique/couleurs/") == 200
    for old in (f"{FRENCH}couleurs/", f"{DUTCH}couleurs/"):
        assert client.get(old)["Location"].endswith(old.replace("graphique", "outils/graphique"))


def test_a_parent_is_made_in_the_other_language_when_the_new_one_has_none(client, about, page):
    other = add_page(about, StandardPage(title="Outils", slug="outils"))
    dutch(other).delete()
    fresh(page).move(fresh(other), pos="last-child")
    assert dutch(page).get_parent().alias_of_id == other.pk
    assert status(client, "/nl/coordination/outils/graphique/") == 200


def test_a_translation_goes_back_when_it_is_moved_alone(client, about, page):
    other = translated(add_page(about, StandardPage(title="Outils", slug="outils")))
    dutch(page).move(dutch(other), pos="last-child")
    assert status(client, DUTCH) == 200


def test_both_languages_go_when_the_source_is_unpublished_and_come_back_when_it_is_published(client, page, below):
    with committed():
        Page.objects.get(pk=page.pk).unpublish()
    for path in (FRENCH, DUTCH, f"{FRENCH}couleurs/", f"{DUTCH}couleurs/"):
        assert status(client, path) == 404
    with committed():
        fresh(page).get_latest_revision().publish()
    assert "NL Charte graphique" in client.get(DUTCH).content.decode()
    assert "NL Couleurs" in client.get(f"{DUTCH}couleurs/").content.decode()
    assert not WaitingPage.objects.exists()


def test_what_was_a_draft_stays_one_when_the_page_above_comes_back(client, page, below):
    fresh(below).unpublish()
    fresh(page).unpublish()
    with committed():
        fresh(page).get_latest_revision().publish()
    assert status(client, FRENCH) == 200
    assert status(client, f"{FRENCH}couleurs/") == 404


def test_only_what_was_public_comes_back_when_it_was_edited_meanwhile(client, page, below):
    fresh(page).unpublish()
    draft = fresh(below)
    draft.title = "Pas encore relu"
    draft.save_revision()
    with committed():
        fresh(page).get_latest_revision().publish()
    assert "Couleurs" in client.get(f"{FRENCH}couleurs/").content.decode()
    assert "Pas encore relu" not in client.get(f"{FRENCH}couleurs/").content.decode()


def test_both_languages_go_when_the_source_expires(client, page):
    soon = fresh(page)
    soon.expire_at = timezone.now() - dt.timedelta(minutes=1)
    soon.save()
    call_command("publish_scheduled")
    assert [status(client, FRENCH), status(client, DUTCH)] == [404, 404]


def test_the_translation_stays_when_the_end_of_its_source_is_taken_away(client, about):
    soon = timezone.now() + dt.timedelta(days=1)
    page = translated(add_page(about, StandardPage(title="Charte graphique", slug="graphique", expire_at=soon)))
    kept = fresh(page)
    kept.expire_at = None
    kept.save_revision().publish()
    assert dutch(page).expire_at is None


def test_the_translation_is_deleted_with_its_source_and_made_anew_with_the_next(client, about, page, below):
    fresh(page).delete()
    assert not Page.objects.filter(translation_key__in=[page.translation_key, below.translation_key]).exists()
    again = translated(add_page(about, StandardPage(title="Autre page", slug="graphique")))
    assert client.get(DUTCH).context["page"].translation_key == again.translation_key


@pytest.mark.parametrize("take_away", [lambda page: page.unpublish(), lambda page: page.delete()])
def test_readers_of_dutch_see_french_with_a_notice_when_only_dutch_goes(client, page, take_away):
    take_away(dutch(page))
    html = client.get(DUTCH).content.decode()
    assert "notice--warning" in html
    assert 'lang="fr">Charte graphique</h1>' in html
    assert f'<a href="{DUTCH}" lang="nl" hreflang="nl">' in client.get(FRENCH).content.decode()
    assert '<link rel="alternate" hreflang="nl"' not in client.get(FRENCH).content.decode()
    assert DUTCH not in client.get("/sitemap.xml").content.decode()


def test_a_copy_is_found_in_both_languages_when_it_is_published(client, page):
    fresh(page).copy(update_attrs={"slug": "copie", "title": "Copie"})
    assert status(client, "/nl/coordination/copie/") == 200
    assert "/nl/coordination/copie/" in client.get("/nl/").content.decode()


# What comes too early


def test_a_translation_stays_a_draft_until_its_source_is_published(client, about):
    page = add_page(about, StandardPage(title="Charte graphique", slug="graphique"), publish=False)
    with committed():
        translate(page, {page.title: "NL Charte graphique"})
    PublishPageRevisionAction(dutch(page).get_latest_revision()).execute()
    assert status(client, DUTCH) == 404
    with committed():
        fresh(page).get_latest_revision().publish()
    assert "NL Charte graphique" in client.get(DUTCH).content.decode()


def test_no_language_is_public_before_the_day_when_the_source_is_scheduled(client, about):
    page = StandardPage(title="Charte graphique", slug="graphique", go_live_at=timezone.now() + dt.timedelta(days=1))
    add_page(about, page)
    with committed():
        translate(page, {page.title: "NL Charte graphique"})
        fresh(page).get_latest_revision().publish()
    assert [status(client, FRENCH), status(client, DUTCH)] == [404, 404]


def test_the_scheduler_goes_on_when_a_translation_is_due_before_its_source(client, about, page):
    draft = add_page(about, StandardPage(title="Plus tard", slug="plus-tard"), publish=False)
    with committed():
        translate(draft, {draft.title: "Later"})
    past = timezone.now() - dt.timedelta(minutes=5)
    dutch(draft).get_latest_revision_as_object().save_revision(approved_go_live_at=past)
    changed = fresh(page)
    changed.title = "Nouveau titre"
    changed.save_revision(approved_go_live_at=past + dt.timedelta(minutes=1))
    call_command("publish_scheduled")
    assert status(client, "/nl/coordination/plus-tard/") == 404
    assert "Nouveau titre" in client.get(FRENCH).content.decode()


# The screens


@pytest.fixture
def editor(db):
    user = UserFactory(email="redaction@coordination.example")
    user.groups.add(Group.objects.get(name="Rédaction"))
    return user


@pytest.fixture
def office(signed_in, coordinator):
    return signed_in(coordinator)


def said(answer) -> str:
    words = " ".join(str(message) for message in answer.context["messages"])
    return words.replace("\N{NO-BREAK SPACE}", " ")


def test_the_editor_says_why_when_a_translation_is_published_first(office, client, about):
    page = add_page(about, StandardPage(title="Charte graphique", slug="graphique"), publish=False)
    with committed():
        translate(page, {page.title: "NL Charte graphique"})
    url = reverse("wagtailadmin_pages:edit", args=[dutch(page).pk])
    with committed():
        answer = office.post(url, {"action": "publish"}, follow=True)
    assert "Publiez d’abord « Charte graphique »" in said(answer)
    assert status(client, DUTCH) == 404


def test_the_editor_says_why_when_the_page_above_is_a_draft(office, client, about):
    draft = add_page(about, StandardPage(title="Brouillon", slug="brouillon"), publish=False)
    url = reverse("wagtailadmin_pages:add", args=["home", "standardpage", draft.pk])
    data = {"title": "Enfant", "slug": "enfant", "introduction": "", "tags": "", "body-count": "0", "share_image": ""}
    data |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "action-publish": "1"}
    answer = office.post(url, data, follow=True)
    assert "Publiez d’abord « Brouillon »" in said(answer)
    assert not StandardPage.objects.filter(slug="enfant", live=True).exists()


def test_the_question_says_what_follows_when_a_page_is_unpublished(office, client, page, below):
    url = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    html = office.get(url).content.decode()
    assert "Sa traduction quitte le site aussi" in html
    assert "1 page en dessous" in html
    assert "include_descendants" not in html
    assert office.post(url).status_code == 302
    assert status(client, f"{DUTCH}couleurs/") == 404


def test_the_question_says_what_stays_when_only_a_translation_goes(office, page):
    for action in ("unpublish", "delete"):
        answer = office.get(reverse(f"wagtailadmin_pages:{action}", args=[dutch(page).pk]))
        assert "avec un avis" in answer.content.decode()


def test_both_languages_go_when_the_coordinator_deletes_the_source(office, client, page):
    url = reverse("wagtailadmin_pages:delete", args=[page.pk])
    assert "Sa traduction est supprimée aussi" in office.get(url).content.decode()
    assert office.post(url).status_code == 302
    assert [status(client, FRENCH), status(client, DUTCH)] == [404, 404]


def test_the_source_is_moved_when_the_coordinator_moves_its_translation(office, client, about, page):
    other = translated(add_page(about, StandardPage(title="Outils", slug="outils")))
    confirm = "wagtailadmin_pages:move_confirm"
    answer = office.get(reverse(confirm, args=[dutch(page).pk, dutch(other).pk]))
    assert answer["Location"] == reverse(confirm, args=[page.pk, other.pk])
    assert "Sa traduction se déplace aussi" in office.get(answer["Location"]).content.decode()
    office.post(answer["Location"])
    assert status(client, "/nl/coordination/outils/graphique/") == 200


@pytest.mark.parametrize("action", ["delete", "unpublish", "move"])
def test_several_pages_are_acted_on_at_once_when_source_and_translation_are_ticked(office, client, about, page, action):
    other = translated(add_page(about, StandardPage(title="Outils", slug="outils")))
    # Wagtail itself moves no page into the tree of another language.
    ids = [page.pk] if action == "move" else [dutch(page).pk, page.pk]
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    url += "?" + "&".join(f"id={pk}" for pk in ids)
    assert office.get(url).status_code == 200
    assert office.post(url, {"chooser": other.pk}).status_code == 302
    assert [status(client, FRENCH), status(client, DUTCH)] == ([301, 301] if action == "move" else [404, 404])


def test_a_translation_ticked_alone_stays_when_pages_are_moved(office, client, about, page):
    other = translated(add_page(about, StandardPage(title="Outils", slug="outils")))
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"]) + f"?id={dutch(page).pk}"
    answer = office.post(url, {"chooser": dutch(other).pk}, follow=True)
    assert "choisissez plutôt cette page-là" in said(answer)
    assert status(client, DUTCH) == 200


@pytest.mark.parametrize("action", ["unpublish", "delete", "move_confirm"])
def test_nothing_is_done_when_the_translation_is_not_theirs(signed_in, coordinator, client, page, action):
    group = coordinator.groups.get()
    other = add_page(page.get_parent(), StandardPage(title="Outils", slug="outils"))
    for right in GroupPagePermission.objects.filter(group=group):
        right.page = Page.objects.get(depth=2, locale=Locale.objects.get(language_code="fr"))
        right.save()
    to = [page.pk, other.pk] if action == "move_confirm" else [page.pk]
    answer = signed_in(coordinator).post(reverse(f"wagtailadmin_pages:{action}", args=to), follow=True)
    assert "vous ne pouvez pas" in said(answer)
    assert [status(client, FRENCH), status(client, DUTCH)] == [200, 200]


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_an_editor_may_neither_unpublish_nor_delete_what_is_public(signed_in, editor, client, page, action):
    for one in (page, dutch(page)):
        assert signed_in(editor).post(reverse(f"wagtailadmin_pages:{action}", args=[one.pk])).status_code in {302, 403}
    assert [status(client, FRENCH), status(client, DUTCH)] == [200, 200]


def test_a_slug_is_refused_when_a_page_of_the_other_language_has_it(office, about, page):
    alone = StandardPage(title="Alleen", slug="alleen", locale=Locale.objects.get(language_code="nl"))
    dutch(about).add_child(instance=alone)
    url = reverse("wagtailadmin_pages:add", args=["home", "standardpage", about.pk])
    answer = office.post(url, {"title": "Seul", "slug": "alleen", "body-count": "0"})
    assert "a déjà cette adresse" in answer.content.decode()


def test_the_dashboard_names_a_page_when_its_translation_is_a_draft(office, page):
    home = reverse("wagtailadmin_home")
    assert "publiques dans une seule langue" not in office.get(home).content.decode()
    dutch(page).unpublish()
    html = office.get(home).content.decode()
    assert "publiques dans une seule langue" in html
    assert reverse("wagtailadmin_pages:edit", args=[dutch(page).pk]) in html


# Databases of earlier versions


def test_pages_that_drifted_apart_are_put_together_when_the_command_runs(client, about, page, below, capsys):
    other = translated(add_page(about, StandardPage(title="Outils", slug="outils")))
    strayed = dutch(page)
    Page.objects.filter(pk=strayed.pk).update(slug="ander", url_path=strayed.url_path.replace("graphique", "ander"))
    Page.objects.filter(pk=other.pk).update(live=False)
    news = NewsPage(title="Sans néerlandais", slug="seule", locale=about.locale)
    NewsIndexPage.objects.get(locale__language_code="fr").add_child(instance=news)
    call_command("align_translations", dry_run=True)
    assert "Nothing was written" in capsys.readouterr().out
    assert (status(client, DUTCH), dutch(page).slug) == (404, "ander")
    call_command("align_translations")
    assert capsys.readouterr().out.splitlines()[-1] == "3 changes."
    assert [status(client, path) for path in (DUTCH, "/nl/actualites/seule/")] == [200, 200]
    assert status(client, "/nl/coordination/outils/") == 404
    call_command("align_translations")
    assert capsys.readouterr().out.splitlines() == ["0 changes."]


def test_an_event_says_in_dutch_what_its_dates_are_when_it_is_hidden_and_shown(client, site_tree):
    event = translated(event_page(title="Rencontre", with_revision=True))
    path = f"/nl/agenda/{event.slug}/"
    fresh(event).unpublish()
    assert status(client, path) == 404
    with committed():
        fresh(event).get_latest_revision().publish()
    assert "NL Rencontre" in client.get(path).content.decode()

"""The rights of the groups of the CMS: those of a fresh install, and what an upgrade gives and leaves alone."""

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.management.sql import emit_post_migrate_signal
from factories.rights import FILES, PAGES, expected_rights, rights_of, rights_on_files, rights_on_pages

from home.access.roles import COORDINATION, EDITORS, give_new_rights

pytestmark = pytest.mark.django_db


def migrated() -> None:
    """What every ``migrate`` says once it is done."""
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")


@pytest.mark.parametrize("name", [COORDINATION, EDITORS])
def test_a_fresh_install_has_these_rights_and_no_other(name):
    assert rights_of(name) == expected_rights(name)
    assert rights_on_pages(name) == sorted((1, right) for right in PAGES[name])
    assert rights_on_files(name) == sorted((1, right) for right in FILES[name])


def test_there_are_two_groups():
    assert set(Group.objects.values_list("name", flat=True)) == {COORDINATION, EDITORS}


def test_the_groups_get_their_rights_when_an_upgrade_brings_a_model():
    Permission.objects.filter(content_type__app_label="events", content_type__model="signupsettings").delete()
    assert "events.change_signupsettings" not in rights_of(COORDINATION)
    migrated()
    assert rights_of(COORDINATION) == expected_rights(COORDINATION)
    assert rights_of(EDITORS) == expected_rights(EDITORS)
    made = Permission.objects.filter(content_type__app_label="events", content_type__model="signupsettings")
    assert dict(made.values_list("codename", "name")) == {
        "add_signupsettings": "Can add agenda and sign-up",
        "change_signupsettings": "Can change agenda and sign-up",
        "delete_signupsettings": "Can delete agenda and sign-up",
        "view_signupsettings": "Can view agenda and sign-up",
    }


def test_a_right_taken_away_by_hand_stays_away_when_the_install_is_upgraded():
    group = Group.objects.get(name=COORDINATION)
    group.permissions.remove(*group.permissions.filter(codename__in=("delete_theme", "change_signupsettings")))
    Permission.objects.filter(codename="view_mailtext").delete()
    migrated()
    taken = {"network.delete_theme", "events.change_signupsettings"}
    assert rights_of(COORDINATION) == sorted(set(expected_rights(COORDINATION)) - taken)


def test_a_right_given_by_hand_stays_when_the_install_is_upgraded():
    Group.objects.get(name=EDITORS).permissions.add(Permission.objects.get(codename="view_occurrence"))
    migrated()
    assert rights_of(EDITORS) == sorted([*expected_rights(EDITORS), "events.view_occurrence"])


def test_a_migration_costs_one_query_for_each_app_with_rights(django_assert_num_queries):
    # And the savepoint around each of them.
    with django_assert_num_queries(7 * 3):
        for config in apps.get_app_configs():
            give_new_rights(config)


def test_no_group_is_made_when_a_flushed_database_is_told_of_its_models():
    Group.objects.all().delete()
    Permission.objects.all().delete()
    migrated()
    assert not Group.objects.exists()


def test_new_rights_are_looked_for_before_django_makes_their_permissions():
    assert settings.INSTALLED_APPS.index("home") < settings.INSTALLED_APPS.index("django.contrib.auth")

"""The rights of the groups of the CMS, one by one: a fresh install and an upgraded one have the same."""

from django.contrib.auth.models import Group

RECORDS = {
    "Coordination": {
        "charter": {"charterversion": "add change delete view", "signature": "add change delete view"},
        "events": {
            "eventkind": "add change delete view",
            "feedreading": "view",
            "hostoffer": "change view",
            "importsource": "add change delete view",
            "mailtext": "change view",
            "occurrence": "view",
            "registration": "change view",
            "seat": "view",
            "signupsettings": "change",
        },
        "home": {"schoolholiday": "add change delete view", "sitesettings": "change"},
        "network": {
            "commune": "add change delete view",
            "invitation": "add view",
            "membership": "add change delete view",
            "organisation": "add change delete view",
            "outgoingmail": "change view",
            "person": "add change delete view",
            "representative": "add change delete view",
            "synonym": "add change delete view",
            "theme": "add change delete view",
            "user": "add change delete view",
            "workinggroup": "add change delete view",
        },
        "wagtail_localize": {"translation": "submit"},
        "wagtailadmin": {"admin": "access"},
        "wagtailredirects": {"redirect": "add change delete view"},
    },
    "Rédaction": {"wagtail_localize": {"translation": "submit"}, "wagtailadmin": {"admin": "access"}},
}
PAGES = {
    "Coordination": {"add_page", "bulk_delete_page", "change_page", "lock_page", "publish_page", "unlock_page"},
    "Rédaction": {"add_page", "change_page"},
}
FILES = {
    "Coordination": {
        *("add_image", "change_image", "choose_image", "delete_image"),
        *("add_document", "change_document", "choose_document", "delete_document"),
    },
    "Rédaction": {"add_image", "choose_image", "add_document", "choose_document"},
}


def expected_rights(name: str) -> list[str]:
    """``["events.change_mailtext", …]`` of the group ``name``, in order."""
    return sorted(
        f"{app}.{action}_{model}"
        for app, models in RECORDS[name].items()
        for model, actions in models.items()
        for action in actions.split()
    )


def rights_of(name: str) -> list[str]:
    """What the group ``name`` has on records, in order."""
    stored = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
    return sorted(f"{app}.{codename}" for app, codename in stored)


def rights_on_pages(name: str) -> list[tuple[int, str]]:
    """The depth of each page that the group ``name`` has a right on, and the right."""
    stored = Group.objects.get(name=name).page_permissions.values_list("page__depth", "permission__codename")
    return sorted(stored)


def rights_on_files(name: str) -> list[tuple[int, str]]:
    """The depth of each collection that the group ``name`` has a right on, and the right."""
    stored = Group.objects.get(name=name).collection_permissions.values_list(
        "collection__depth", "permission__codename"
    )
    return sorted(stored)

"""The groups of the CMS: the coordination does everything but technical settings, the editors write pages.

Called by a migration and by ``found_site``; an existing group is left as the administrator made it.
"""

from django.apps import apps as installed_apps

COORDINATION = "Coordination"
EDITORS = "Rédaction"

PAGES_OF_COORDINATION = ("add", "change", "publish", "bulk_delete", "lock", "unlock")
# Publishing an event writes dates and sends mails: editors hand their drafts to the coordination.
PAGES_OF_EDITORS = ("add", "change")

ALL = ("add", "change", "delete", "view")
RECORDS = {
    "network": {
        "organisation": ALL,
        "workinggroup": ALL,
        "membership": ALL,
        "representative": ALL,
        "person": ALL,
        "theme": ALL,
        "commune": ALL,
        "user": ALL,
        # Invitations are sent and taken back; no form edits one.
        "invitation": ("add", "view"),
        # No form writes a mail: to change one is to send it again.
        "outgoingmail": ("view", "change"),
    },
    # Dates and seats are facts: publishing and the seat services write them, no form does.
    "events": {
        "eventkind": ALL,
        "occurrence": ("view",),
        "registration": ("view", "change"),
        "seat": ("view",),
        "hostoffer": ("view", "change"),
        "feedreading": ("view",),
        "importsource": ALL,
        # The product knows the kinds of mails; none is added or deleted.
        "mailtext": ("view", "change"),
    },
    "charter": {"charterversion": ALL, "signature": ALL},
    "home": {"sitesettings": ("change",), "schoolholiday": ALL},
    "wagtailredirects": {"redirect": ALL},
    "wagtail_localize": {"translation": ("submit",)},
    "wagtailadmin": {"admin": ("access",)},
}
FILES_OF_COORDINATION = {
    "wagtailimages": {"image": ("add", "change", "choose", "delete")},
    "wagtaildocs": {"document": ("add", "change", "choose", "delete")},
}
RECORDS_OF_EDITORS = {"wagtail_localize": {"translation": ("submit",)}, "wagtailadmin": {"admin": ("access",)}}
FILES_OF_EDITORS = {"wagtailimages": {"image": ("add", "choose")}, "wagtaildocs": {"document": ("add", "choose")}}


def found_groups(apps=installed_apps) -> None:
    """Make the groups that are missing, with their rights on the whole tree; ``apps`` may be a migration's."""
    group_model = apps.get_model("auth", "Group")
    coordination, created = group_model.objects.get_or_create(name=COORDINATION)
    if created:
        grant(apps, coordination, records=RECORDS, files=FILES_OF_COORDINATION, pages=PAGES_OF_COORDINATION)
        for task in apps.get_model("wagtailcore", "GroupApprovalTask").objects.all():
            task.groups.add(coordination)
    editors, created = group_model.objects.get_or_create(name=EDITORS)
    if created:
        grant(apps, editors, records=RECORDS_OF_EDITORS, files=FILES_OF_EDITORS, pages=PAGES_OF_EDITORS)


def grant(apps, group, *, records, files, pages) -> None:
    """Give ``group`` rights on records, on files of every collection and on every page."""
    group.permissions.add(*permissions(apps, records))
    collection = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first()
    for permission in permissions(apps, files):
        apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
            group=group, collection=collection, permission=permission
        )
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    for permission in permissions(apps, {"wagtailcore": {"page": pages}}):
        apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
            group=group, page=root, permission=permission
        )


def permissions(apps, wanted: dict[str, dict[str, tuple[str, ...]]]) -> list:
    """The permissions that ``{app: {model: actions}}`` names; one a library makes in a migration only is made anew."""
    permission_model, content_type_model = (
        apps.get_model("auth", "Permission"),
        apps.get_model("contenttypes", "ContentType"),
    )
    return [
        permission_model.objects.get_or_create(
            content_type=content_type_model.objects.get_or_create(app_label=app, model=model)[0],
            codename=f"{action}_{model}",
            defaults={"name": f"Can {action} {model}"},
        )[0]
        for app, models in wanted.items()
        for model, actions in models.items()
        for action in actions
    ]

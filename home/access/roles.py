"""The groups of the CMS and what they may do: each app declares the rights on its own models, here they are given.

Coordination does everything but technical settings; the editors write pages. A group gets its rights when it is made,
and later those on what an upgrade brings. What an administrator changed by hand is never undone: a right on something
that was there before is not given again, and one declared later for it needs a migration of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import transaction

COORDINATION = "Coordination"
EDITORS = "Rédaction"

ALL = ("add", "change", "delete", "view")
PAGES = {
    COORDINATION: ("add", "change", "publish", "bulk_delete", "lock", "unlock"),
    # Publishing an event writes dates and sends mails: editors hand their drafts to the coordination.
    EDITORS: ("add", "change"),
}
FILES = {
    COORDINATION: {
        "wagtailimages.image": ("add", "change", "choose", "delete"),
        "wagtaildocs.document": ("add", "change", "choose", "delete"),
    },
    EDITORS: {"wagtailimages.image": ("add", "choose"), "wagtaildocs.document": ("add", "choose")},
}
Rights = Mapping[str, Mapping[str, tuple[str, ...]]]
"""What each group may do: ``{group: {"app.model": actions}}``."""
_declared: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)


def declare_rights(rights: Rights) -> None:
    """Have groups given these rights; called by ``AppConfig.ready`` of the app whose models they are on."""
    for group, models in rights.items():
        _declared[group].update(models)


def found_groups(apps=installed_apps) -> None:
    """Make the groups that are missing, with their rights on the whole tree; ``apps`` may be a migration's.

    An existing group is left as the administrator made it.
    """
    for name in (COORDINATION, EDITORS):
        group, created = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        if created:
            give_everything(apps, group)
            if name == COORDINATION:
                for task in apps.get_model("wagtailcore", "GroupApprovalTask").objects.all():
                    task.groups.add(group)


def give_everything(apps, group) -> None:
    """Give ``group`` its rights on records, on files of every collection and on every page."""
    group.permissions.add(*permissions(apps, _declared[group.name]))
    collection = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first()
    for permission in permissions(apps, FILES[group.name]):
        apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
            group=group, collection=collection, permission=permission
        )
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    for permission in permissions(apps, {"wagtailcore.page": PAGES[group.name]}):
        apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
            group=group, page=root, permission=permission
        )


def permissions(apps, wanted: Mapping[str, Iterable[str]]) -> list:
    """The permissions that ``{"app.model": actions}`` names, of the models that ``apps`` has.

    One that a library makes in a migration only is made anew.
    """
    content_types = apps.get_model("contenttypes", "ContentType").objects
    stored = apps.get_model("auth", "Permission").objects
    found = []
    for label, actions in wanted.items():
        if not has_model(apps, label):
            continue
        app, model = label.split(".")
        content_type, _ = content_types.get_or_create(app_label=app, model=model)
        for action in actions:
            permission, _ = stored.get_or_create(
                content_type=content_type,
                codename=f"{action}_{model}",
                defaults={"name": f"Can {action} {model}"},
            )
            found.append(permission)
    return found


def has_model(apps, label: str) -> bool:
    """Whether ``apps`` know the model; those of a migration know what there was then."""
    try:
        apps.get_model(label)
    except LookupError:
        return False
    return True


def give_new_rights(app_config, apps=installed_apps, using="default", **kwargs) -> None:
    """Give the groups their rights on what this migration brought to an app.

    Receives ``post_migrate`` before Django makes the permissions of new models: what is stored now was there before,
    or was given by a migration. It does so because its app stands above ``django.contrib.auth`` in the settings.
    """
    wanted = {
        name: {label: actions for label, actions in models.items() if label.startswith(f"{app_config.label}.")}
        for name, models in _declared.items()
    }
    if not any(wanted.values()) or not has_model(apps, "auth.group"):
        return
    with transaction.atomic(using=using):
        stored = apps.get_model("auth", "Permission").objects.using(using)
        before = set(
            stored.filter(content_type__app_label=app_config.label).values_list("content_type__model", "codename")
        )
        new = {name: missing(apps, models, before) for name, models in wanted.items()}
        if not any(new.values()):
            return
        create_permissions(app_config, verbosity=0, using=using, apps=apps)
        for group in apps.get_model("auth", "Group").objects.using(using).filter(name__in=new):
            group.permissions.add(*permissions(apps, new[group.name]))


def missing(apps, models: Mapping[str, tuple[str, ...]], before: set[tuple[str, str]]) -> dict[str, list[str]]:
    """Of the rights on ``models``, those whose permission (model and codename) is not among ``before``."""
    found = {}
    for label, actions in models.items():
        model = label.partition(".")[2]
        new = [action for action in actions if (model, f"{action}_{model}") not in before]
        if new and has_model(apps, label):
            found[label] = new
    return found

"""What the first migrations of rights import; each app declares the rights themselves (``home.access.roles``)."""

from home.access.roles import ALL, COORDINATION, found_groups
from home.access.roles import permissions as permissions_by_label

__all__ = ["ALL", "COORDINATION", "found_groups", "permissions"]


def permissions(apps, wanted: dict[str, dict[str, tuple[str, ...]]]) -> list:
    """The permissions that ``{app: {model: actions}}`` names, as those migrations write them."""
    labels = {f"{app}.{model}": actions for app, models in wanted.items() for model, actions in models.items()}
    return permissions_by_label(apps, labels)

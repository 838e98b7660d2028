"""What refers to a record, as the database knows it, and what becomes of that when the record is deleted.

Wagtail's register of references knows foreign keys and choosers, and no field of many to many.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import CASCADE, DO_NOTHING, PROTECT, RESTRICT, Model, Q
from modelcluster.fields import ParentalKey
from wagtail.models import TranslatableMixin


class Fate(StrEnum):
    """What deleting a record does to what refers to it."""

    PREVENTS = "prevents"
    GOES = "goes"
    STAYS = "stays"


@dataclass(frozen=True)
class Use:
    """``count`` rows of ``model`` refer to a record."""

    model: type[Model]
    fate: Fate
    count: int

    def __str__(self):
        names = self.model._meta
        return f"{self.count} {names.verbose_name if self.count == 1 else names.verbose_name_plural}"


def uses_of(record: Model, *, left_out: Collection[str] = ()) -> list[Use]:
    """What refers to ``record``, one query for each kind of row; a page counts once for all its languages.

    Rows of the record's own form do not count, nor those of apps ``left_out``.
    """
    references = defaultdict(Q)
    for model, field, fate in relations_to(type(record)):
        if model._meta.app_label not in left_out:
            references[model, fate] |= Q(**{field: record.pk})
    uses = (Use(model, fate, count(model, which)) for (model, fate), which in references.items())
    return [use for use in uses if use.count]


def count(model: type[Model], which: Q) -> int:
    rows = model._base_manager.filter(which)
    key = "translation_key" if issubclass(model, TranslatableMixin) else "pk"
    return rows.order_by().values(key).distinct().count()


def relations_to(model: type[Model]) -> Iterator[tuple[type[Model], str, Fate]]:
    """``(Organisation, "themes", Fate.STAYS)`` for each relation that leads to ``model``."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.related_model._meta.auto_created:
            continue
        source, field = relation.related_model, relation.field
        if relation.many_to_many:
            # Rows of a table in between that is a model count by themselves.
            if relation.through._meta.auto_created:
                yield source, field.name, Fate.STAYS  # ty: ignore[invalid-yield]
        elif not (relation.parent_link or isinstance(field, ParentalKey) or relation.on_delete is DO_NOTHING):
            yield source, field.name, fate_of(relation.on_delete)  # ty: ignore[invalid-yield]


def fate_of(on_delete) -> Fate:
    if on_delete in (PROTECT, RESTRICT):
        return Fate.PREVENTS
    return Fate.GOES if on_delete is CASCADE else Fate.STAYS

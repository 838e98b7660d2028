"""Every register, form and field of the CMS, found by what is registered: what is added later is found as well."""

from collections.abc import Iterator

import django_filters
from django import forms
from django.urls import get_resolver
from wagtail.admin.viewsets import viewsets
from wagtail.blocks import BaseStreamBlock, BaseStructBlock, FieldBlock, ListBlock
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.contrib.settings.views import get_setting_edit_handler
from wagtail.fields import StreamField
from wagtail.models import get_page_models


def subclasses(kind: type) -> list[type]:
    """Each class below ``kind`` once."""
    found = {}
    for child in kind.__subclasses__():
        found |= dict.fromkeys([child, *subclasses(child)])
    return [*found]


def model_forms() -> dict[type, type[forms.BaseForm]]:
    """The form of each page, setting and register, by its model."""
    pages = [model for model in get_page_models() if model.allowed_parent_page_models()]
    made = {model: model.get_edit_handler().get_form_class() for model in pages}
    made |= {model: get_setting_edit_handler(model).get_form_class() for model in settings_registry}
    for viewset in registers():
        made[viewset.model] = viewset.get_form_class(for_update=True)
    return made


def registers() -> list:
    """The viewsets that have forms: what is typed in, not what is only looked at."""
    _import_every_view()
    return [
        one for one in viewsets.viewsets if hasattr(one, "get_form_class") and getattr(one, "form_fields", None) != ()
    ]


def form_fields() -> Iterator[tuple[str, forms.Field]]:
    """``("EventDateForm.day", field)`` for every form and every filter there is; fields of several parts by part."""
    _import_every_view()
    kept = model_forms()
    for form in subclasses(forms.BaseForm):
        for name, field in getattr(form, "base_fields", {}).items():
            yield from _parts(f"{form.__name__}.{name}", field)
    for filters in subclasses(django_filters.FilterSet):
        for name, one in filters.base_filters.items():
            if not isinstance(one, django_filters.filters.QuerySetRequestMixin):
                yield from _parts(f"{filters.__name__}.{name}", one.field)
    for model in kept:
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                for path, block in _field_blocks(field.stream_block, f"{model.__name__}.{field.name}"):
                    yield from _parts(path, block.field)


def _import_every_view() -> None:
    get_resolver().url_patterns  # noqa: B018 -- it is reading them that imports


def _parts(path: str, field: forms.Field) -> Iterator[tuple[str, forms.Field]]:
    for part in getattr(field, "fields", None) or [field]:
        yield path, part


def _field_blocks(block, path: str) -> Iterator[tuple[str, FieldBlock]]:
    if isinstance(block, BaseStreamBlock | BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from _field_blocks(child, f"{path}.{name}")
    elif isinstance(block, ListBlock):
        yield from _field_blocks(block.child_block, path)
    elif isinstance(block, FieldBlock):
        yield path, block

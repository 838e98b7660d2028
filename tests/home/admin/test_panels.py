"""Every field that people may edit stands in a form of the CMS, or here with the reason why not."""

from factories.cms import model_forms
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations

from network.models import OpeningSlot

OURS = ("home", "network", "events", "charter")
ELSEWHERE = {
    "OpeningSlot.weekday": "each has a line of text in the form of the hours",
    "OpeningSlot.opens": "typed in the line of its day",
    "OpeningSlot.closes": "typed in the line of its day",
    "Representative.user": "asked by e-mail address, with or without an account",
    "User.date_joined": "written when the account is made",
    "User.is_staff": "rights come of roles; nothing here goes by it",
    "User.last_login": "written when somebody signs in",
    "User.password": "people sign in with a code by mail",
    "User.user_permissions": "rights come of roles",
    "WorkingGroup.organisations": "each membership has its days, and a register of its own",
}


def forms_by_model() -> dict:
    """The form of each of our models that the CMS edits, those of rows included."""
    forms = model_forms()
    for form in [*forms.values()]:
        forms |= {formset.model: formset.form for formset in getattr(form, "formsets", {}).values()}
        if timetables := getattr(form, "timetable_formset", None):
            forms[OpeningSlot] = timetables.form
    return {model: form for model, form in forms.items() if model._meta.app_label in OURS}


def typed_fields(model) -> list[str]:
    """What of ``model`` is ours to edit: neither Wagtail's own fields of a page nor the parent of a row."""
    fields = (*model._meta.fields, *model._meta.many_to_many)
    ours = (one for one in fields if one.model._meta.app_label in OURS and one.editable and not one.primary_key)
    return [field.name for field in ours if not isinstance(field, ParentalKey)]


def test_every_editable_field_stands_in_a_form_of_the_cms():
    forms = forms_by_model()
    missing = {
        f"{model.__name__}.{name}"
        for model, form in forms.items()
        for name in typed_fields(model)
        if name not in form.base_fields
    }
    assert missing == ELSEWHERE.keys()


def test_every_kind_of_row_stands_in_the_form_of_what_it_belongs_to():
    forms = forms_by_model()
    there_are = {
        f"{model.__name__}.{rows.get_accessor_name()}"
        for model in forms
        for rows in get_all_child_relations(model)
        if rows.model is model
    }
    in_forms = {f"{model.__name__}.{name}" for model, form in forms.items() for name in getattr(form, "formsets", {})}
    assert {"EventPage.dates", "Organisation.services"} <= there_are
    assert there_are - in_forms == {"Organisation.opening_slots"}

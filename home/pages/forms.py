"""The editor's form of every page."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from home.pages.admin_actions import slug_taken_by
from home.pages.translation_groups import source_of


class PageForm(WagtailAdminPageForm):
    """The slug is the same in both languages: it is written on the page that is translated, and free in both."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        slug = self.fields.get("slug")
        if slug and self.instance.pk and self.instance.depth > 2 and source_of(self.instance):
            slug.disabled = True
            slug.help_text = _("As on the page that this one translates: change it there, and both addresses follow.")

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug and self.parent_page and (other := slug_taken_by(self.instance, slug, self.parent_page)):
            raise ValidationError(
                _("In the other language, “%(title)s” has this address already: choose another one."),
                params={"title": other.title},
            )
        return slug

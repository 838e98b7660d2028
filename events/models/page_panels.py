"""The long form of an event in five calm tabs; what is seldom needed stays folded."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)

from home.models import BasePage


class RepetitionPanel(Panel):
    """Beside the dates, once the page is saved: the rule that made them, in words, and the way to change it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "events/repetition/admin/repetition_panel.html"

        def is_shown(self):
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {
                "repetition": self.instance.repetition,
                "repetition_url": reverse("event_repetition", args=[self.instance.pk]),
                "duplicate_url": reverse("event_duplicate", args=[self.instance.pk]),
            }


WHAT = [
    *BasePage.content_panels,
    FieldRowPanel([FieldPanel("kind"), FieldPanel("group")]),
    FieldRowPanel([FieldPanel("audience"), FieldPanel("spoken")]),
    FieldPanel("body"),
    FieldPanel("practical"),
]
DATES = [
    RepetitionPanel(heading=_("Repetition")),
    InlinePanel("dates", heading=_("Dates"), label=_("Date"), min_num=1),
]
PLACE = [
    MultiFieldPanel(
        [FieldPanel("host"), FieldRowPanel([FieldPanel("place_fr"), FieldPanel("place_nl")]), FieldPanel("access")],
        heading=_("Place"),
    ),
    MultiFieldPanel(
        [FieldPanel("conference_url"), FieldPanel("conference_is_public")],
        heading=_("From afar"),
        classname="collapsed",
    ),
]
SIGN_UP = [
    FieldPanel("sign_up"),
    FieldRowPanel([FieldPanel("capacity"), FieldPanel("opens_days_before"), FieldPanel("closes_days_before")]),
    FieldRowPanel([FieldPanel("organisation_cap"), FieldPanel("cap_lifted_days_before")]),
    FieldRowPanel([FieldPanel("reminder_days"), FieldPanel("quorum")]),
    FieldRowPanel([FieldPanel("asks_meal"), FieldPanel("asks_needs")]),
    FieldPanel("shows_participants"),
]
PROGRAMME = [
    HelpPanel(
        _(
            "Sessions that start at the same time are shown side by side, as parallel workshops. Write both languages "
            "here: the Dutch page takes its words from these fields."
        ),
        heading=_("How the programme is shown"),
    ),
    InlinePanel("programme", heading=_("Programme"), label=_("Session")),
    InlinePanel(
        "documents",
        heading=_("Documents"),
        label=_("Document"),
        help_text=_("Files of a private collection are listed for members who are signed in only."),
    ),
    InlinePanel(
        "stands",
        heading=_("Stands"),
        label=_("Stand"),
        help_text=_("For parties and fairs: who stands where, and what they show."),
        classname="collapsed",
    ),
]


def event_tabs(*, form_class: type) -> TabbedInterface:
    """The form of an event page."""
    return TabbedInterface(
        [
            ObjectList(WHAT, heading=_("What")),
            ObjectList(DATES, heading=_("Dates")),
            ObjectList(PLACE, heading=_("Place")),
            ObjectList(SIGN_UP, heading=_("Sign-up")),
            ObjectList(PROGRAMME, heading=_("Programme and documents")),
            ObjectList(BasePage.promote_panels, heading=_("Address and picture")),
            ObjectList(BasePage.settings_panels, heading=_("Publication")),
        ],
        base_form_class=form_class,
    )

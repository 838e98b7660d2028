"""The coordinator's rules of assemblies, hosting, sign-up and of how long personal data is kept."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from home.cache.remembered import remembered
from home.text.bilingual import Bilingual


@register_setting(icon="calendar-alt")
class SignUpSettings(BaseSiteSetting):
    """The rules of dates and sign-ups; one row per Wagtail site. Read them by ``sign_up_settings``."""

    notice_days = models.PositiveSmallIntegerField(
        _("notice of an assembly, in days"),
        default=15,
        help_text=_("The convocation with its agenda leaves at the latest this many days before."),
    )
    host_checklist_days = models.PositiveSmallIntegerField(
        _("checklist to the host, days before"), default=21, help_text=_("For kinds of event whose hosts take turns.")
    )
    host_totals_days = models.PositiveSmallIntegerField(
        _("number of meals to the host, days before"), default=3, help_text=_("Totals only, never a name.")
    )
    host_checklist_fr = models.TextField(
        _("checklist for hosts, in French"), max_length=2000, blank=True, help_text=_("One thing to do per line.")
    )
    host_checklist_nl = models.TextField(_("checklist for hosts, in Dutch"), max_length=2000, blank=True)

    offer_hours = models.PositiveSmallIntegerField(
        _("an offered seat is held, in hours"),
        default=48,
        help_text=_("Then it passes on to whoever waits next."),
    )
    near_days = models.PositiveSmallIntegerField(_("near the date, from so many days before"), default=3)
    near_offer_hours = models.PositiveSmallIntegerField(_("near the date an offer is held, in hours"), default=6)
    manual_hours = models.PositiveSmallIntegerField(
        _("the coordination decides, in the last hours"),
        default=12,
        help_text=_("From then on a free seat is offered to nobody by itself."),
    )
    confirmation_hours = models.PositiveSmallIntegerField(
        _("a seat waits for its e-mail to be confirmed, in hours"),
        default=24,
        help_text=_("For sign-ups of the public."),
    )
    unconfirmed_share = models.PositiveSmallIntegerField(
        _("seats of a date that unconfirmed e-mails may hold, in percent"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("So that nobody keeps others out with addresses that are never confirmed. One form always may."),
    )
    unconfirmed_by_place = models.PositiveSmallIntegerField(
        _("of these, from one connection"),
        default=12,
        validators=[MinValueValidator(1)],
        help_text=_("A household or an office that shares one address on the internet."),
    )
    names_kept_months = models.PositiveSmallIntegerField(
        _("names are erased, months after the date"), default=12, help_text=_("Counts stay.")
    )
    wishes_kept_days = models.PositiveSmallIntegerField(
        _("meals and access needs are erased, days after the date"), default=7
    )

    host_checklist = Bilingual()

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("notice_days"),
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("host_checklist_days"), FieldPanel("host_totals_days")]),
                            FieldRowPanel([FieldPanel("host_checklist_fr"), FieldPanel("host_checklist_nl")]),
                        ],
                        heading=_("Hosts in turn"),
                    ),
                ],
                heading=_("Agenda"),
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            FieldPanel("offer_hours"),
                            FieldRowPanel([FieldPanel("near_days"), FieldPanel("near_offer_hours")]),
                            FieldPanel("manual_hours"),
                        ],
                        heading=_("Waiting list"),
                    ),
                    MultiFieldPanel(
                        [
                            FieldPanel("confirmation_hours"),
                            FieldRowPanel([FieldPanel("unconfirmed_share"), FieldPanel("unconfirmed_by_place")]),
                        ],
                        heading=_("Sign-ups of the public"),
                    ),
                    MultiFieldPanel(
                        [FieldPanel("wishes_kept_days"), FieldPanel("names_kept_months")],
                        heading=pgettext_lazy("personal data", "Privacy"),
                    ),
                ],
                heading=_("Sign-up"),
            ),
        ]
    )

    class Meta:
        verbose_name = _("agenda and sign-up")


@remembered
def sign_up_settings() -> SignUpSettings:
    """The rules of the default site, to read only; those of a new install where none are written yet."""
    return SignUpSettings.objects.filter(site__is_default_site=True).first() or SignUpSettings()

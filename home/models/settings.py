"""What makes an install one coordination's own: names, contact, logo, colours, notice."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from home.bilingual import Bilingual
from home.colours import validate_hex, validate_ink_text, validate_white_text


@register_setting(icon="cog")
class SiteSettings(BaseSiteSetting):
    """The coordinator's settings; one row per Wagtail site."""

    select_related = ["logo"]

    name_fr = models.CharField(_("name in French"), max_length=80, default="Coordination sociale")
    name_nl = models.CharField(_("name in Dutch"), max_length=80, default="Sociale coördinatie")
    tagline_fr = models.CharField(
        _("line above the header, in French"), max_length=120, blank=True, help_text=_("Shown at the top of each page.")
    )
    tagline_nl = models.CharField(_("line above the header, in Dutch"), max_length=120, blank=True)
    logo = models.ForeignKey(
        "home.SiteImage",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown in the header in place of the plate with the names."),
    )

    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Answers to the site's mails arrive here."))
    phone = models.CharField(
        _("telephone"), max_length=30, blank=True, help_text=_("Shown beside each form, for people without internet.")
    )
    street_fr = models.CharField(_("street and number in French"), max_length=120, blank=True)
    street_nl = models.CharField(_("street and number in Dutch"), max_length=120, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=4, blank=True)
    commune_fr = models.CharField(_("commune in French"), max_length=60, blank=True)
    commune_nl = models.CharField(_("commune in Dutch"), max_length=60, blank=True)
    desk_hours_fr = models.CharField(_("desk hours in French"), max_length=120, blank=True)
    desk_hours_nl = models.CharField(_("desk hours in Dutch"), max_length=120, blank=True)

    primary_colour = models.CharField(
        _("main colour"),
        max_length=7,
        default="#17367f",
        validators=[validate_hex, validate_white_text],
        help_text=_("Plates, buttons and links. White text must be readable on it."),
    )
    accent_colour = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#ffd23f",
        validators=[validate_hex, validate_ink_text],
        help_text=_("Keyboard focus and today's date. Dark text must be readable on it."),
    )

    notice_fr = models.CharField(
        _("notice in French"), max_length=300, blank=True, help_text=_("Shown above every page while it is filled in.")
    )
    notice_nl = models.CharField(_("notice in Dutch"), max_length=300, blank=True)
    footer_fr = models.TextField(_("footer text in French"), max_length=500, blank=True)
    footer_nl = models.TextField(_("footer text in Dutch"), max_length=500, blank=True)

    notice_days = models.PositiveSmallIntegerField(
        _("notice of an assembly, in days"),
        default=15,
        help_text=_("The convocation with its agenda leaves at the latest this many days before."),
    )
    closed_on_public_holidays = models.BooleanField(
        _("closed on public holidays"),
        default=True,
        help_text=_("On a public holiday no member counts as open, and its sheet names the holiday."),
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

    name = Bilingual()
    tagline = Bilingual()
    street = Bilingual()
    commune = Bilingual()
    desk_hours = Bilingual()
    notice = Bilingual()
    footer = Bilingual()
    host_checklist = Bilingual()

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("name_fr"), FieldPanel("name_nl")]),
                    FieldRowPanel([FieldPanel("tagline_fr"), FieldPanel("tagline_nl")]),
                    FieldRowPanel([FieldPanel("footer_fr"), FieldPanel("footer_nl")]),
                ],
                heading=_("Names"),
            ),
            ObjectList([FieldRowPanel([FieldPanel("notice_fr"), FieldPanel("notice_nl")])], heading=_("Notice")),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("street_fr"), FieldPanel("street_nl")]),
                            FieldPanel("postal_code"),
                            FieldRowPanel([FieldPanel("commune_fr"), FieldPanel("commune_nl")]),
                            FieldRowPanel([FieldPanel("desk_hours_fr"), FieldPanel("desk_hours_nl")]),
                        ],
                        heading=_("Desk"),
                    ),
                ],
                heading=_("Contact"),
            ),
            ObjectList(
                [FieldPanel("logo"), FieldRowPanel([FieldPanel("primary_colour"), FieldPanel("accent_colour")])],
                heading=_("Look"),
            ),
            ObjectList(
                [
                    FieldPanel("notice_days"),
                    FieldPanel("closed_on_public_holidays"),
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
                        [FieldPanel("wishes_kept_days"), FieldPanel("names_kept_months")], heading=_("Privacy")
                    ),
                ],
                heading=_("Sign-up"),
            ),
        ]
    )

    class Meta:
        verbose_name = _("the coordination")

    @classmethod
    def for_request(cls, request):
        """The settings of the site asked for, to read only: the same object for all requests of a process."""
        from home.sites import settings_of, site_for

        return settings_of(site_for(request))

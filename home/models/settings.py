"""What makes an install one coordination's own: names, contact, logo, colours, notice."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from home.colours import validate_hex, validate_ink_text, validate_white_text
from home.text.bilingual import Bilingual


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

    closed_on_public_holidays = models.BooleanField(
        _("closed on public holidays"),
        default=True,
        help_text=_("On a public holiday no member counts as open, and its sheet names the holiday."),
    )
    name = Bilingual()
    tagline = Bilingual()
    street = Bilingual()
    commune = Bilingual()
    desk_hours = Bilingual()
    notice = Bilingual()
    footer = Bilingual()

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
                heading=pgettext_lazy("appearance", "Look"),
            ),
            ObjectList([FieldPanel("closed_on_public_holidays")], heading=_("Network")),
        ]
    )

    class Meta:
        verbose_name = _("the coordination")

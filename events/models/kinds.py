"""Kinds of event: data of the coordinator, and the templates new events start from."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.colours import validate_hex, validate_white_text
from home.text.bilingual import Bilingual
from network.models.organisations import unique_slug

# So many reminders that nobody reads the last.
MOST_REMINDERS = 5
LONGEST_BEFORE = 60


def days_before(text: str) -> list[int]:
    """``"7, 2"`` as days, the longest before first, each once; raises ValueError for what is no list of days."""
    return sorted({int(part) for part in text.replace(";", ",").split(",") if part.strip()}, reverse=True)


def validate_days_before(text: str) -> None:
    """Refuse what is no short list of numbers of days."""
    try:
        days = days_before(text)
    except ValueError as error:
        raise ValidationError(_("Write numbers of days with commas between, like 7, 2.")) from error
    if len(days) > MOST_REMINDERS or any(not 0 <= day <= LONGEST_BEFORE for day in days):
        raise ValidationError(_("At most five reminders, from 0 to 60 days before."))


class SignUp(models.TextChoices):
    """Who may take a seat."""

    NONE = "none", _("no sign-up: everybody just comes")
    MEMBERS = "members", _("member organisations sign up")
    PUBLIC = "public", _("everybody signs up, by e-mail")


class Audience(models.TextChoices):
    """Whom an event is for."""

    ALL = "tous", _("open to all")
    MEMBERS = "membres", _("for members of the network")


class Spoken(models.TextChoices):
    """The language an event is held in."""

    FRENCH = "fr", _("French")
    DUTCH = "nl", _("Dutch")
    BOTH = "fr-nl", _("French and Dutch")


class EventKind(models.Model):
    """Assembly, midi, colloquium …: a label and colour, and what a new event of this kind starts with."""

    slug = models.SlugField(_("address"), max_length=60, unique=True, editable=False)
    name_fr = models.CharField(_("name in French"), max_length=60, unique=True)
    name_nl = models.CharField(_("name in Dutch"), max_length=60, blank=True)
    plural_fr = models.CharField(
        _("plural in French"), max_length=60, blank=True, help_text=_("Title of its list and feed.")
    )
    plural_nl = models.CharField(_("plural in Dutch"), max_length=60, blank=True)
    colour = models.CharField(
        _("colour"), max_length=7, default="#17367f", validators=[validate_hex, validate_white_text]
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    hosts_in_turn = models.BooleanField(
        _("hosts take turns"),
        default=False,
        help_text=_("Members offer months, and the host gets a checklist by mail."),
    )
    needs_notice = models.BooleanField(
        _("needs a convocation"), default=False, help_text=_("The latest day for it is computed from the settings.")
    )
    takes_proxies = models.BooleanField(
        _("members may give a proxy"),
        default=False,
        help_text=_("An organisation that excuses itself may let another one vote for it."),
    )
    active = models.BooleanField(_("offered for new events"), default=True)

    default_title_fr = models.CharField(_("title to start from, in French"), max_length=120, blank=True)
    default_title_nl = models.CharField(_("title to start from, in Dutch"), max_length=120, blank=True)
    default_introduction_fr = models.TextField(_("introduction to start from, in French"), max_length=500, blank=True)
    default_introduction_nl = models.TextField(_("introduction to start from, in Dutch"), max_length=500, blank=True)
    default_start = models.TimeField(_("usually starts at"), null=True, blank=True)
    default_end = models.TimeField(_("usually ends at"), null=True, blank=True)
    default_audience = models.CharField(_("for whom"), max_length=7, choices=Audience.choices, default=Audience.MEMBERS)
    default_asks_meal = models.BooleanField(_("ask about the meal"), default=False)
    default_asks_needs = models.BooleanField(_("ask about access needs"), default=False)
    default_sign_up = models.CharField(_("sign-up"), max_length=10, choices=SignUp.choices, default=SignUp.MEMBERS)
    default_capacity = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    default_closes_days_before = models.PositiveSmallIntegerField(_("sign-up closes, days before"), default=2)
    default_reminder_days = models.CharField(
        _("reminders, days before"), max_length=20, blank=True, default="2", validators=[validate_days_before]
    )

    name = Bilingual()
    plural = Bilingual()
    default_title = Bilingual()
    default_introduction = Bilingual()

    # Fields of an event that start as the kind says; the form of a new event asks about the other defaults.
    COPIED = ("audience", "asks_meal", "asks_needs", "sign_up", "closes_days_before", "reminder_days")

    class Meta:
        verbose_name = _("kind of event")
        verbose_name_plural = _("kinds of event")
        ordering = ("order", "name_fr")

    def __str__(self):
        return self.name

    def copied(self) -> dict:
        """What a new event of this kind has from the start, by the names of its fields."""
        return {name: getattr(self, f"default_{name}") for name in self.COPIED}

    def save(self, *args, **kwargs):
        self.slug = self.slug or unique_slug(EventKind, self.name_fr)
        super().save(*args, **kwargs)

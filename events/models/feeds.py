"""Who may read a private feed, and which kinds of client read which feed."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, organisations_of


def new_token() -> str:
    """192 random bits, fit for an address."""
    return secrets.token_urlsafe(24)


class FeedTokenQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Tokens of the organisations ``user`` acts for today; the coordination reads nobody's private calendar."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(organisation__in=organisations_of(user))


class FeedToken(models.Model):
    """The secret in the address of an organisation's private feed; a replaced one answers for 30 days that it is."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="feed_tokens"
    )
    token = models.CharField(_("token"), max_length=43, unique=True, default=new_token)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("made on"), default=timezone.now)
    revoked_at = models.DateTimeField(_("replaced or revoked on"), null=True, blank=True)

    objects = FeedTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("private calendar address")
        verbose_name_plural = _("private calendar addresses")
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=("organisation",), condition=Q(revoked_at=None), name="events_feed_token_one_in_force"
            )
        ]

    def __str__(self):
        return f"{self.organisation} – {self.created_at:%d/%m/%Y}"


class Client(models.TextChoices):
    """The kinds of program that read feeds, as far as their names tell."""

    GOOGLE = "google", _("Google Agenda")
    OUTLOOK = "outlook", _("Outlook and Microsoft 365")
    APPLE = "apple", _("Apple (iPhone, iPad, Mac)")
    THUNDERBIRD = "thunderbird", _("Thunderbird")
    NEXTCLOUD = "nextcloud", _("Nextcloud")
    ANDROID = "android", _("DAVx⁵ and ICSx⁵ (Android)")
    TERMINAL = "terminal", _("khal and vdirsyncer")
    BROWSER = "browser", _("web browser")
    ROBOT = "robot", _("search robot")
    OTHER = "other", _("other program")


class FeedReading(models.Model):
    """How often a kind of client read a feed, and when last: sums, never an address of a person or machine."""

    feed = models.CharField(_("feed"), max_length=250)
    client = models.CharField(_("program"), max_length=40)
    count = models.PositiveBigIntegerField(_("times read"), default=0)
    first_read_on = models.DateField(_("first read on"), default=timezone.localdate)
    last_read_at = models.DateTimeField(_("last read"))

    class Meta:
        verbose_name = _("reading of a feed")
        verbose_name_plural = _("readings of feeds")
        ordering = ("-last_read_at",)
        constraints = [models.UniqueConstraint(fields=("feed", "client"), name="events_feed_reading_unique")]

    def __str__(self):
        return f"{self.feed} – {self.client}"

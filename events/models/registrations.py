"""Sign-ups. A confirmed seat has a number; the database itself refuses the one too many."""

from collections import Counter

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, Person, organisations_of

from .occurrences import Occurrence


class Meal(models.TextChoices):
    """What a person eats, asked only where the event does; erased seven days after the date."""

    ANY = "any", _("eats everything")
    VEGETARIAN = "vegetarian", _("vegetarian")
    VEGAN = "vegan", _("vegan")
    NONE = "none", _("no meal")


class Need(models.TextChoices):
    """What a person needs to take part, asked only where the event does; erased seven days after the date."""

    STEP_FREE = "step_free", _("step-free access")
    SIGN_LANGUAGE = "sign", _("sign language")
    HEARING_LOOP = "hearing", _("hearing loop")
    INTERPRETER = "interpreter", _("an interpreter")
    COMPANION = "companion", _("somebody at the entrance")


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Registrations of ``user``'s own organisations; all of them for the coordination; none for visitors."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("events.view_registration"):
            return self
        return self.filter(organisation__in=organisations_of(user))


class Registration(models.Model):
    """One sign-up form sent: an organisation, a date, the people it sends."""

    occurrence = models.ForeignKey(
        Occurrence, verbose_name=_("date"), on_delete=models.PROTECT, related_name="registrations"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="registrations"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("signed up by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    token = models.UUIDField(_("form"), unique=True, help_text=_("Identifies the form sent, so that it counts once."))
    note = models.TextField(_("message to the coordination"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("signed up on"), default=timezone.now)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ("created_at", "pk")

    def __str__(self):
        return f"{self.organisation} – {self.occurrence}"


class SeatQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Seats of the registrations ``user`` may see."""
        return self.filter(registration__in=Registration.objects.visible_to(user))

    def changeable_by(self, user):
        """Seats ``user`` may cancel or name: those of their organisations, and all of them for the coordination."""
        if user.has_perm("events.change_registration"):
            return self
        return self.filter(registration__organisation__in=organisations_of(user))

    def active(self):
        """Seats held or waited for."""
        return self.exclude(status=Seat.Status.CANCELLED)

    def queue(self):
        """The waiting list in its order: first come, first served."""
        return self.filter(status=Seat.Status.WAITING).order_by("queued_at", "pk")

    def ranks(self, occurrence_ids) -> dict[int, int]:
        """Rank in the queue of its date, from 1 and without gaps, by primary key of each waiting seat."""
        waiting = self.queue().filter(occurrence_id__in=set(occurrence_ids)).values_list("pk", "occurrence_id")
        counts = Counter()
        ranks = {}
        for pk, occurrence_id in waiting:
            counts[occurrence_id] += 1
            ranks[pk] = counts[occurrence_id]
        return ranks


class Seat(models.Model):
    """One person's place at a date, confirmed with a number or waiting. ``events.seats`` alone writes it."""

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("cancelled")

    registration = models.ForeignKey(
        Registration, verbose_name=_("registration"), on_delete=models.PROTECT, related_name="seats"
    )
    occurrence = models.ForeignKey(Occurrence, verbose_name=_("date"), on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="seats",
        help_text=_("Empty while the organisation has not named the person."),
    )
    status = models.CharField(_("status"), max_length=9, choices=Status.choices)
    number = models.PositiveSmallIntegerField(_("seat number"), null=True, blank=True)
    ceiling = models.PositiveSmallIntegerField(
        _("seats of the date"),
        null=True,
        blank=True,
        help_text=_("Copied from the date, so that the database can check."),
    )
    meal = models.CharField(_("meal"), max_length=10, choices=Meal.choices, blank=True)
    needs = models.JSONField(_("access needs"), default=list, blank=True, help_text=_("Codes of ``Need``."))
    queued_at = models.DateTimeField(_("asked on"))
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled on"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ("occurrence", "queued_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=("occurrence", "number"), name="events_seat_number_unique"),
            models.UniqueConstraint(
                fields=("occurrence", "person"), condition=~Q(status="cancelled"), name="events_seat_person_once"
            ),
            models.CheckConstraint(
                condition=Q(status="confirmed", number__isnull=False) | (~Q(status="confirmed") & Q(number=None)),
                name="events_seat_confirmed_has_number",
            ),
            models.CheckConstraint(
                condition=Q(number=None) | (Q(number__gte=1) & (Q(ceiling=None) | Q(number__lte=F("ceiling")))),
                name="events_seat_number_within_ceiling",
            ),
        ]
        indexes = [models.Index(fields=("occurrence", "status", "queued_at"), name="events_seat_queue")]

    def __str__(self):
        return self.display_name

    @property
    def display_name(self) -> str:
        """The person's name, or that the organisation will name someone."""
        return self.person.name if self.person else str(_("to be named"))

    @property
    def needs_in_words(self) -> str:
        """The access needs in the reader's language, with commas between; empty where there are none."""
        return ", ".join(str(Need(need).label) for need in self.needs if need in Need.values)

    @property
    def wish_in_words(self) -> str:
        """Meal and access needs on one line; empty where nothing was asked or said."""
        return " · ".join(filter(None, (self.get_meal_display() if self.meal else "", self.needs_in_words)))

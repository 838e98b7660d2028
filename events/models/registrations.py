"""Sign-ups and their seats. A seat that is held has a number, and the database itself refuses one too many."""

from collections import defaultdict

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.actors import Actor, LinkHolder
from events.models.occurrences import Occurrence
from events.models.waiting_list import Standing, in_order
from events.models.workshops import Workshop
from events.stable_names import Permission
from home.text.emails import NormalizedEmailField
from home.text.names import NameField
from network.models import Organisation, Person, organisations_of


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


class Attendance(models.TextChoices):
    """What became of a seat on the day."""

    PRESENT = "present", _("present")
    EXCUSED = "excused", _("excused")
    REPRESENTED = "represented", _("represented")
    ABSENT = "absent", _("absent")


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, user: Actor):
        """Registrations of ``user``'s own organisations; all of them for the coordination; none for visitors."""
        if isinstance(user, LinkHolder):
            return self.filter(pk=user.registration_id)
        if not user.is_authenticated:
            return self.none()
        if user.has_perm(Permission.VIEW_REGISTRATION):
            return self
        return self.filter(organisation__in=organisations_of(user))


class Registration(models.Model):
    """One sign-up form sent: a date, and the people an organisation sends or somebody from the public brings.

    Without ``organisation`` it is the public's: ``contact_name`` and ``email`` say whose, ``confirmed_at`` when that
    address was confirmed. The names of a registration are erased some months after its date (``erased_at``); the
    organisation and the seats stay, so that counts stay right.
    """

    occurrence = models.ForeignKey(
        Occurrence, verbose_name=_("date"), on_delete=models.PROTECT, related_name="registrations"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="registrations",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("signed up by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    contact_name = NameField(_("first and last name"), max_length=120, blank=True)
    email = NormalizedEmailField(_("e-mail"), blank=True)
    language = models.CharField(
        _("language of the mails"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    token = models.UUIDField(_("form"), unique=True, help_text=_("Identifies the form sent, so that it counts once."))
    note = models.TextField(_("message to the coordination"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("signed up on"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("e-mail confirmed on"), null=True, blank=True)
    erased_at = models.DateTimeField(_("names erased on"), null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    # Known of some instances only.
    author_acts = False
    """Whether ``created_by`` is known to act for the organisation today."""
    standing: "list[tuple[Seat, int]] | None" = None
    """Its seats, each with its rank in the queue (0 for one that does not wait), as they were just given."""

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ("created_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("occurrence", "email"),
                condition=Q(organisation=None) & ~Q(email=""),
                name="events_registration_email_once",
            ),
        ]

    def __str__(self):
        return f"{self.whose} – {self.occurrence}"

    @property
    def is_public(self) -> bool:
        """Whether somebody from the public made it, for themselves and those they bring."""
        return self.organisation_id is None

    @property
    def may_be_written_to(self) -> bool:
        """Whether mails may tell of it: of the public's once the address is confirmed."""
        return not self.is_public or self.confirmed_at is not None

    @property
    def whose(self) -> str:
        """The organisation's name, or that of the person from the public."""
        return self.organisation.name if self.organisation else self.contact_name or str(_("name erased"))


class SeatQuerySet(models.QuerySet):
    def visible_to(self, user: Actor):
        """Seats of the registrations ``user`` may see."""
        return self.filter(registration__in=Registration.objects.visible_to(user))

    def changeable_by(self, user: Actor):
        """Seats ``user`` may cancel or name: those of their organisations, and all of them for the coordination."""
        if isinstance(user, LinkHolder):
            return self.filter(registration_id=user.registration_id)
        if user.has_perm(Permission.CHANGE_REGISTRATION):
            return self
        return self.filter(registration__organisation__in=organisations_of(user))

    def with_people(self):
        """The person, the organisation and who signed them up in the same query: what lists and mails tell."""
        return self.select_related("person", "registration__organisation", "registration__created_by")

    def with_workshops(self):
        """The places at workshops, with the workshop of each, in one query more: ``seat.workshops.all()``."""
        return self.prefetch_related(models.Prefetch("workshops", queryset=WorkshopPlace.objects.listed()))

    def held(self):
        """Seats that count against the capacity: confirmed, offered, or kept until an address is confirmed."""
        return self.filter(number__isnull=False)

    def active(self):
        """Seats held or waited for."""
        return self.exclude(status__in=Seat.GIVEN_UP)

    def waiting(self):
        return self.filter(status=Seat.Status.WAITING)

    def ranks(self, occurrence_ids) -> dict[int, int]:
        """Rank in the queue of its date, from 1 and without gaps, by primary key of each waiting seat; one query."""
        fields = ("occurrence_id", "number", *Standing.COLUMNS)
        standing = self.filter(occurrence_id__in=set(occurrence_ids)).filter(
            Q(status=Seat.Status.WAITING) | Q(number__isnull=False)
        )
        held, waiting = defaultdict(list), defaultdict(list)
        for occurrence, number, *facts in standing.order_by().values_list(*fields):
            side = waiting if number is None else held
            side[occurrence].append(Standing(*facts))
        return {
            one.seat: rank
            for occurrence, queue in waiting.items()
            for rank, one in enumerate(in_order(queue, held=held[occurrence]), start=1)
        }


class Seat(models.Model):
    """One person's place at a date: held under a number, waited for, or given up. ``events.seats`` alone writes it.

    A seat offered to somebody who waited, or kept for an address not confirmed yet, is held until ``held_until``.
    """

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        OFFERED = "offered", _("offered")
        PENDING = "pending", _("e-mail to be confirmed")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("cancelled")
        EXCUSED = "excused", _("excused")

    GIVEN_UP = (Status.CANCELLED, Status.EXCUSED)
    HELD_FOR_A_WHILE = (Status.OFFERED, Status.PENDING)

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
    guest_name = NameField(
        _("name of a person from the public"), max_length=120, blank=True, help_text=_("Only without organisation.")
    )
    status = models.CharField(_("status"), max_length=9, choices=Status.choices)
    number = models.PositiveSmallIntegerField(_("seat number"), null=True, blank=True)
    ceiling = models.PositiveSmallIntegerField(
        _("seats of the date"),
        null=True,
        blank=True,
        help_text=_("Copied from the date, so that the database can check."),
    )
    overbooking = models.CharField(
        _("reason of the overbooking"),
        max_length=200,
        blank=True,
        help_text=_("Why the coordination gave a seat more than the date has."),
    )
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)
    offered_at = models.DateTimeField(_("offered on"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded of the offer on"), null=True, blank=True)
    lapses = models.PositiveSmallIntegerField(_("offers that lapsed"), default=0)
    meal = models.CharField(_("meal"), max_length=10, choices=Meal.choices, blank=True)
    needs = models.JSONField(_("access needs"), default=list, blank=True, help_text=_("Codes of ``Need``."))
    attendance = models.CharField(_("attendance"), max_length=11, choices=Attendance.choices, blank=True)
    queued_at = models.DateTimeField(_("asked on"))
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled on"), null=True, blank=True)
    erased_at = models.DateTimeField(_("name erased on"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ("occurrence", "queued_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=("occurrence", "number"), name="events_seat_number_unique"),
            models.UniqueConstraint(
                fields=("occurrence", "person"),
                condition=~Q(status__in=("cancelled", "excused")),
                name="events_seat_person_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("confirmed", "offered"), number__isnull=False)
                | Q(status="pending")
                | Q(status__in=("waiting", "cancelled", "excused"), number=None),
                name="events_seat_held_has_number",
            ),
            models.CheckConstraint(
                condition=Q(number=None)
                | (Q(number__gte=1) & (Q(ceiling=None) | Q(number__lte=F("ceiling")) | ~Q(overbooking=""))),
                name="events_seat_number_within_ceiling",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("offered", "pending")) | Q(held_until__isnull=False),
                name="events_seat_held_for_a_while",
            ),
        ]
        indexes = [
            models.Index(fields=("occurrence", "status", "queued_at"), name="events_seat_queue"),
            models.Index(fields=("held_until",), condition=Q(held_until__isnull=False), name="events_seat_held_until"),
        ]

    def __str__(self):
        return self.display_name

    @property
    def display_name(self) -> str:
        """The person's name, that the organisation will name someone, or that the name is erased."""
        if self.person:
            return self.person.name
        return self.guest_name or str(_("name erased") if self.erased_at else _("to be named"))

    @property
    def is_overbooked(self) -> bool:
        """Whether the coordination gave this seat beyond those the date has."""
        return bool(self.overbooking)

    @property
    def needs_in_words(self) -> str:
        """The access needs in the reader's language, with commas between; empty where there are none."""
        return ", ".join(str(Need(need).label) for need in self.needs if need in Need.values)

    @property
    def wish_in_words(self) -> str:
        """Meal and access needs on one line; empty where nothing was asked or said."""
        return " · ".join(filter(None, (self.get_meal_display() if self.meal else "", self.needs_in_words)))


class WorkshopPlaceQuerySet(models.QuerySet):
    def listed(self):
        """Places at the workshops of the published programme, each with its workshop in the same query."""
        return self.filter(workshop__withdrawn_at=None).select_related("workshop")


class WorkshopPlace(models.Model):
    """The place a person asked at one workshop: with a number once there is one, else waiting for one.

    Only people who hold a seat get a number. A workshop goes with its date, and never from under those who chose it.
    """

    seat = models.ForeignKey(Seat, verbose_name=_("seat"), on_delete=models.CASCADE, related_name="workshops")
    workshop = models.ForeignKey(Workshop, verbose_name=_("workshop"), on_delete=models.RESTRICT, related_name="places")
    number = models.PositiveSmallIntegerField(_("place number"), null=True, blank=True)
    ceiling = models.PositiveSmallIntegerField(_("places of the workshop"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked on"))

    objects = WorkshopPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place at a workshop")
        verbose_name_plural = _("places at workshops")
        ordering = ("asked_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=("seat", "workshop"), name="events_workshop_seat_once"),
            models.UniqueConstraint(fields=("workshop", "number"), name="events_workshop_number_unique"),
            models.CheckConstraint(
                condition=Q(number=None) | (Q(number__gte=1) & (Q(ceiling=None) | Q(number__lte=F("ceiling")))),
                name="events_workshop_number_within_ceiling",
            ),
        ]

    def __str__(self):
        return f"{self.workshop} – {self.number or '…'}"


def with_ranks(seats: list[Seat]) -> list[tuple[Seat, int]]:
    """Each seat with its rank in the queue of its date, in one query for all; 0 for one that does not wait."""
    dates = {seat.occurrence_id for seat in seats if seat.status == Seat.Status.WAITING}
    ranks = Seat.objects.ranks(dates) if dates else {}
    return [(seat, ranks.get(seat.pk, 0)) for seat in seats]

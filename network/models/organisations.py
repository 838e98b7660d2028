"""Organisations, their addresses, the needs they answer and the people they usually send."""

import uuid

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from modelsearch.index import insert_or_update_object
from stdnum.be import vat
from stdnum.exceptions import ValidationError as NumberError
from wagtail.models import Orderable
from wagtail.search import index

from home.text.bilingual import Bilingual, active_language
from home.text.emails import NormalizedEmailField
from home.text.names import NameField
from network.stable_names import Permission

validate_postal_code = RegexValidator(r"^[1-9]\d{3}\Z", _("A Belgian postal code has four digits, like 1060."))


def validate_enterprise_number(number: str) -> None:
    """Refuse what is not an enterprise number of the Belgian register (ten digits, modulo 97)."""
    try:
        vat.validate(number)
    except NumberError as error:
        raise ValidationError(_("This is not a Belgian enterprise number, like 0403.170.701.")) from error


class Commune(models.Model):
    """A commune of the territory, by its NIS code."""

    nis_code = models.CharField(
        _("NIS code"), max_length=5, primary_key=True, validators=[RegexValidator(r"^\d{5}\Z", _("Five digits."))]
    )
    name_fr = models.CharField(_("name in French"), max_length=60)
    name_nl = models.CharField(_("name in Dutch"), max_length=60, blank=True)
    name = Bilingual()

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ("name_fr",)

    def __str__(self):
        return self.name


class Theme(models.Model):
    """A need people come with: housing, debts, papers, school."""

    slug = models.SlugField(_("address"), max_length=60, unique=True, editable=False)
    name_fr = models.CharField(_("name in French"), max_length=60, unique=True)
    name_nl = models.CharField(_("name in Dutch"), max_length=60, blank=True)
    suggested = models.BooleanField(_("suggested where a search finds nothing"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    name = Bilingual()

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ("order", "name_fr")

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.slug = self.slug or unique_slug(Theme, self.name_fr)
        super().save(*args, **kwargs)


def unique_slug(model: type[models.Model], text: str, reserved: tuple[str, ...] = ()) -> str:
    """A slug of ``text`` that no row of ``model`` has and that is not ``reserved``, so that nobody ever types one."""
    base = slugify(text)[:50] or "x"
    taken = {*reserved, *model._default_manager.filter(slug__startswith=base).values_list("slug", flat=True)}
    return next(slug for n in range(1, len(taken) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in taken)


RESERVED_SLUGS = ("plan", "agenda")
"""Addresses below the directory that are not organisations."""


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What ``user`` may read: everybody the published sheets, the CMS's people all, representatives their own."""
        if user.is_authenticated and user.has_perm(Permission.VIEW_ORGANISATION):
            return self
        published = Q(published=True)
        if user.is_authenticated:
            return self.filter(published | Q(pk__in=organisations_of(user).values("pk")))
        return self.filter(published)

    def members(self):
        """Organisations that are part of the network today."""
        return self.filter(published=True)


def organisations_of(user):
    """Organisations for which ``user`` holds a mandate today, by name."""
    # By its name: mandates stand above organisations, and name them.
    mandates = apps.get_model("network", "Representative").objects.current().filter(user_id=user.pk)
    return Organisation.objects.filter(pk__in=mandates.values("organisation_id"))


class Organisation(index.Indexed, ClusterableModel):
    """A member of the network: association or public service. One row, both languages."""

    class Kind(models.TextChoices):
        ASBL = "asbl", _("association")
        COMMUNE = "commune", _("communal service")
        CPAS = "cpas", _("CPAS service")
        PUBLIC = "public", _("public service")
        DE_FACTO = "de_facto", _("de facto association")

    slug = models.SlugField(_("address"), max_length=60, unique=True, editable=False)
    name_fr = models.CharField(_("name"), max_length=120)
    name_nl = models.CharField(_("name in Dutch, if it has one"), max_length=120, blank=True)
    abbreviation = models.CharField(_("abbreviation"), max_length=20, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.ASBL)
    summary_fr = models.CharField(
        _("in one sentence, in French"),
        max_length=300,
        help_text=_("What a neighbour should know first. 300 characters."),
    )
    summary_nl = models.CharField(_("in one sentence, in Dutch"), max_length=300, blank=True)
    description_fr = models.TextField(_("description in French"), blank=True)
    description_nl = models.TextField(_("description in Dutch"), blank=True)
    logo = models.ForeignKey(
        "home.SiteImage",
        verbose_name=_("logo or picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    commune = models.ForeignKey(
        Commune, verbose_name=_("commune"), on_delete=models.PROTECT, related_name="organisations"
    )
    enterprise_number = models.CharField(
        _("enterprise number"), max_length=20, blank=True, validators=[validate_enterprise_number]
    )
    shares_legal_person = models.BooleanField(
        _("shares its enterprise number"),
        default=False,
        help_text=_("A service of a commune or a CPAS, whose other services have the same number."),
    )
    founded = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    member_since = models.PositiveSmallIntegerField(_("member since"), null=True, blank=True)
    languages_fr = models.CharField(
        _("languages spoken, in French"), max_length=200, blank=True, help_text=_("Separated by commas.")
    )
    languages_nl = models.CharField(_("languages spoken, in Dutch"), max_length=200, blank=True)
    email = models.EmailField(_("public e-mail"), blank=True)
    phone = models.CharField(_("public telephone"), max_length=30, blank=True)
    website = models.URLField(_("website"), blank=True)
    themes = ParentalManyToManyField(Theme, verbose_name=_("needs"), blank=True, related_name="organisations")
    published = models.BooleanField(_("published"), default=True, help_text=_("Shown in the directory."))
    last_verified = models.DateField(_("verified on"), default=timezone.localdate)
    notes = models.TextField(_("internal notes"), blank=True, help_text=_("Never shown on the site."))

    name = Bilingual()
    summary = Bilingual()
    description = Bilingual()
    languages = Bilingual()

    objects = OrganisationQuerySet.as_manager()

    search_fields = [
        index.SearchField("name_fr", boost=3),
        index.SearchField("name_nl", boost=3),
        index.SearchField("abbreviation", boost=3),
        index.SearchField("summary_fr"),
        index.SearchField("summary_nl"),
        index.SearchField("description_fr"),
        index.SearchField("description_nl"),
        index.RelatedFields("themes", [index.SearchField("name_fr"), index.SearchField("name_nl")]),
        index.SearchField("public_streets"),
        index.AutocompleteField("name_fr"),
        index.AutocompleteField("name_nl"),
        index.FilterField("published"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name_fr",)
        constraints = [
            models.UniqueConstraint(
                fields=("enterprise_number",),
                condition=~Q(enterprise_number="") & Q(shares_legal_person=False),
                name="network_organisation_number_once",
                violation_error_message=_(
                    "Another organisation has this enterprise number. Is it the same one? A service of a commune or a "
                    "CPAS ticks “shares its enterprise number”."
                ),
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if self.published and not (self.email or self.phone or self.website):
            raise ValidationError(_("A published sheet needs one public way to reach the organisation."))
        if self.enterprise_number:
            self.enterprise_number = vat.compact(self.enterprise_number)

    def save(self, *args, **kwargs):
        self.slug = self.slug or unique_slug(Organisation, self.name_fr, RESERVED_SLUGS)
        super().save(*args, **kwargs)
        # Addresses and needs are written last, after what the index of the search made of the organisation: without
        # this, a street would be found although its address was protected a moment ago.
        insert_or_update_object(self)

    def public_streets(self) -> list[str]:
        """Streets a search may find it by; a protected address is not one of them."""
        places = self.locations.all()
        return [
            street for place in places if not place.protected for street in (place.street_fr, place.street_nl) if street
        ]

    @property
    def formatted_enterprise_number(self) -> str:
        """``0877.761.611``, as the register writes it; empty where there is none."""
        digits = self.enterprise_number
        return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}" if digits else ""


class Location(Orderable):
    """One of an organisation's addresses; the first is its seat."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="locations")
    name_fr = models.CharField(_("name of the place in French"), max_length=80, blank=True)
    name_nl = models.CharField(_("name of the place in Dutch"), max_length=80, blank=True)
    street_fr = models.CharField(_("street and number in French"), max_length=120)
    street_nl = models.CharField(_("street and number in Dutch"), max_length=120, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=4, validators=[validate_postal_code])
    commune = models.ForeignKey(Commune, verbose_name=_("commune"), on_delete=models.PROTECT, related_name="+")
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    access_fr = models.CharField(
        _("access in French"), max_length=250, blank=True, help_text=_("Step-free entrance, lift, toilet, tram stop.")
    )
    access_nl = models.CharField(_("access in Dutch"), max_length=250, blank=True)
    protected = models.BooleanField(
        _("protected address"), default=False, help_text=_("A refuge: the address is never shown nor exported.")
    )

    name = Bilingual()
    street = Bilingual()
    access = Bilingual()

    class Meta(Orderable.Meta):
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    def __str__(self):
        return self.one_line()

    def clean(self):
        super().clean()
        for name, other, most in (("latitude", "longitude", 90), ("longitude", "latitude", 180)):
            degrees = getattr(self, name)
            if degrees is None and getattr(self, other) is not None:
                raise ValidationError({name: _("Give latitude and longitude, or neither.")})
            if degrees is not None and abs(degrees) > most:
                raise ValidationError({name: _("At most %(most)d degrees.") % {"most": most}})

    def one_line(self, language: str | None = None) -> str:
        """``quai des Mariniers 12, 1060 Saint-Gilles`` in ``language``; empty for a protected address."""
        if self.protected:
            return ""
        language = language or active_language()
        parts = (Location.name.in_language(self, language), Location.street.in_language(self, language))
        commune = Commune.name.in_language(self.commune, language)
        return ", ".join([*filter(None, parts), f"{self.postal_code} {commune}"])


class Person(models.Model):
    """A colleague an organisation sends to meetings; known to that organisation and to the coordination only."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="people"
    )
    name = NameField(_("first and last name"), max_length=120)
    email = NormalizedEmailField(_("e-mail"), blank=True)

    class Meta:
        verbose_name = _("colleague")
        verbose_name_plural = _("colleagues")
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=("organisation", "name"), name="network_person_unique")]

    def __str__(self):
        return self.name

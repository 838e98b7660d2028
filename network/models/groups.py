"""Working groups and who belongs to them: the lines of the plan."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.search import index

from home.colours import validate_hex, validate_white_text
from home.text.bilingual import Bilingual
from network.models.organisations import Organisation, unique_slug


class WorkingGroupQuerySet(models.QuerySet):
    def with_member_count(self, day=None):
        """Adds ``member_count``: published organisations that belong to the group on ``day`` (today when left out)."""
        members = (
            Membership.objects.current(day)
            .filter(group=OuterRef("pk"), organisation__published=True)
            .order_by()
            .values("group")
            .annotate(number=Count("pk"))
        )
        return self.annotate(member_count=Coalesce(Subquery(members.values("number")), 0))


class WorkingGroup(index.Indexed, models.Model):
    """A thematic group: a letter and a colour, the same wherever it appears."""

    slug = models.SlugField(_("address"), max_length=60, unique=True, editable=False)
    name_fr = models.CharField(_("name in French"), max_length=80, unique=True)
    name_nl = models.CharField(_("name in Dutch"), max_length=80, blank=True)
    letter = models.CharField(
        _("letter"), max_length=2, unique=True, help_text=_("One or two letters, on the line's badge.")
    )
    colour = models.CharField(
        _("colour"),
        max_length=7,
        default="#17367f",
        validators=[validate_hex, validate_white_text],
        help_text=_("The letter is written in white on it."),
    )
    order = models.PositiveSmallIntegerField(_("order on the plan"), default=0)
    active = models.BooleanField(_("active"), default=True)
    organisations = models.ManyToManyField(Organisation, through="network.Membership", related_name="groups")

    name = Bilingual()

    objects = WorkingGroupQuerySet.as_manager()

    search_fields = [
        index.SearchField("name_fr", boost=3),
        index.SearchField("name_nl", boost=3),
        index.AutocompleteField("name_fr"),
        index.FilterField("active"),
    ]

    class Meta:
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        ordering = ("order", "name_fr")

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.slug = self.slug or unique_slug(WorkingGroup, self.name_fr)
        super().save(*args, **kwargs)


class MembershipQuerySet(models.QuerySet):
    def current(self, day=None):
        """Memberships in force on ``day`` (a date in the site's time zone; today when left out)."""
        day = day or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class Membership(models.Model):
    """An organisation's place in a working group, from ``since`` to before ``until``; whoever left may come back."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="memberships"
    )
    group = models.ForeignKey(
        WorkingGroup, verbose_name=_("working group"), on_delete=models.CASCADE, related_name="memberships"
    )
    since = models.DateField(pgettext_lazy("first day", "from"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("First day it is no longer a member."))

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership of a group")
        verbose_name_plural = _("memberships of groups")
        ordering = ("group__order", "organisation__name_fr")
        constraints = [
            models.UniqueConstraint(
                fields=("organisation", "group"),
                condition=Q(until=None),
                name="network_membership_open_once",
                violation_error_message=_("This organisation is a member of this group already."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="network_membership_until_after_since"
            ),
        ]

    def __str__(self):
        return f"{self.organisation} – {self.group}"

    def clean(self):
        super().clean()
        if self.organisation_id is None or self.group_id is None or self.since is None:
            return
        others = Membership.objects.filter(organisation=self.organisation_id, group=self.group_id).exclude(pk=self.pk)
        overlapping = others.filter(Q(until=None) | Q(until__gt=self.since))
        if self.until is not None:
            overlapping = overlapping.filter(since__lt=self.until)
        if other := overlapping.order_by("since").first():
            raise ValidationError(
                _("This organisation was a member of this group then already, from %(since)s.")
                % {"since": date_format(other.since)}
            )

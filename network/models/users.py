"""Accounts and mandates: who may act, and for which organisation."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from home.text.emails import NormalizedEmailField, normalize_email, readable_email
from home.text.names import NameField


class UserManager(BaseUserManager):
    """Creates accounts by e-mail address."""

    use_in_migrations = True

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return normalize_email(email or "")

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> "User":  # ty: ignore[lost-keyword-for-regular-parameter]
        return self.get(email=email)


class User(AbstractUser):
    """A person with an account; the e-mail address is the login.

    allauth finds people by rows of its own (``EmailAddress``). Whichever way an account is made or its address changes,
    it has one that counts: proven, primary, and equal to ``email``.
    """

    username = None
    first_name = NameField(_("first name"), max_length=150, blank=True)
    last_name = NameField(_("last name"), max_length=150, blank=True)
    email = NormalizedEmailField(
        _("e-mail"), unique=True, error_messages={"unique": _("This address has an account already.")}
    )
    language = models.CharField(
        _("language of the mails"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [models.UniqueConstraint(Lower("email"), name="network_user_email_unique")]

    def __str__(self):
        return self.get_full_name() or readable_email(self.email)

    @transaction.atomic
    def save(self, *args, **kwargs):
        self.email = normalize_email(self.email)
        super().save(*args, **kwargs)
        saved = kwargs.get("update_fields")
        if saved is None or "email" in saved:
            self.keep_one_address()

    def keep_one_address(self) -> None:
        """Make ``email`` the proven address; one it replaces opens nothing more, and nobody else may claim it."""
        if self.emailaddress_set.filter(email=self.email, verified=True, primary=True).exists():
            return
        self.emailaddress_set.all().delete()
        claims = self.emailaddress_set.model.objects.filter(email=self.email)
        claims.delete()
        self.emailaddress_set.create(email=self.email, verified=True, primary=True)


class RepresentativeQuerySet(models.QuerySet):
    def current(self, day=None):
        """Mandates in force on ``day`` (a date in the site's time zone; today when left out)."""
        day = day or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class Representative(models.Model):
    """A person's mandate to act for an organisation, from ``since`` to before ``until``."""

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="mandates")
    organisation = models.ForeignKey(
        "network.Organisation", verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="representatives"
    )
    since = models.DateField(pgettext_lazy("first day", "from"), default=timezone.localdate)
    until = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("From this day on the person no longer acts for the organisation."),
    )

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        constraints = [
            models.UniqueConstraint(fields=("user", "organisation"), name="network_representative_unique"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="network_representative_until_after_since"
            ),
        ]

    def __str__(self):
        return f"{self.user} – {self.organisation}"

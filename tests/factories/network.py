"""Accounts, organisations and groups; valid as they come, without randomness."""

import datetime as dt

import factory
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory

from network.models import (
    Commune,
    Location,
    Membership,
    OpeningSlot,
    Organisation,
    Person,
    Representative,
    Theme,
    User,
    WorkingGroup,
)


class CommuneFactory(DjangoModelFactory):
    class Meta:
        model = Commune
        django_get_or_create = ("nis_code",)

    nis_code = "21013"
    name_fr = "Saint-Gilles"
    name_nl = "Sint-Gillis"


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme

    name_fr = factory.Sequence(lambda n: f"Besoin {n}")
    name_nl = factory.Sequence(lambda n: f"Behoefte {n}")


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    name_fr = factory.Sequence(lambda n: f"Association {n}")
    summary_fr = "Une permanence sociale ouverte à toute la commune."
    summary_nl = "Een sociale permanentie voor de hele gemeente."
    commune = factory.SubFactory(CommuneFactory)
    email = factory.Sequence(lambda n: f"contact{n}@association.example")


class LocationFactory(DjangoModelFactory):
    class Meta:
        model = Location

    organisation = factory.SubFactory(OrganisationFactory)
    street_fr = "quai des Mariniers 12"
    street_nl = "Schipperskaai 12"
    postal_code = "1060"
    commune = factory.SubFactory(CommuneFactory)


class OpeningSlotFactory(DjangoModelFactory):
    class Meta:
        model = OpeningSlot

    organisation = factory.SubFactory(OrganisationFactory)
    weekday = 0
    opens = dt.time(9, 30)
    closes = dt.time(13)


class WorkingGroupFactory(DjangoModelFactory):
    class Meta:
        model = WorkingGroup

    name_fr = factory.Sequence(lambda n: f"Groupe {n}")
    name_nl = factory.Sequence(lambda n: f"Groep {n}")
    letter = factory.Sequence(lambda n: chr(65 + n // 26 % 26) + chr(65 + n % 26))
    colour = "#b5122b"
    order = factory.Sequence(int)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    group = factory.SubFactory(WorkingGroupFactory)
    since = dt.date(2020, 1, 1)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@association.example")
    first_name = "Coordination"
    last_name = "de l’équipe"
    password = factory.django.Password("demo")


class RepresentativeFactory(DjangoModelFactory):
    class Meta:
        model = Representative

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    since = dt.date(2020, 1, 1)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Collègue {n}")


def coordinator_account() -> User:
    """A member of the group “Coordination”, as migrations make it."""
    user = UserFactory(email="coordination@coordination.example")
    user.groups.add(Group.objects.get(name="Coordination"))
    return user

"""The school holidays of both Communities for the years the demo touches."""

from home.models import SchoolHoliday

from .texts.files import SCHOOL_HOLIDAYS


def load_school_holidays() -> None:
    """Add the holidays that are missing."""
    for one in SCHOOL_HOLIDAYS.read().holidays:
        SchoolHoliday.objects.get_or_create(
            community=one.community,
            first_day=one.first_day,
            defaults={"name_fr": one.name.fr, "name_nl": one.name.nl, "last_day": one.last_day},
        )

"""School holidays of both Communities for the years the demo touches. À VÉRIFIER by the coordination, see below.

Dutch-speaking schools: the dates that follow from the decision of the Flemish government of 17 April 1991 (rules by
the day of All Saints, Christmas and Easter), checked against the lists of openholidaysapi.org and, for 2027-2028, of a
public list of camps. French-speaking schools: the rhythm since the decree of 31 March 2022 (from the end of August to
the first Friday of July, 37 weeks, two weeks off after seven or eight), which gives the published lists of 2022 to 2026
exactly; the lists of 2026-2027 and 2027-2028 themselves were not at hand.
"""

import datetime as dt

from home.models import SchoolHoliday
from home.models.holidays import Community

from .words import Words, w

AUTUMN = w("Congé d’automne (Toussaint)", "Herfstvakantie")
WINTER = w("Vacances d’hiver (Noël)", "Kerstvakantie")
CARNIVAL = w("Congé de détente (Carnaval)", "Krokusvakantie")
SPRING = w("Vacances de printemps", "Paasvakantie")
SUMMER = w("Vacances d’été", "Zomervakantie")
ASCENSION = w("Pont de l’Ascension", "Hemelvaartsweekend")

FR, NL = Community.FRENCH, Community.FLEMISH
HOLIDAYS: tuple[tuple[Community, Words, str, str], ...] = (
    (FR, AUTUMN, "2026-10-19", "2026-11-01"),
    (FR, WINTER, "2026-12-21", "2027-01-03"),
    (FR, w("Mardi gras", "Vastenavond"), "2027-02-09", "2027-02-09"),
    (FR, CARNIVAL, "2027-02-22", "2027-03-07"),
    (FR, SPRING, "2027-04-26", "2027-05-09"),
    (FR, SUMMER, "2027-07-03", "2027-08-29"),
    (FR, w("Fête de la Fédération Wallonie-Bruxelles", "Feest van de Franse Gemeenschap"), "2027-09-27", "2027-09-27"),
    (FR, AUTUMN, "2027-10-25", "2027-11-07"),
    (FR, WINTER, "2027-12-27", "2028-01-09"),
    (FR, CARNIVAL, "2028-02-28", "2028-03-12"),
    (FR, SPRING, "2028-05-01", "2028-05-14"),
    (FR, SUMMER, "2028-07-08", "2028-08-27"),
    (NL, AUTUMN, "2026-11-02", "2026-11-08"),
    (NL, WINTER, "2026-12-21", "2027-01-03"),
    (NL, CARNIVAL, "2027-02-08", "2027-02-14"),
    (NL, SPRING, "2027-03-29", "2027-04-11"),
    (NL, ASCENSION, "2027-05-06", "2027-05-09"),
    (NL, SUMMER, "2027-07-01", "2027-08-31"),
    (NL, AUTUMN, "2027-11-01", "2027-11-07"),
    (NL, WINTER, "2027-12-27", "2028-01-09"),
    (NL, CARNIVAL, "2028-02-28", "2028-03-05"),
    (NL, SPRING, "2028-04-03", "2028-04-17"),
    (NL, ASCENSION, "2028-05-25", "2028-05-28"),
    (NL, SUMMER, "2028-07-01", "2028-08-31"),
)


def load_school_holidays() -> None:
    """Add the holidays that are missing."""
    for community, name, first, last in HOLIDAYS:
        SchoolHoliday.objects.get_or_create(
            community=community,
            first_day=dt.date.fromisoformat(first),
            defaults={"name_fr": name.fr, "name_nl": name.nl, "last_day": dt.date.fromisoformat(last)},
        )

"""What a person eats and needs at a date: asked only where the event asks, and told to the host as totals only."""

from collections import Counter
from dataclasses import dataclass, field

from events.models import Occurrence, Seat
from events.models.registrations import Meal, Need


@dataclass(frozen=True)
class Wish:
    """The ``meal`` (a value of ``Meal``, empty where nothing was said), access ``needs`` (values of ``Need``) and
    ``workshops`` (keys of the programme).
    """

    meal: str = ""
    needs: tuple[str, ...] = ()
    workshops: tuple[str, ...] = ()

    def kept_by(self, occurrence: Occurrence) -> "Wish":
        """What of it may be stored for ``occurrence``: nothing the event does not ask, nothing that is no choice."""
        return Wish(
            meal=self.meal if occurrence.asks_meal and self.meal in Meal.values else "",
            needs=tuple(need for need in Need.values if need in self.needs) if occurrence.asks_needs else (),
            workshops=self.workshops,
        )


@dataclass(frozen=True)
class HostTotals:
    """How many people come to a date, how many of each meal and of each access need; never who.

    ``meals`` and ``needs`` map words to numbers, in the order of the choices, without those nobody chose;
    ``unsaid`` counts the people nobody told a meal of.
    """

    people: int
    meals: dict[str, int] = field(default_factory=dict)
    needs: dict[str, int] = field(default_factory=dict)
    unsaid: int = 0


def host_totals(occurrence: Occurrence) -> HostTotals:
    """What the host of ``occurrence`` may know of the people confirmed: totals, in the active language. One query."""
    rows = list(
        Seat.objects.filter(occurrence=occurrence, status=Seat.Status.CONFIRMED).values_list("meal", "needs").order_by()
    )
    meals = Counter(meal for meal, _needs in rows)
    needs = Counter(need for _meal, needs in rows for need in needs)
    return HostTotals(
        people=len(rows),
        meals={str(meal.label): meals[meal] for meal in Meal if meals[meal]} if occurrence.asks_meal else {},
        needs={str(need.label): needs[need] for need in Need if needs[need]} if occurrence.asks_needs else {},
        unsaid=meals[""] if occurrence.asks_meal else 0,
    )

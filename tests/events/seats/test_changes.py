"""Every service that changes seats is noted, so that no page kept shows the seats of before; none can be forgotten."""

import ast
import uuid
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories.events import dates_of, event_page
from factories.sign_up import signed_up

from events import errors
from events.attendance import walk_ins
from events.models import Apology, Occurrence, Seat
from events.models.actors import LinkHolder
from events.privacy import personal_data
from events.publishing import capacity, synchronise
from events.seats import apologies, by_coordinator, changes, guests, offers, public_registration
from events.seats import services as registration
from events.seats.public_registration import Visitor
from home.cache.public_version import STRIPES, note_changes, public_version

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]
DECORATORS = {"changes_seats", "changes_published_seats"}
# Functions that write in events/seats, are used elsewhere and carry no decorator, each with the reason.
UNDECORATED = {
    "allocation.give_up": "of forget_address, which is decorated",
    "allocation.offer_free_seats": "of forget_address and synchronise_event, which are decorated",
    "offers.follow_date": "of synchronise_event, which is decorated",
    "offers.remind_due": "only those who have the offer see that they were reminded",
    "workshops.give_places": "of synchronise_event, which is decorated",
}


@pytest.fixture
def world(site_tree, organisation, representative, coordinator):
    """Two dates of two seats each; the first has Anouk and Boris of the organisation, and Cyril who waits."""
    page = event_page(title="Fête", days=(20, 30), capacity=2, sign_up="public")
    date, later = dates_of(page)
    ana, bo, cy = signed_up(date, organisation, representative, "Anouk", "Boris", "Cyril").seats.order_by("pk")
    who = {"organisation": organisation, "user": representative, "coordinator": coordinator}
    return SimpleNamespace(page=page, date=date, later=later, ana=ana, bo=bo, cy=cy, **who)


# What each service is asked, once what it needs is there.


def people(w):
    return {"occurrence_id": w.later.pk, "organisation": w.organisation, "user": w.user} | form("Dina")


def form(*names):
    return {"names": names, "token": uuid.uuid4()}


def chosen(w, seat, user):
    return {"seat_ids": [seat.pk], "occurrence_id": w.date.pk, "user": user}


def one_more_seat(w):
    return {"occurrence_id": w.date.pk, "capacity": 3, "user": w.coordinator}


def overbooked(w):
    return chosen(w, w.cy, w.coordinator) | {"overbooking": "Elle préside."}


def a_seat_nobody_was_offered(w):
    Occurrence.objects.filter(pk=w.date.pk).update(capacity=3)
    return chosen(w, w.cy, w.coordinator)


def an_offer(w):
    by_coordinator.offer(**a_seat_nobody_was_offered(w))
    return chosen(w, w.cy, w.user)


def an_offer_that_is_over(w):
    an_offer(w)
    return {"occurrence_id": w.date.pk, "now": Seat.objects.get(pk=w.cy.pk).held_until}


def member(w):
    return {"occurrence_id": w.date.pk, "organisation": w.organisation, "user": w.user}


def excused_member(w):
    apologies.excuse(**member(w))
    return member(w)


def guest(w):
    return {"occurrence_id": w.later.pk, "user": w.coordinator, "language": "fr"} | form("Dina")


def visitor(w):
    asked = {"people": [Visitor("Dina")], "email": "dina@example.org", "language": "fr", "token": uuid.uuid4()}
    return asked | {"occurrence_id": w.later.pk}


def link(w):
    return {"user": LinkHolder(public_registration.sign_up(**visitor(w)).pk)}


def another_visitor(w):
    opened = link(w)
    public_registration.confirm(**opened)
    return opened | {"visitor": Visitor("Flo")}


def address(w):
    return {"email": public_registration.sign_up(**visitor(w)).email}


def somebody_who_came(w):
    came = walk_ins.WalkIn(uuid.uuid4(), "Flo", w.organisation, timezone.now())
    return {"occurrence_id": w.later.pk, "walk_in": came, "user": w.coordinator, "device": "telephone"}


def a_page_with_more_seats(w):
    w.page.get_translations(inclusive=True).update(capacity=5)
    return {"key": w.page.translation_key}


SERVICES = {
    registration.register: people,
    registration.cancel: lambda w: chosen(w, w.ana, w.user),
    registration.name_person: lambda w: {"seat_id": w.ana.pk, "name": "Dina", "user": w.user},
    registration.set_capacity: one_more_seat,
    by_coordinator.grant: overbooked,
    by_coordinator.offer: a_seat_nobody_was_offered,
    by_coordinator.move: lambda w: chosen(w, w.ana, w.coordinator) | {"to_id": w.later.pk},
    apologies.excuse: member,
    apologies.withdraw_apology: excused_member,
    guests.register_guests: guest,
    offers.accept: an_offer,
    offers.lapse: an_offer_that_is_over,
    public_registration.sign_up: visitor,
    public_registration.confirm: link,
    public_registration.add_person: another_visitor,
    walk_ins.welcome: somebody_who_came,
    personal_data.forget_address: address,
}
# These renew the stamp, for the page changes too.
PUBLISHING = {
    capacity.change_capacity: one_more_seat,
    synchronise.synchronise_event: a_page_with_more_seats,
}


def name_of(service) -> str:
    return f"{service.__module__.rpartition('.')[2]}.{service.__name__}"


def each(services: dict):
    return pytest.mark.parametrize(("service", "asked"), services.items(), ids=map(name_of, services))


def state() -> list[tuple]:
    """What stands in the database of seats and of whoever is excused."""
    seats = Seat.objects.order_by("pk").values_list("pk", "status", "number", "lapses", "person__name", "guest_name")
    return [*seats, *Apology.objects.values_list("organisation", flat=True)]


@each(SERVICES)
def test_the_public_version_is_another_when_a_service_changed_seats(service, asked, world, monkeypatch):
    fields = asked(world)
    before, version = state(), public_version()
    with monkeypatch.context() as patch, transaction.atomic():
        patch.setattr(changes, "note_changes", lambda numbers: None)
        service(**fields)
        assert public_version() == version, "It is not the note that makes the difference."
        transaction.set_rollback(True)
    service(**fields)
    assert state() != before
    assert public_version() != version


@each(PUBLISHING)
def test_the_public_version_is_another_when_a_page_changed_with_its_seats(service, asked, world):
    fields = asked(world)
    version = public_version()
    service(**fields)
    assert {date.capacity for date in dates_of(world.page)} & {3, 5}
    assert public_version() != version


@pytest.fixture
def noted(monkeypatch):
    """The dates of each note, in order of the notes."""
    found = []
    monkeypatch.setattr(changes, "note_changes", lambda numbers: found.append(sorted(numbers)))
    return found


def test_one_note_is_made_when_a_service_calls_another(world, noted):
    walk_ins.welcome(**somebody_who_came(world))
    assert noted == [[world.later.pk]]


def test_both_dates_are_noted_together_when_somebody_moves(world, noted):
    by_coordinator.move(**chosen(world, world.ana, world.coordinator), to_id=world.later.pk)
    assert noted == [[world.date.pk, world.later.pk]]


def test_nothing_is_noted_when_a_service_refuses(world, noted):
    with pytest.raises(errors.NobodyNamed):
        registration.register(**people(world) | {"names": []})
    assert noted == []


def test_no_note_is_made_when_the_page_changes_too(world, noted):
    capacity.change_capacity(**one_more_seat(world))
    assert noted == []


def test_a_date_cannot_be_locked_for_a_change_when_nothing_would_note_it(world):
    with pytest.raises(RuntimeError):
        changes.lock_to_change(world.date.pk)
    cancel(world)
    with pytest.raises(RuntimeError):
        changes.lock_to_change(world.date.pk)


def cancel(w):
    registration.cancel(**chosen(w, w.ana, w.user))


def test_rows_are_locked_in_one_order_when_many_dates_are_noted(world):
    """Else two services with dates in opposite rows would deadlock."""
    with CaptureQueriesContext(connection) as queries:
        note_changes({STRIPES - 1, STRIPES, 2 * STRIPES})
    updates = [query["sql"] for query in queries if query["sql"].startswith("UPDATE")]
    rows = [int(sql.rpartition("=")[2]) for sql in updates]
    assert rows == sorted(rows)
    assert len(set(rows)) == 2


# Nobody forgets the decorator


class Source:
    """A piece of source: its decorators, what it uses by dotted name, and whether it writes itself."""

    def __init__(self, node: ast.AST, known: dict[str, str]):
        parts = list(ast.walk(node))
        methods = {part.func.attr for part in parts if isinstance(part, ast.Call) and hasattr(part.func, "attr")}
        self.decorators = {one.id for one in getattr(node, "decorator_list", ()) if isinstance(one, ast.Name)}
        self.uses = {dotted for part in parts if (dotted := dotted_name(part, known))}
        self.writes = bool(methods & {"save", "update", "create", "bulk_create", "bulk_update", "delete"})

    @property
    def is_decorated(self) -> bool:
        return bool(self.decorators & DECORATORS)


def dotted_name(part: ast.AST, known: dict[str, str]) -> str | None:
    """``events.seats.services.cancel`` for ``cancel`` or ``seats.cancel``, as the module imported it."""
    if isinstance(part, ast.Name):
        return known.get(part.id)
    if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id in known:
        return f"{known[part.value.id]}.{part.attr}"
    return None


def sources(path: Path) -> dict[str, Source]:
    """A module and each of its functions, by dotted name."""
    tree, module = ast.parse(path.read_text()), ".".join(path.relative_to(ROOT).with_suffix("").parts)
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    known = {node.name: f"{module}.{node.name}" for node in found}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return {module: Source(tree, known)} | {f"{module}.{node.name}": Source(node, known) for node in found}


@pytest.fixture(scope="module")
def code() -> dict[str, Source]:
    paths = [path for path in (ROOT / "events").rglob("*.py") if "migrations" not in path.parts]
    return {name: source for path in paths for name, source in sources(path).items()}


def test_every_service_that_notes_is_tested_here(code):
    decorated = {name for name, source in code.items() if source.is_decorated}
    assert decorated == {f"{service.__module__}.{service.__name__}" for service in SERVICES | PUBLISHING}


def test_every_function_that_writes_seats_notes_when_it_is_used_elsewhere(code):
    here = {name: one for name, one in code.items() if name.startswith("events.seats.") and name.count(".") == 3}
    bare = {name for name, one in here.items() if one.writes and not one.is_decorated}
    while more := {name for name, one in here.items() if one.uses & bare and not one.is_decorated} - bare:
        bare |= more
    used = set().union(*(one.uses for name, one in code.items() if not name.startswith("events.seats.")))
    assert bare & used == {f"events.seats.{name}" for name in UNDECORATED}

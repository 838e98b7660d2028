"""Names that outlive the code: pinned one by one here, and written out nowhere else in the code."""

import ast
import importlib
import re
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.auth.models import Permission as Right
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult
from factories.tasks import worker
from wagtail.log_actions import registry

from events import stable_names
from events.calendars.ical import whole_day
from events.dates.history import ACTIONS
from events.mails.kinds import KINDS
from events.models import Occurrence
from home.pages import stable_names as home_names
from network import stable_names as network_names
from network.models import OutgoingMail

ROOT = Path(__file__).resolve().parents[1]
APPS = ("home", "network", "events", "charter", "search")
MODULES = [
    path
    for app in APPS
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts and path.name != "stable_names.py"
]
MIGRATIONS = [path for app in APPS for path in (ROOT / app / "migrations").glob("0*.py")]
UID = UUID("5f0c1f6e-93d5-4c5e-8b0e-0d5a4b6f2a11")


def values_of(names: type) -> set[str]:
    return {value for name, value in vars(names).items() if name.isupper()}


# Written out, so that a slip in one of the modules is seen here.
PAGE_ACTIONS = {
    "events.cancel_date",
    "events.postpone_date",
    "events.restore_date",
    "events.change_date",
    "events.change_seats",
    "events.import_changes",
}
DATE_ACTIONS = {
    "events.accept",
    "events.arrive",
    "events.attendance",
    "events.cancel",
    "events.capacity",
    "events.change",
    "events.choose",
    "events.confirm",
    "events.decline",
    "events.erase",
    "events.erase_wishes",
    "events.excuse",
    "events.forget",
    "events.grant",
    "events.lapse",
    "events.message",
    "events.move",
    "events.offer",
    "events.proxy",
    "events.proxy_end",
    "events.register",
    "events.return",
    "events.swap",
}
KINDS_ABOUT_DATES = {
    "accepted",
    "apology_withdrawn",
    "asked_again",
    "cancellation",
    "date_cancelled",
    "date_changed",
    "date_postponed",
    "date_put_off",
    "date_restored",
    "excused",
    "granted",
    "host_accepted",
    "host_checklist",
    "host_declined",
    "host_offered",
    "host_to_decide",
    "host_totals",
    "message",
    "moved",
    "moved_away",
    "offer",
    "offer_ended",
    "offer_lapsed",
    "offer_reminder",
    "proxy_ended",
    "proxy_given",
    "proxy_returned",
    "registration",
    "registration_partly",
    "reminder",
    "to_confirm",
    "waiting",
    "welcome",
}
KINDS_OF_OUTBOX = {"host_offer", "mail_text_test"}
KINDS_ABOUT_ACCOUNTS = {"invitation", "mandate", "address_changed", "notice"}
RIGHTS = {
    "events.change_hostoffer",
    "events.change_importsource",
    "events.change_mailtext",
    "events.change_registration",
    "events.view_hostoffer",
    "events.view_mailtext",
    "events.view_occurrence",
    "events.view_registration",
    "network.add_invitation",
    "network.add_user",
    "network.change_outgoingmail",
    "network.change_user",
    "network.delete_user",
    "network.view_organisation",
    "network.view_outgoingmail",
}
# What migrations have named since before the apps had packages. A module here may move only with those migrations.
PATHS_IN_MIGRATIONS = (
    "charter.groups.ALL",
    "charter.groups.COORDINATION",
    "charter.groups.found_groups",
    "charter.groups.permissions",
    "events.models.feeds.new_token",
    "events.models.hosting.validate_first_of_month",
    "events.models.kinds.validate_days_before",
    "home.blocks.HeadingBlock",
    "home.blocks.TextBlock",
    "home.colours.validate_ink_text",
    "home.colours.validate_white_text",
    "home.dates.validate_day",
    "network.models.organisations.validate_enterprise_number",
    "network.models.users.UserManager",
)


def test_salts_and_history_keep_their_names():
    assert stable_names.LINK_SALT == "events.links"
    assert stable_names.FORM_SALT == "events.robots"
    assert stable_names.DOOR_SALT == "events.door"
    assert values_of(stable_names.HistoryAction) == DATE_ACTIONS | PAGE_ACTIONS
    assert {*ACTIONS, "events.change"} == DATE_ACTIONS
    assert values_of(home_names.HistoryAction) == {"home.take_down", "home.come_back"}
    assert DATE_ACTIONS | PAGE_ACTIONS | values_of(home_names.HistoryAction) <= {
        action for action, _label in registry.get_choices()
    }


def test_mails_keep_their_kinds_and_templates():
    assert values_of(stable_names.MailKind) == KINDS_ABOUT_DATES | KINDS_OF_OUTBOX
    assert set(KINDS) == KINDS_ABOUT_DATES
    assert values_of(network_names.MailKind) == KINDS_ABOUT_ACCOUNTS
    assert network_names.ACCOUNT == "account:"
    templates = {path.stem for path in (ROOT / "templates/emails").glob("[!_]*.txt")}
    # A word by the layout, and one by the template that both mails about an offer share.
    assert KINDS_ABOUT_DATES | KINDS_ABOUT_ACCOUNTS - {"notice"} == templates - {"mail", "host"}


@pytest.mark.django_db
def test_permissions_keep_their_names():
    assert values_of(stable_names.Permission) | values_of(network_names.Permission) == RIGHTS
    assert {f"{app}.{name}" for app, name in Right.objects.values_list("content_type__app_label", "codename")} >= RIGHTS


def test_references_keep_their_form():
    assert stable_names.date_reference(UID) == f"date:{UID}"
    assert stable_names.host_reference(UID) == f"host:{UID}"
    assert stable_names.offer_reference(7) == "offer:7"
    assert network_names.account_reference(7) == "account:7"
    assert network_names.invitation_reference(7) == "invitation:7"
    assert network_names.mandate_reference(7) == "mandate:7"


def test_identifiers_in_calendars_stay(settings):
    settings.CALENDAR_UID_DOMAIN = "agenda.coordination.example"
    own = f"{UID}@agenda.coordination.example"
    assert stable_names.calendar_uid(UID) == Occurrence(uid=UID).calendar_uid == own
    now = timezone.now()
    assert f"UID:{own}" in whole_day(uid=UID, day=now, changed_at=now, title="", texts=[], url="")
    assert stable_names.is_own_calendar_uid(own)
    assert not stable_names.is_own_calendar_uid(f"{UID}@coordination.example")
    assert stable_names.imported_date_uid(3, "a@b", "") == UUID("ba3d27e4-412f-5800-a26b-344d16eecfd7")
    assert stable_names.deadline_uid(UID) == UUID("14048519-c655-51ae-9f73-82457fbf5bdb")
    assert stable_names.replaced_feed_uid(7) == UUID("fb228556-dfa9-5734-877b-d4093ae61f13")
    assert stable_names.walk_in_mark_key(UID) == UUID("ccb9d59c-d57a-558c-aad8-3357152c96a8")


@pytest.mark.parametrize("path", PATHS_IN_MIGRATIONS)
def test_what_migrations_name_is_there(path):
    assert import_string(path) is not None


def test_migrations_name_nothing_that_is_gone():
    named = {name for path in MIGRATIONS for name in dotted_names(ast.parse(path.read_text()))}
    assert {name for name in PATHS_IN_MIGRATIONS if not name.startswith("charter.")} <= named | in_strings()
    for name in named:
        resolve(name)


def in_strings() -> set[str]:
    """Paths of blocks, which migrations of stream fields hold as text."""
    text = "\n".join(path.read_text() for path in MIGRATIONS)
    return {name for name in PATHS_IN_MIGRATIONS if f"'{name}'" in text or f'"{name}"' in text}


def dotted_names(tree: ast.AST) -> set[str]:
    """Each ``home.dates.validate_day`` and each ``from home.dates import validate_day``, in full."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in APPS:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Attribute) and ast.unparse(node).split(".")[0] in APPS:
            found.add(ast.unparse(node))
    return {name for name in found if re.fullmatch(r"[\w.]+", name)}


def resolve(name: str) -> None:
    """Raise ImportError or AttributeError where ``name`` is neither a module nor something in one."""
    module, _dot, attribute = name.rpartition(".")
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        if module in APPS:
            raise
        getattr(importlib.import_module(module), attribute)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["network.tasks.deliver_mails", "network.outbox.tasks.deliver_mails"])
def test_a_queued_task_runs_when_it_was_queued_before_the_modules_moved(path, settings, mailoutbox):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    mail = OutgoingMail.objects.create(
        kind="test", recipient="ana@escale.example", language="fr", subject="Bonjour", text="Bonjour.\n"
    )
    row = DBTaskResult.objects.create(
        args_kwargs={"args": [[mail.pk]], "kwargs": {}},
        task_path=path,
        run_after=timezone.now(),
        backend_name="default",
    )
    worker().run_task(row)
    row.refresh_from_db()
    assert (row.status, row.traceback) == ("SUCCESSFUL", "")
    assert [sent.to for sent in mailoutbox] == [["ana@escale.example"]]


PINNED = DATE_ACTIONS | PAGE_ACTIONS | RIGHTS | {"events.links", "events.robots", "events.door"}
PINNED |= {"home.take_down", "home.come_back"}
KINDS_PINNED = KINDS_ABOUT_DATES | KINDS_OF_OUTBOX | KINDS_ABOUT_ACCOUNTS
# What a literal must not begin with where text is put together: references of the outbox.
PREFIXES = ("date:", "host:", "offer:", "invitation:", "mandate:", "account:")


def written_out(tree: ast.AST) -> list[str]:
    """The stable names that a module writes out itself."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str() as text) if text in PINNED:
                found.append(text)
            case ast.JoinedStr(values=[ast.Constant(value=str() as text), *_]) if text in PREFIXES:
                found.append(text)
            case ast.keyword(arg="salt", value=ast.Constant()):
                found.append("salt=")
            case ast.keyword(arg="kind", value=ast.Constant(value=str() as text)) if text in KINDS_PINNED:
                found.append(f"kind={text}")
            case ast.Call(func=ast.Name(id="salted_hmac"), args=[ast.Constant(), *_]):
                found.append("salted_hmac")
            case ast.Call(func=ast.Attribute(attr="uuid5"), args=[_, ast.Constant() | ast.JoinedStr()]):
                found.append("uuid5")
    return found


def test_stable_names_are_written_out_in_one_place_only():
    found = {str(path.relative_to(ROOT)): written_out(ast.parse(path.read_text())) for path in MODULES}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "code",
    [
        'record("events.capacity", date)',
        'Signer(salt="events.links")',
        'salted_hmac("events.door", "1")',
        'f"date:{date.uid}"',
        'tell(told, kind="offer")',
        'user.has_perm("network.add_user")',
        'uuid.uuid5(date.uid, f"feed-{token}")',
    ],
)
def test_a_name_written_out_is_found(code):
    assert written_out(ast.parse(code)) != []

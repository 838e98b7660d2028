"""The demo: it loads through the services, twice without a change, in both languages, and names nobody."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from factories.demo import connected_to
from wagtail.models import ModelLogEntry, Page, Revision
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from charter.models import CharterPage, CharterVersion, Signature
from demo.accounts import PASSWORD, accounts
from demo.steps import STEPS
from events.attendance import services as attendance
from events.models import (
    AgendaPage,
    Apology,
    AttendanceMark,
    EventKind,
    EventPage,
    MailText,
    Occurrence,
    Registration,
    Seat,
    Workshop,
    WorkshopPlace,
)
from home.models import BasePage, HomePage, NewsIndexPage, NewsPage, SiteImage, StandardPage
from network.models import (
    DirectoryPage,
    GroupsPage,
    Location,
    Membership,
    Organisation,
    OutgoingMail,
    Person,
    User,
    WorkingGroup,
    WorkingGroupPage,
)

pytestmark = [
    # pytest-django makes the test database only for tests that say they need one.
    pytest.mark.django_db,
    # The in-memory storage of the tests leaves the closing of pictures to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]

PAGE_TYPES = (
    HomePage,
    StandardPage,
    NewsIndexPage,
    NewsPage,
    AgendaPage,
    EventPage,
    DirectoryPage,
    GroupsPage,
    WorkingGroupPage,
    CharterPage,
)
RECORDS = (
    *(Page, Revision, Organisation, Membership, Person, User, SiteImage, Occurrence, Registration, Seat, Signature),
    *(Apology, AttendanceMark, MailText, Workshop, WorkshopPlace, ModelLogEntry),
)
TELEPHONE = re.compile(r"(\+32|\b0)[1-9]?(?:[ ./-]?\d{2,3}){3,4}\b")


@pytest.fixture(scope="module")
def demo(demo_copy, django_db_setup, django_db_blocker):
    """The demo, as “make demo” loads it, in a database of this module; what a test changes is rolled back."""
    copy = demo_copy("read")
    with django_db_blocker.unblock(), connected_to(copy):
        yield copy


@pytest.fixture
def now(demo):
    return timezone.now()


def counts() -> dict[str, int]:
    return {model.__name__: model._base_manager.count() for model in (*RECORDS, OutgoingMail)}


def dates_named(slug: str):
    page = EventPage.objects.get(slug=slug, locale__language_code="fr")
    return Occurrence.objects.filter(event_key=page.translation_key).with_seat_counts().order_by("start")


def date_named(slug: str) -> Occurrence:
    return dates_named(slug).get()


def test_nothing_changes_when_every_step_runs_again(demo):
    before = counts()
    for _title, step in STEPS:
        step()
    assert counts() == before


def test_the_command_says_so_and_prints_the_accounts_when_it_runs_again(demo, capsys):
    before = counts()
    call_command("load_demo", address="http://127.0.0.1:8000/")
    said = capsys.readouterr().out
    assert "déjà chargée" in said
    assert all(account.email in said for account in accounts())
    assert "http://127.0.0.1:8000/fr/" in said
    assert "var/mail/" in said
    assert counts() == before


def test_the_network_has_the_size_of_a_real_one(demo):
    assert Organisation.objects.count() == 112
    assert WorkingGroup.objects.count() == 10
    assert all(12 <= group.memberships.count() <= 28 for group in WorkingGroup.objects.all())
    assert not Organisation.objects.filter(summary_nl="").exists()
    assert Organisation.objects.filter(opening_slots__isnull=False).distinct().count() >= 60
    assert Location.objects.filter(protected=True).count() == 1


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("model", PAGE_TYPES)
def test_a_page_of_each_type_answers_in_each_language(demo, model, language):
    page = model.objects.live().filter(locale__language_code=language).first()
    assert Client().get(page.url).status_code == 200


def test_the_pages_promised_in_dutch_are_translated_whole(demo):
    translated = {one.source.object_id for one in Translation.objects.select_related("source")}
    for model, slugs in ((HomePage, None), (CharterPage, None), (WorkingGroupPage, None)):
        pages = model.objects.filter(locale__language_code="fr")
        assert {page.translation_key for page in pages} <= translated, (model, slugs)
    dutch = EventPage.objects.filter(locale__language_code="nl", alias_of=None)
    assert dutch.count() >= 6
    assert dutch.values("kind").distinct().count() == EventKind.objects.count()
    done = set(StringTranslation.objects.values_list("translation_of_id", "context_id"))
    segments = StringSegment.objects.filter(source__object_id__in=translated).select_related("string")
    assert [one.string.data for one in segments if (one.string_id, one.context_id) not in done] == []


def test_some_pages_stay_french_so_that_the_notice_shows(demo):
    assert EventPage.objects.filter(locale__language_code="nl", alias_of__isnull=False).exists()


def test_each_state_of_a_date_is_there(demo, now):
    coming = Occurrence.objects.visible_to(None).upcoming(now)
    assert {"planned", "postponed", "cancelled"} <= set(coming.values_list("status", flat=True))
    assert Occurrence.objects.past(now).count() >= 20
    assert set(coming.values_list("kind__slug", flat=True)) == set(EventKind.objects.values_list("slug", flat=True))


def test_one_midi_is_full_with_a_seat_for_one_account_and_a_queue_for_the_other(demo):
    date = date_named("midi-ruche-aux-devoirs")
    assert (date.taken_count, date.capacity) == (16, 16)
    assert date.waiting_count > 0
    states = dict(date.seats.values_list("registration__organisation__name_fr", "status"))
    assert states["L’Escale du Canal"] == "confirmed"
    assert states["De Sluiswachter"] == "waiting"


def test_what_may_become_of_a_sign_up_is_there(demo, now):
    statuses = set(Seat.objects.values_list("status", flat=True))
    assert statuses >= {"confirmed", "offered", "pending", "waiting", "cancelled"}
    assert Seat.objects.filter(occurrence=date_named("midi-ruche-aux-devoirs"), status="offered").exists()
    walk = dates_named("balade-du-canal").last()
    assert list(walk.seats.exclude(overbooking="").values_list("number", flat=True)) == [walk.capacity + 1]
    assert walk.seats.filter(status="pending").count() == 2
    assert walk.seats.filter(status="waiting").exists()
    assert Occurrence.objects.filter(opens_at__gt=now, sign_up="members").exists()
    assert Occurrence.objects.filter(organisation_cap__gt=0, cap_lifted_at__gt=now).exists()
    assert all(date.reminder_days for date in Occurrence.objects.upcoming(now).exclude(sign_up="none"))
    assert MailText.objects.exclude(subject_nl="").count() == 1


def test_an_assembly_has_an_excused_member_whose_proxy_another_holds(demo):
    apology = Apology.objects.get(occurrence=date_named("assemblee-des-membres"))
    assert apology.proxy_holder.name_fr == "L’Escale du Canal"
    assert (apology.occurrence.kind.takes_proxies, apology.occurrence.quorum) == (True, 56)


def test_the_past_assembly_had_its_quorum_with_the_proxies_of_members_who_came(demo):
    date = date_named("assemblee-de-printemps")
    quorum = attendance.quorum_of(date, attendance.people_of(date), attendance.apologies_of(date))
    assert quorum.is_reached
    assert quorum.represented > 2
    assert date.apologies.filter(proxy_holder=None).exists()


def test_a_workshop_is_full_and_others_have_places(demo):
    date = date_named("colloque-printemps")
    left = [one.places_left(one.taken_count) for one in date.workshops.with_place_counts()]
    assert min(left) == 0
    assert WorkshopPlace.objects.filter(workshop__occurrence=date, number=None).exists()
    assert max(left) > 0


def test_past_dates_tell_who_was_there(demo, now):
    held = Seat.objects.held().filter(occurrence__end__lte=now).exclude(occurrence__status="cancelled")
    assert held.exists()
    assert set(held.values_list("attendance", flat=True)) == {"present", "excused", "absent"}
    assert AttendanceMark.objects.count() == held.count()


def test_of_a_date_of_more_than_a_year_ago_counts_are_left_and_no_names(demo):
    old = dates_named("balade-du-canal").first()
    assert old.seats.filter(attendance="present").exists()
    assert not old.seats.filter(erased_at=None).exists()
    assert not old.seats.exclude(guest_name="").exists()
    assert not OutgoingMail.objects.filter(reference=f"date:{old.uid}").exclude(recipient="").exists()


def test_people_who_signed_up_were_told_of_the_cancelled_date(demo):
    assert OutgoingMail.objects.filter(kind="date_cancelled").exists()


def test_no_mail_of_the_demo_waits_to_be_delivered(demo, mailoutbox):
    done = (OutgoingMail.Status.SENT, OutgoingMail.Status.WITHDRAWN)
    assert not OutgoingMail.objects.exclude(status__in=done).exists()
    assert mailoutbox == []
    assert [*demo.folder.glob("mail/*")] == []


@pytest.mark.parametrize("account", accounts(), ids=lambda account: account.email)
def test_each_account_has_its_role_and_a_password(demo, account):
    user = User.objects.get(email=account.email)
    assert user.check_password(PASSWORD)
    assert list(user.groups.values_list("name", flat=True)) == ([account.group] if account.group else [])
    assert [one.organisation.name_fr for one in user.mandates.current()] == [account.organisation or None][
        : bool(account.organisation)
    ]


def test_the_charter_has_versions_and_ninety_signatures(demo):
    assert CharterVersion.objects.count() == 3
    assert Signature.objects.count() == 90
    assert all(one.signed_on >= one.version.adopted_on for one in Signature.objects.select_related("version"))


def test_organisations_have_example_addresses_and_no_telephone(demo):
    organisations = list(Organisation.objects.all())
    assert len(organisations) > 90
    for organisation in organisations:
        assert organisation.email.endswith(".example")
        assert organisation.phone == ""
        assert not organisation.website or organisation.website.rstrip("/").endswith(".example")


def test_no_text_of_the_demo_holds_a_telephone_number(demo):
    found = [
        (page.title, match.group())
        for model in apps.get_models()
        if issubclass(model, BasePage)
        for page in model.objects.all()
        for value in (page.title, page.introduction, str(getattr(page, "body", "")))
        if (match := TELEPHONE.search(value))
    ]
    assert found == []


def test_colleagues_are_functions_and_not_names_of_persons(demo):
    assert len(set(Person.objects.values_list("name", flat=True))) <= 10


def test_every_picture_is_described_in_both_languages(demo):
    assert SiteImage.objects.count() >= 8
    assert not SiteImage.objects.filter(alt_fr="").exists()
    assert not SiteImage.objects.filter(alt_nl="").exists()

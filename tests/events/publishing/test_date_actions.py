"""One action each: cancel, postpone, take place after all. Drafts, seats, calendars and mails come through."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail as sent
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from factories.events import date_of, dates_of, event_page, fresh, in_days, row
from factories.network import OrganisationFactory, RepresentativeFactory, UserFactory
from factories.sign_up import signed_up
from icalendar import Calendar
from wagtail.models import GroupApprovalTask, PageLogEntry, Workflow, WorkflowTask

from config.foundation import translate
from events import errors
from events.models import EventPage, Occurrence, ProgrammeItem
from events.models.actors import LinkHolder
from events.publishing import date_actions
from events.seats import public_registration
from events.seats import services as seats
from events.seats.public_registration import Visitor
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(site_tree):
    return site_tree


@pytest.fixture
def page():
    return event_page(with_revision=True)


@pytest.fixture
def sign_up(page, organisation, representative):
    def call(*names, user=None, of=None):
        return signed_up(dates_of(page)[0], of or organisation, user or representative, *(names or ["Une collègue"]))

    return call


@pytest.fixture
def act(page, coordinator):
    """``act("postpone", day=…)`` on the page's first date."""

    def call(name, **how):
        service = getattr(date_actions, f"{name}_date")
        return service(occurrence_id=dates_of(page)[0].pk, user=coordinator, **how)

    return call


def mails(kind):
    return list(OutgoingMail.objects.filter(kind=kind).order_by("pk"))


def event(mail):
    [found] = Calendar.from_ical(mail.calendar).walk("VEVENT")
    return found


# What each does


def test_the_date_is_cancelled_with_its_reason_when_it_is_called_off(page, act, sign_up):
    registration = sign_up()
    before = date_of(page)
    act("cancel", reason_fr="Inondation", reason_nl="Overstroming")
    after = date_of(page)
    assert (after.status, after.reason_fr, after.reason_nl) == ("cancelled", "Inondation", "Overstroming")
    assert (after.pk, after.uid, after.sequence) == (before.pk, before.uid, before.sequence + 1)
    assert registration.seats.get().status == "confirmed"


def test_the_date_keeps_seats_and_hours_and_says_whence_when_it_is_postponed(page, act, sign_up):
    registration = sign_up()
    before = date_of(page)
    act("postpone", day=in_days(27), reason_fr="Grève")
    after = date_of(page)
    assert (after.pk, after.uid, after.sequence, after.status) == (
        before.pk,
        before.uid,
        before.sequence + 1,
        "planned",
    )
    assert after.previous_start == before.start
    assert timezone.localtime(after.start).replace(tzinfo=None) == dt.datetime.combine(in_days(27), dt.time(12))
    assert after.closes_at - before.closes_at == after.start - before.start
    assert after.reason_fr == "Grève"
    assert registration.seats.get().status == "confirmed"


def test_the_last_moment_is_remembered_when_a_date_is_postponed_twice(page, act):
    act("postpone", day=in_days(27))
    between = date_of(page).start
    act("postpone", day=in_days(34), start_time=dt.time(18), end_time=dt.time(20))
    after = date_of(page)
    assert after.previous_start == between
    assert timezone.localtime(after.end).time() == dt.time(20)
    assert after.sequence == 2


def test_no_day_stands_when_a_date_is_put_off_and_then_gets_one(page, act):
    before = date_of(page)
    act("postpone", reason_fr="Travaux")
    put_off = date_of(page)
    assert (put_off.status, put_off.start, put_off.previous_start) == ("postponed", before.start, None)
    act("postpone", day=in_days(40))
    after = date_of(page)
    assert (after.status, after.previous_start, after.sequence) == ("planned", before.start, 2)


def test_a_date_put_off_gets_its_day_when_its_old_one_is_over(page, act):
    act("postpone")
    with time_machine.travel(timezone.now() + dt.timedelta(days=22)):
        act("postpone", day=in_days(10))
        assert date_of(page).status == "planned"


@pytest.mark.parametrize("first", ["cancel", "postpone"])
def test_the_date_stands_as_announced_when_it_takes_place_after_all(page, act, first):
    before = date_of(page)
    act(first, reason_fr="Grève")
    act("restore")
    after = date_of(page)
    assert (after.status, after.reason_fr, after.start, after.sequence) == ("planned", "", before.start, 2)


def test_the_last_day_moves_along_when_several_days_are_postponed(coordinator):
    page = event_page(dates=[row(20, start_time=None, end_time=None, last_day=in_days(22))])
    before = date_of(page)
    date_actions.postpone_date(occurrence_id=before.pk, day=in_days(50), user=coordinator)
    after = date_of(page)
    assert fresh(page).dates.get().last_day == in_days(52)
    assert timezone.localtime(after.end).date() == in_days(53)


def test_its_sessions_and_documents_move_along_when_a_day_is_postponed(coordinator):
    page = fresh(event_page(days=(20, 25)))
    page.programme = [
        ProgrammeItem(day=in_days(day), start_time=dt.time(9), title_fr=f"Séance {day}") for day in (20, 25)
    ]
    page.save_revision().publish()
    first, second = dates_of(page)
    date_actions.postpone_date(occurrence_id=first.pk, day=in_days(30), user=coordinator)
    first, second = (Occurrence.objects.get(pk=date.pk) for date in (first, second))
    assert [item["title_fr"] for item in first.programme] == ["Séance 20"]
    assert [item["title_fr"] for item in second.programme] == ["Séance 25"]


# What it refuses


@pytest.mark.parametrize(
    "case",
    [
        ("cancel", "cancel", {}, errors.CancelledAlready),
        ("postpone", "postpone", {}, errors.PostponedAlready),
        (None, "restore", {}, errors.TakesPlaceAlready),
        (None, "postpone", {"day": in_days(20)}, errors.AtThatMomentAlready),
        ("cancel", "postpone", {"day": in_days(20)}, errors.SameMoment),
        (None, "postpone", {"day": in_days(-3)}, errors.DayOver),
        (None, "postpone", {"day": dt.date(202, 1, 1)}, errors.DayImpossible),
        (None, "postpone", {"day": dt.date(9999, 12, 31)}, errors.DayImpossible),
    ],
)
def test_nothing_changes_when_the_action_makes_no_sense(page, act, case):
    before, name, how, error = case
    if before:
        act(before)
    known = date_of(page)
    with pytest.raises(error):
        act(name, **how)
    after = date_of(page)
    assert (after.sequence, after.status, after.start) == (known.sequence, known.status, known.start)


@pytest.mark.parametrize("name", ["cancel", "postpone"])
def test_nothing_is_announced_when_the_date_is_over(page, act, name):
    with (
        time_machine.travel(timezone.now() + dt.timedelta(days=25)),
        pytest.raises(errors.DateOver),
    ):
        act(name)


def test_two_dates_never_meet_when_one_is_postponed_to_the_other(coordinator):
    page = event_page(days=(20, 27))
    with pytest.raises(errors.DateTwice):
        date_actions.postpone_date(occurrence_id=dates_of(page)[0].pk, day=in_days(27), user=coordinator)


@pytest.mark.parametrize("what", ["unpublish", "delete"])
def test_nothing_is_announced_when_the_event_left_the_agenda(page, act, what):
    getattr(fresh(page), what)()
    with pytest.raises(errors.DateNotPublished):
        act("cancel")


def test_the_second_of_two_coordinators_is_told_when_the_first_was_faster(page, act, coordinator):
    seen = date_of(page)
    act("postpone", day=in_days(27))
    with pytest.raises(errors.ChangedMeanwhile):
        date_actions.carry_out(
            date_actions.Cancellation(), occurrence_id=seen.pk, user=coordinator, sequence=seen.sequence
        )
    assert date_of(page).status == "planned"


# Drafts, workflow, publishing at an hour, languages


def draft_of(page, **changes):
    draft = fresh(page)
    for name, value in changes.items():
        setattr(draft, name, value)
    return draft.save_revision()


def test_the_draft_stays_a_draft_and_undoes_nothing_when_the_date_is_postponed(page, act):
    draft_of(page, title="Pas encore relu")
    act("postpone", day=in_days(27), reason_fr="Grève")
    after = date_of(page)
    assert after.title != "Pas encore relu"
    assert fresh(page).has_unpublished_changes
    fresh(page).get_latest_revision().publish()
    published = date_of(page)
    assert (published.title, published.start, published.previous_start) == (
        "Pas encore relu",
        after.start,
        after.previous_start,
    )
    assert (published.sequence, published.reason_fr) == (after.sequence, "Grève")


def test_nothing_is_undone_when_the_page_is_unpublished_and_published_again(page, act):
    act("cancel")
    fresh(page).unpublish()
    fresh(page).get_latest_revision().publish()
    assert date_of(page).status == "cancelled"


def test_what_the_draft_says_of_other_dates_stays_when_one_is_cancelled(coordinator):
    page = event_page(days=(20, 25))
    draft = fresh(page)
    rows = list(draft.dates.all())
    rows[1].place_fr = "Ailleurs"
    draft.dates = [*rows, row(40)]
    draft.save_revision()
    date_actions.cancel_date(occurrence_id=dates_of(page)[0].pk, user=coordinator)
    rows = sorted(fresh(page).get_latest_revision_as_object().dates.all(), key=lambda row: row.day)
    assert [row.status for row in rows] == ["cancelled", "planned", "planned"]
    assert [row.place_fr for row in rows] == ["", "Ailleurs", ""]
    assert len(dates_of(page)) == 2


def test_the_hour_of_publication_stays_when_a_date_is_postponed(page, act):
    hour = timezone.now() + dt.timedelta(hours=1)
    draft_of(page, title="À l’heure dite", go_live_at=hour).publish()
    act("postpone", day=in_days(27))
    assert fresh(page).scheduled_revision is not None
    with time_machine.travel(hour + dt.timedelta(minutes=5)):
        call_command("publish_scheduled")
    after = date_of(page)
    assert (after.title, timezone.localtime(after.start).date(), after.sequence) == ("À l’heure dite", in_days(27), 1)


def test_the_workflow_goes_on_when_a_date_is_cancelled(page, act, coordinator):
    workflow = Workflow.objects.create(name="Relecture", active=True)
    task = GroupApprovalTask.objects.create(name="Relire", active=True)
    task.groups.add(coordinator.groups.get())
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    draft_of(page, title="En relecture")
    state = workflow.start(fresh(page), coordinator)
    act("cancel")
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS
    state.current_task_state.task.specific.on_action(state.current_task_state, coordinator, "approve")
    after = date_of(page)
    assert (after.title, after.status, after.sequence) == ("En relecture", "cancelled", 1)


def test_what_is_in_moderation_undoes_nothing_when_a_newer_draft_was_saved_meanwhile(page, act, coordinator):
    task = GroupApprovalTask.objects.create(name="Relire", active=True)
    task.groups.add(coordinator.groups.get())
    workflow = Workflow.objects.create(name="Relecture", active=True)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    submitted = draft_of(page, title="En relecture")
    workflow.start(fresh(page), coordinator)
    newer = draft_of(page, title="Plus récent")
    assert (fresh(page).current_workflow_task_state.revision, fresh(page).latest_revision) == (submitted, newer)
    act("cancel")
    submitted.refresh_from_db()
    # Approving publishes the newest draft; an editor goes back to the one that was submitted.
    submitted.publish()
    after = date_of(page)
    assert (after.title, after.status, after.sequence) == ("En relecture", "cancelled", 1)


def test_the_date_stays_cancelled_when_the_source_page_goes(page, act):
    translate(page, {page.title: "Middag"})
    act("cancel")
    fresh(page).delete()
    assert date_of(page).status == "cancelled"
    assert not EventPage.objects.filter(translation_key=page.translation_key).exists()


def test_the_history_says_who_did_it_when_a_date_is_cancelled(page, act, coordinator):
    act("cancel")
    entry = PageLogEntry.objects.filter(page=page.pk, action="events.cancel_date").get()
    assert entry.user == coordinator


# Mails


def test_old_and_new_moment_are_told_when_a_date_is_postponed(page, act, sign_up, representative):
    sign_up()
    before = date_of(page)
    after = act("postpone", day=in_days(27), reason_fr="Grève des trams")
    [told] = mails("date_postponed")
    assert (told.recipient, told.calendar_method) == (representative.email, "REQUEST")
    assert event(told)["UID"] == before.calendar_uid
    assert event(told)["SEQUENCE"] == 1
    assert event(told)["DTSTART"].dt == after.start
    for words in (
        "Grève des trams",
        str(timezone.localtime(before.start).day),
        str(timezone.localtime(after.start).day),
    ):
        assert words in told.text


def test_the_date_comes_back_to_calendars_when_it_is_put_off_and_gets_a_day(page, act, sign_up):
    sign_up()
    act("postpone")
    act("postpone", day=in_days(40))
    [out], [back] = mails("date_put_off"), mails("date_postponed")
    assert (out.calendar_method, back.calendar_method) == ("CANCEL", "REQUEST")
    assert event(back)["SEQUENCE"] > event(out)["SEQUENCE"]


def test_sequences_only_rise_when_a_date_is_cancelled_and_restored_again_and_again(page, act, sign_up):
    sign_up()
    for _ in range(2):
        act("cancel")
        act("restore")
    told = OutgoingMail.objects.order_by("pk")
    sequences = [event(mail)["SEQUENCE"] for mail in told]
    assert sequences == sorted(set(sequences))
    assert [mail.calendar_method for mail in told] == ["REQUEST", "CANCEL", "REQUEST", "CANCEL", "REQUEST"]


def test_what_is_shown_is_what_leaves_when_a_date_is_postponed(page, act, sign_up, other_organisation):
    sign_up("Anouk")
    dutch = RepresentativeFactory(organisation=other_organisation, user__language="nl").user
    sign_up("Boris", user=dutch, of=other_organisation)
    action = date_actions.Postponement(day=in_days(27), reason_fr="Grève", reason_nl="Staking")
    shown = date_actions.letters_of(action, occurrence_id=date_of(page).pk)
    assert OutgoingMail.objects.filter(kind="date_postponed").count() == 0
    assert date_of(page).sequence == 0
    act("postpone", day=in_days(27), reason_fr="Grève", reason_nl="Staking")
    told = mails("date_postponed")
    assert [(mail.recipient, mail.subject.split(), mail.calendar_sequence) for mail in told] == [
        (letter.to.email, letter.subject.split(), letter.calendar_sequence) for letter in shown
    ]
    assert [mail.text.split("\n\n-- \n")[0] for mail in told] == [letter.text.rstrip() for letter in shown]


# What is held for a while

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def midnight():
    """The beginning of a day in May, of which all hours are to come."""
    with time_machine.travel(dt.datetime(2030, 5, 6, 22, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def offered(page, sign_up, act, organisation, representative):
    """``offered(day=…, ago=…)``: the seat offered some hours ago for a date of one seat, and the one who waits next."""

    def call(*, day, ago):
        EventPage.objects.update(capacity=1)
        act("postpone", day=in_days(day))
        first, second, third = sign_up("Anouk"), sign_up("Odile"), sign_up("Cyril")
        keys = [first.seats.get().pk]
        then = timezone.now() - ago * HOUR
        seats.cancel(seat_ids=keys, occurrence_id=date_of(page).pk, user=representative, now=then)
        return second.seats.get(), third.seats.get()

    return call


@pytest.mark.parametrize(
    "move",
    [(40, 1, 2, 6), (2, 1, 40, 48), (40, 1, 0, 6), (40, 3, 30, 48)],
    ids=["brought forward", "put later", "into the last hours", "no nearer than the settings look"],
)
def test_an_offer_ends_as_the_settings_say_when_its_date_moves(midnight, page, act, offered, move):
    day, ago, new_day, hours = move
    seat, waiting = offered(day=day, ago=ago)
    action = date_actions.Postponement(day=in_days(new_day), start_time=dt.time(9), end_time=dt.time(11))
    shown = date_actions.letters_of(action, occurrence_id=date_of(page).pk)
    OutgoingMail.objects.all().delete()
    date = act("postpone", day=in_days(new_day), start_time=dt.time(9), end_time=dt.time(11))
    seat.refresh_from_db()
    waiting.refresh_from_db()
    assert (seat.status, waiting.status) == ("offered", "waiting")
    assert seat.held_until == timezone.now() + (hours - ago) * HOUR < date.start
    [told] = mails("date_postponed")
    assert str(timezone.localtime(seat.held_until).day) in told.text.split("Odile")[1].split("Cyril")[0]
    assert [letter.text.rstrip() for letter in shown] == [told.text.split("\n\n-- \n")[0]]


def test_an_offer_passes_on_at_once_when_it_is_over_with_the_move_of_its_date(midnight, page, act, offered):
    seat, waiting = offered(day=40, ago=7)
    OutgoingMail.objects.all().delete()
    date = act("postpone", day=in_days(2))
    seat.refresh_from_db()
    waiting.refresh_from_db()
    assert (seat.status, waiting.status) == ("waiting", "offered")
    assert waiting.held_until == timezone.now() + 6 * HOUR
    [change], [lapsed], [offer] = mails("date_postponed"), mails("offer_lapsed"), mails("offer")
    assert "Odile" not in change.text
    assert all(event(mail)["DTSTART"].dt == date.start for mail in (change, offer))
    assert "Odile" in lapsed.text
    sequences = [event(mail)["SEQUENCE"] for mail in (change, lapsed, offer)]
    assert sequences == sorted(sequences)


def test_an_offer_counts_anew_when_its_date_takes_place_after_all(midnight, page, act, offered):
    seat, _waiting = offered(day=40, ago=47)
    act("cancel")
    with time_machine.travel(timezone.now() + dt.timedelta(days=3), tick=False):
        act("restore")
        seat.refresh_from_db()
        # From Friday on, over a weekend that does not count.
        assert (seat.status, seat.held_until) == ("offered", timezone.now() + 96 * HOUR)


def test_no_confirmation_is_waited_for_after_the_start_when_a_date_is_brought_forward(midnight, page, act):
    Occurrence.objects.update(sign_up="public")
    EventPage.objects.update(sign_up="public")
    how = {"email": "bo@example.org", "people": [Visitor("Boris")], "language": "fr", "token": uuid.uuid4()}
    registration = public_registration.sign_up(occurrence_id=date_of(page).pk, **how)
    [asked] = mails("to_confirm")
    date = act("postpone", day=in_days(0), start_time=dt.time(14), end_time=dt.time(16))
    assert registration.seats.get().held_until == date.start
    # An address that is not confirmed hears nothing else; confirmed, it reads where things stand.
    assert list(OutgoingMail.objects.all()) == [asked]
    public_registration.confirm(user=LinkHolder(registration.pk))
    [told] = mails("welcome")
    assert event(told)["DTSTART"].dt == date.start
    assert event(told)["SEQUENCE"] == date.sequence
    hour = timezone.localtime(date.start).hour
    assert f"{hour}\xa0h" in told.text


def test_the_mails_wait_in_the_outbox_when_the_mail_server_is_down(
    page, act, sign_up, django_capture_on_commit_callbacks
):
    sign_up()
    OutgoingMail.objects.update(status="sent")
    with (
        override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=9
        ),
        django_capture_on_commit_callbacks(execute=True),
    ):
        act("cancel")
    [kept] = mails("date_cancelled")
    assert (kept.status, kept.attempts) == ("queued", 1)
    assert sent.outbox == []
    assert date_of(page).status == "cancelled"


@pytest.mark.parametrize("count", [2, 20])
def test_the_mails_cost_no_query_per_person_when_a_date_is_cancelled(
    page, coordinator, django_assert_num_queries, count
):
    date = date_of(page)
    Occurrence.objects.filter(pk=date.pk).update(capacity=None)
    for number in range(count):
        member = OrganisationFactory(name_fr=f"Association n° {number}")
        user = RepresentativeFactory(organisation=member).user
        signed_up(date, member, user, "Anouk")
    with django_assert_num_queries(13):
        letters = date_actions.letters_of(date_actions.Cancellation(), occurrence_id=date.pk)
    assert len(letters) == count


# The pages of the CMS


@pytest.fixture
def office(signed_in, coordinator):
    return signed_in(coordinator)


def address(page, name):
    return reverse(f"dates:{name}", args=[dates_of(page)[0].pk])


def confirmed(office, url, **values):
    """Ask for the mail, then confirm it as it was shown."""
    shown = office.post(url, {"sequence": 0, "preview": "1"} | values)
    seen = shown.context["preview"].fingerprint
    return office.post(url, {"sequence": 0, "confirm": "1", "seen": seen} | values)


def test_the_mail_and_the_numbers_are_shown_when_the_page_is_opened(page, office, sign_up):
    sign_up("Anouk", "Boris")
    html = office.get(address(page, "cancel")).content.decode()
    preview = office.get(address(page, "cancel")).context["preview"]
    assert (preview.mails, preview.people, preview.organisations) == (1, 2, 1)
    assert "Anouk" in html
    assert date_of(page).status == "planned"


def test_who_gets_no_mail_is_named_when_an_organisation_has_no_account(page, office, coordinator, sign_up):
    lonely = OrganisationFactory(name_fr="Sans compte")
    registration = sign_up("Anouk", user=coordinator, of=lonely)
    registration.created_by = None
    registration.save()
    assert office.get(address(page, "cancel")).context["preview"].unreached == ["Sans compte"]


def test_one_button_does_it_when_the_mail_was_seen(page, office, sign_up):
    sign_up()
    answer = confirmed(office, address(page, "cancel"), reason_fr="Grève")
    assert answer.status_code == 302
    assert (date_of(page).status, date_of(page).reason_fr) == ("cancelled", "Grève")
    assert len(mails("date_cancelled")) == 1


def test_nothing_is_done_when_the_mail_confirmed_is_not_the_one_shown(page, office, sign_up):
    sign_up()
    seen = office.get(address(page, "cancel")).context["preview"].fingerprint
    answer = office.post(address(page, "cancel"), {"sequence": 0, "confirm": "1", "seen": seen, "reason_fr": "Autre"})
    assert answer.status_code == 200
    assert "Autre" in answer.content.decode()
    assert date_of(page).status == "planned"


@pytest.mark.parametrize(
    ("name", "values"),
    [("cancel", {}), ("postpone", {"when": "open"}), ("postpone", {"when": "day", "day": in_days(27).isoformat()})],
)
def test_it_happens_once_when_the_button_is_pressed_twice(page, office, sign_up, name, values):
    sign_up()
    url = address(page, name)
    seen = office.post(url, {"sequence": 0, "preview": "1"} | values).context["preview"].fingerprint
    sent_twice = {"sequence": 0, "confirm": "1", "seen": seen} | values
    assert office.post(url, sent_twice).status_code == 302
    answer = office.post(url, sent_twice, follow=True)
    assert "Nothing was sent" in answer.content.decode() or "été envoyé" in answer.content.decode()
    assert OutgoingMail.objects.exclude(kind="registration").count() == 1
    assert date_of(page).sequence == 1


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"sequence": "x"},
        {"sequence": "99999999999999999999"},
        {"sequence": "0", "when": "jamais"},
        {"sequence": "0", "when": "day"},
        {"sequence": "0", "when": "day", "day": "31/02/2027"},
        {"sequence": "0", "when": "day", "day": "0001-01-01"},
        {"sequence": "0", "when": "day", "day": "9999-12-31"},
        {"sequence": "0", "when": "day", "day": "2001-01-01"},
        {"sequence": "0", "when": "day", "day": "2090-01-01", "start_time": "25:99"},
        {"sequence": "0", "when": "day", "day": "2090-01-01", "end_time": "10:00"},
        {"sequence": "0", "when": "open", "reason_fr": "x" * 201},
        {"sequence": "0", "when": "open", "reason_fr": "\x00"},
    ],
)
@pytest.mark.parametrize("button", ["preview", "confirm"])
def test_nonsense_is_answered_in_words_when_it_is_sent(page, office, values, button):
    answer = office.post(address(page, "postpone"), values | {button: "1", "seen": "\x00"})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert date_of(page).sequence == 0


@pytest.mark.parametrize("name", ["cancel", "postpone", "restore"])
def test_nothing_is_found_when_the_date_does_not_exist(office, name):
    assert office.get(reverse(f"dates:{name}", args=[999_999]), follow=True).status_code == 404


@pytest.fixture
def nobody():
    return None


@pytest.fixture
def editor():
    user = UserFactory()
    user.groups.add(Group.objects.get(name="Rédaction"))
    return user


@pytest.mark.parametrize("name", ["cancel", "postpone", "restore"])
@pytest.mark.parametrize("who", ["nobody", "representative", "other_representative", "editor"])
def test_only_the_coordination_acts_when_others_try(page, name, who, request):
    user = request.getfixturevalue(who)
    browser = request.getfixturevalue("signed_in")(user) if user else request.getfixturevalue("client")
    for answer in (
        browser.get(address(page, name)),
        browser.post(address(page, name), {"sequence": 0, "confirm": "1", "when": "open"}),
    ):
        assert answer.status_code in (302, 403)
    assert date_of(page).sequence == 0


def test_the_actions_are_offered_when_the_date_is_looked_at(page, office, act):
    def offered():
        html = office.get(reverse("dates:inspect", args=[date_of(page).pk])).content.decode()
        return [name for name in ("cancel", "postpone", "restore") if address(page, name) in html]

    assert offered() == ["cancel", "postpone"]
    act("cancel")
    assert offered() == ["postpone", "restore"]


def test_the_event_leads_to_its_dates_when_it_is_edited(page, office):
    event_page(title="Autre", days=(21,))
    html = office.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    url = f"{reverse('dates:index')}?event={page.translation_key}"
    assert url in html
    listing = office.get(url).content.decode()
    assert address(page, "cancel") in listing
    assert "Autre" not in listing


def test_everything_is_told_when_the_date_page_is_read(page, office, act):
    act("postpone", day=in_days(27), reason_fr="Grève")
    html = office.get(reverse("dates:inspect", args=[date_of(page).pk])).content.decode()
    assert "Grève" in html
    assert "Maison du Peuple" in html


def test_posters_and_radar_are_at_hand_when_a_date_is_looked_at_and_postponed(page, office):
    date = date_of(page)
    html = office.get(reverse("dates:inspect", args=[date.pk])).content.decode()
    assert f"/fr/agenda/{page.slug}/affiche.pdf?langue=fr-nl&amp;format=a3&amp;date={date.uid}" in html
    form = office.get(address(page, "postpone")).content.decode()
    assert f'data-radar data-radar-kind="{date.kind_id}" data-radar-event="{date.event_key}"' in form
    assert "js/radar.js" in form
    assert "data-radar" not in office.get(address(page, "cancel")).content.decode()


def test_no_poster_is_offered_when_the_event_is_withdrawn(page, office):
    fresh(page).unpublish()
    html = office.get(reverse("dates:inspect", args=[date_of(page).pk])).content.decode()
    assert "affiche.pdf" not in html

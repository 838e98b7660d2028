"""Mails to hosts: when they leave, to whom, what they say, and that they leave once."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from factories.events import EventKindFactory, date_of, event_page, fresh, row
from factories.network import OrganisationFactory, RepresentativeFactory
from factories.sign_up import signed_up

from events import jobs
from events.hosting import mails as host_mails
from events.models import EventKind, HostNotice, MailText, Occurrence, SignUpSettings
from events.seats.meals_and_needs import Wish
from network.models import OutgoingMail, Representative

BRUSSELS = ZoneInfo("Europe/Brussels")
DAY = dt.date(2027, 1, 14)


def at(day, hour=9):
    """An instant of January 2027 (December where ``day`` is 0 or less), on the clock here."""
    return dt.datetime.combine(dt.date(2027, 1, 1) + dt.timedelta(days=day - 1), dt.time(hour), BRUSSELS)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(at(-20), tick=False):
        yield


@pytest.fixture
def coordination(site_tree):
    settings = SignUpSettings.for_site(site_tree.get_site())
    settings.host_checklist_fr, settings.host_checklist_nl = (
        "Réserver la salle\n- Commander le repas\n",
        "De zaal boeken",
    )
    settings.save()
    return settings


@pytest.fixture
def page(coordination, organisation, representative):
    """A midi on 14 January from 12 to 14 that ``organisation`` hosts."""
    kind = EventKindFactory(hosts_in_turn=True)
    return event_page(kind=kind, dates=[row(day=DAY)], host=organisation, asks_meal=True, asks_needs=True)


def sent(kind=None):
    mails = OutgoingMail.objects.filter(kind__startswith="host_").order_by("pk")
    return list(mails.filter(kind=kind) if kind else mails)


def run(now):
    return [(result.name, result.done) for result in jobs.run_due_jobs(now) if result.done]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "kinds"),
    [
        (at(-8, 23), []),
        (at(-7, 7), []),
        (at(-7, 8), ["host_checklist"]),
        (at(10, 23), ["host_checklist"]),
        (at(11, 7), ["host_checklist"]),
        (at(11, 8), ["host_checklist", "host_totals"]),
        (at(14, 11), ["host_checklist", "host_totals"]),
        (at(14, 12), []),
        (at(20), []),
    ],
)
def test_mails_leave_when_their_day_has_come(now, kinds, page):
    run(now)
    assert [mail.kind for mail in sent()] == kinds


@pytest.mark.django_db
def test_each_mail_leaves_once_when_the_jobs_run_again_and_again(page):
    for hour in (9, 10, 11):
        run(at(11, hour))
    assert len(sent()) == 2
    assert HostNotice.objects.count() == 2


@pytest.mark.django_db
def test_the_checklist_is_in_the_language_of_each_representative_when_there_are_several(page, organisation):
    dutch = RepresentativeFactory(organisation=organisation).user
    dutch.language = "nl"
    dutch.save()
    run(at(0))
    texts = {mail.language: mail.text for mail in sent("host_checklist")}
    assert "[ ] Réserver la salle\n[ ] Commander le repas" in texts["fr"]
    assert "[ ] De zaal boeken" in texts["nl"]
    assert "donderdag 14" in texts["nl"]


@pytest.mark.django_db
def test_the_public_address_gets_the_mail_when_nobody_represents_the_host(page, organisation):
    Representative.objects.update(until=dt.date(2026, 12, 1))
    run(at(0))
    assert [mail.recipient for mail in sent()] == [organisation.email]


@pytest.mark.django_db
def test_the_coordinators_words_stand_around_the_facts_when_there_are_some(page, organisation):
    words = {
        "opening_fr": "Chère équipe de {organisation}",
        "closing_fr": "À bientôt.",
        "subject_fr": "{nombre} à table",
    }
    MailText.objects.create(kind="host_totals", **words)
    MailText.objects.create(kind="host_checklist", opening_fr="Ce {date}, chez {lieu} :", opening_nl="Op {date}:")
    run(at(11))
    [totals] = [mail for mail in sent("host_totals") if mail.language == "fr"]
    assert totals.subject == "0 à table"
    assert f"Chère équipe de {organisation.name}" in totals.text
    assert totals.text.rstrip().split("\n-- ")[0].rstrip().endswith("À bientôt.")
    [french] = [mail for mail in sent("host_checklist") if mail.language == "fr"]
    assert "Ce jeudi 14" in french.text.replace("\xa0", " ")
    assert "[ ] Réserver la salle\n[ ] Commander le repas" in french.text


@pytest.mark.django_db
def test_the_host_gets_totals_and_no_name_when_the_day_comes_near(page):
    other = RepresentativeFactory(organisation=OrganisationFactory())
    wishes = {"Zoé Quai": Wish("vegan", ("sign",)), "Boris": Wish("vegan")}
    signed_up(date_of(page), other.organisation, other.user, *wishes, wishes=wishes, to_be_named=1)
    run(at(11))
    text = sent("host_totals")[0].text
    assert "3" in text
    assert "2" in text
    assert "Zoé" not in text
    assert other.organisation.name not in text


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_no_mail_leaves_when_the_date_is_called_off(status, page):
    Occurrence.objects.update(status=status)
    assert run(at(12)) == []


@pytest.mark.django_db
def test_no_mail_leaves_when_the_kind_has_no_turns_or_the_date_no_host(page):
    EventKind.objects.update(hosts_in_turn=False)
    assert run(at(12)) == []
    EventKind.objects.update(hosts_in_turn=True)
    Occurrence.objects.update(host=None)
    assert run(at(12)) == []


@pytest.mark.django_db
def test_no_checklist_leaves_when_the_coordination_wrote_none(page, coordination):
    coordination.host_checklist_fr = ""
    coordination.save()
    run(at(0))
    assert sent() == []


@pytest.mark.django_db
def test_a_date_gets_its_own_mails_when_it_is_moved(page):
    run(at(0))
    moved = fresh(page)
    line = moved.dates.get()
    line.day = dt.date(2027, 2, 11)
    moved.dates.add(line)
    moved.save_revision().publish()
    run(at(1))
    assert len(sent()) == 1
    run(dt.datetime(2027, 1, 21, 9, tzinfo=BRUSSELS))
    assert len(sent()) == 2


@pytest.mark.django_db
def test_the_new_host_gets_the_checklist_when_the_host_changes(page, other_organisation, other_representative):
    run(at(0))
    changed = fresh(page)
    changed.host = other_organisation
    changed.save_revision().publish()
    run(at(1))
    assert [mail.recipient for mail in sent()][-1] == other_representative.email


@pytest.mark.django_db
def test_a_date_found_but_moved_meanwhile_is_left_alone_when_its_mail_is_written(page):
    found = host_mails.due_dates("checklist", days=21, now=at(0))[0]
    Occurrence.objects.update(start=found.start + dt.timedelta(minutes=30))
    assert not host_mails.send_one(found, "checklist", write=host_mails.write_totals, now=at(0))


@pytest.mark.django_db
def test_as_many_queries_find_what_is_due_when_there_are_twenty_dates(page, organisation, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(host_mails.due_dates("checklist", days=21, now=at(0))) == 1
    for n in range(19):
        lines = [row(day=DAY, start_time=dt.time(8, n), end_time=dt.time(9))]
        event_page(title=f"Midi {n}", kind=page.kind, dates=lines, host=organisation)
    with django_assert_num_queries(2):
        assert len(host_mails.due_dates("checklist", days=21, now=at(0))) == 20


# The command


@pytest.mark.django_db
def test_the_command_writes_a_line_per_job_when_it_is_run(page, capsys):
    with time_machine.travel(at(11), tick=False):
        call_command("run_due_jobs")
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["checklists to hosts: 1", "totals to hosts: 1"]
    assert {line.split(":")[0] for line in lines} == {name for name, _job in jobs.JOBS}


@pytest.mark.django_db
def test_the_other_jobs_run_when_one_fails(monkeypatch, capsys):
    def fail(now):
        raise ValueError("no paper")

    monkeypatch.setattr(jobs, "JOBS", (("first", fail), ("second", lambda now: 3)))
    with pytest.raises(CommandError, match="first"):
        call_command("run_due_jobs")
    assert capsys.readouterr().out.splitlines() == ["first: 0, ValueError: no paper", "second: 3"]


@pytest.mark.django_db
def test_the_other_dates_get_their_mail_when_that_of_one_fails(page, organisation, monkeypatch, capsys, caplog):
    for hour in (8, 16):
        lines = [row(day=DAY, start_time=dt.time(hour), end_time=dt.time(hour + 1))]
        event_page(title=f"À {hour} h", kind=page.kind, dates=lines, host=organisation)
    first = Occurrence.objects.order_by("start").first()
    letter = host_mails.letter

    def fail_for_the_first(kind, person, date, *others, **context):
        made = letter(kind, person, date, *others, **context)
        if date == first:
            Occurrence.objects.create(pk=date.pk)
        return made

    monkeypatch.setattr(host_mails, "letter", fail_for_the_first)
    with time_machine.travel(at(0), tick=False), pytest.raises(CommandError, match="checklists"):
        call_command("run_due_jobs")
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(f"checklists to hosts: 2, date {first.uid}: IntegrityError")
    assert [record.thing for record in caplog.records] == [f"date {first.uid}"]
    assert len(sent()) == HostNotice.objects.exclude(occurrence=first).count() == HostNotice.objects.count() == 2
    monkeypatch.undo()
    assert run(at(0, 10)) == [("checklists to hosts", 1)]

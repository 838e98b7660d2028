"""Nothing done in the CMS mails people before whoever does it has seen how many get which words."""

import datetime as dt
import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from factories.editor import save, tab
from factories.events import EventKindFactory, date_of, dates_of, event_page, fresh, in_days
from factories.network import LocationFactory, RepresentativeFactory, UserFactory
from factories.sign_up import signed_up
from wagtail.models import GroupApprovalTask, ModelLogEntry, PageLogEntry, Revision, Workflow, WorkflowTask

from events.dates import history
from events.hosting import services as hosting
from events.models import EventPage
from events.publishing import date_actions
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(coordinator, signed_in, site_tree):
    return signed_in(coordinator)


@pytest.fixture
def page(site_tree):
    return event_page(with_revision=True, capacity=3)


@pytest.fixture
def date(page, organisation, representative):
    """Its date, with two people signed up by one representative."""
    date = date_of(page)
    signed_up(date, organisation, representative, "Anouk", "Beate")
    OutgoingMail.objects.all().delete()
    return date


def moved(client, page) -> dict:
    """What the editor posts once the first date is an hour later."""
    return tab(client, page) | {"dates-0-start_time": "13:00", "dates-0-end_time": "15:00"}


def is_asking(response) -> bool:
    return response.status_code == 200 and "events/mails/admin/announcement.html" in [
        t.name for t in response.templates
    ]


def asked(response) -> dict:
    """What the page that asks would post, with its button."""
    assert is_asking(response)
    form = BeautifulSoup(response.content, "html.parser").select_one("form.cms-form")
    data = {}
    for field in form.select("input[type=hidden]"):
        data.setdefault(field["name"], []).append(field.get("value", ""))
    data.pop("csrfmiddlewaretoken", None)
    return data


def go_on(client, response):
    """Press the button that sends the mails."""
    button = BeautifulSoup(response.content, "html.parser").select_one("button[name=mails_seen]")
    return client.post(response.request["PATH_INFO"], asked(response) | {"mails_seen": button["value"]})


def written() -> list[str]:
    return sorted(OutgoingMail.objects.values_list("kind", flat=True))


# The editor


def test_nothing_is_changed_when_the_mails_of_a_moved_date_are_not_seen_yet(office, page, date):
    before = (date.start, Revision.objects.count(), PageLogEntry.objects.count())
    response = save(office, page, moved(office, page))
    assert is_asking(response)
    date.refresh_from_db()
    assert (date.start, Revision.objects.count(), PageLogEntry.objects.count()) == before
    assert written() == []


def test_the_number_and_the_words_of_each_language_are_shown_when_a_date_moves(office, page, date, other_organisation):
    reader = RepresentativeFactory(organisation=other_organisation, user__language="nl").user
    signed_up(date, other_organisation, reader, "Cleo")
    text = save(office, page, moved(office, page)).content.decode()
    assert "2 e-mails" in text
    assert "13 h" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert {tag["lang"] for tag in BeautifulSoup(text, "html.parser").select("pre[lang]")} == {"fr", "nl"}


def test_the_date_moves_and_people_are_told_when_the_mails_were_seen(office, page, date):
    response = go_on(office, save(office, page, moved(office, page)))
    assert response.status_code == 302
    date.refresh_from_db()
    assert timezone.localtime(date.start).hour == 13
    assert written() == ["date_changed"]


def test_the_move_stands_in_the_history_of_the_date_with_who_did_it(office, page, date, coordinator):
    go_on(office, save(office, page, moved(office, page)))
    entry = ModelLogEntry.objects.for_instance(date).get(action=history.CHANGE)
    assert entry.user == coordinator
    text = office.get(reverse("dates:history", args=[date.pk])).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert re.search(r"A déplacé la date\s: .*12 h – 14 h → .*13 h – 15 h", text)


def test_people_are_told_once_when_the_button_is_pressed_twice(office, page, date):
    response = save(office, page, moved(office, page))
    go_on(office, response)
    go_on(office, response)
    assert written() == ["date_changed"]


def test_the_mails_are_shown_again_when_somebody_signed_up_meanwhile(office, page, date, other_organisation):
    response = save(office, page, moved(office, page))
    signed_up(date, other_organisation, RepresentativeFactory(organisation=other_organisation).user, "Cleo")
    again = go_on(office, response)
    assert is_asking(again)
    assert "2 e-mails" in again.content.decode()
    assert go_on(office, again).status_code == 302


@pytest.mark.parametrize("seen", ["", "1", "é\0", "x" * 5000])
def test_the_mails_are_shown_when_what_says_they_were_seen_is_made_up(office, page, date, seen):
    response = office.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        moved(office, page) | {"action-publish": "1", "mails_seen": seen},
    )
    assert is_asking(response)
    assert written() == []


def test_a_draft_holds_the_move_when_it_is_kept_as_a_draft(office, page, date):
    response = save(office, page, moved(office, page))
    kept = office.post(response.request["PATH_INFO"], asked(response) | {"mails_as_draft": "1"})
    assert kept.status_code == 302
    assert written() == []
    [row] = fresh(page).get_latest_revision_as_object().dates.all()
    assert row.start_time == dt.time(13)
    date.refresh_from_db()
    assert timezone.localtime(date.start).hour == 12


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ({"dates-0-status": "cancelled"}, ["date_cancelled"]),
        ({"dates-0-status": "postponed"}, ["date_put_off"]),
        ({"dates-0-place_fr": "Ailleurs"}, ["date_changed"]),
        ({"place_fr": "Ailleurs"}, ["date_changed"]),
        ({"dates-0-day": in_days(27).isoformat()}, ["date_changed"]),
    ],
)
def test_the_mails_are_shown_first_when_any_fact_people_rely_on_changes(office, page, date, typed, kinds):
    response = save(office, page, tab(office, page) | typed)
    assert is_asking(response)
    assert go_on(office, response).status_code == 302
    assert written() == kinds


def test_offers_are_shown_first_when_more_seats_serve_the_waiting_list(
    office, page, date, other_organisation, other_representative
):
    signed_up(date, other_organisation, other_representative, "Cleo", "Dora")
    OutgoingMail.objects.all().delete()
    response = save(office, page, tab(office, page) | {"capacity": "4"})
    assert is_asking(response)
    go_on(office, response)
    assert written() == ["offer"]


def test_nobody_is_asked_anything_when_no_one_is_told(office, page, date):
    response = save(office, page, tab(office, page) | {"title": "Titre corrigé"})
    assert response.status_code == 302
    assert date_of(page).title == "Titre corrigé"


def test_nobody_is_asked_anything_when_no_one_is_signed_up(office, page):
    assert save(office, page, moved(office, page)).status_code == 302


def test_organisations_without_anybody_to_write_to_are_named_when_a_date_moves(office, page, date, representative):
    representative.mandates.all().delete()
    representative.is_active = False
    representative.save()
    text = save(office, page, moved(office, page)).content.decode()
    assert "L’Escale du Canal" in text


def test_nobody_is_named_unreached_when_a_date_that_is_off_already_is_told_to_no_one(
    office, page, date, other_organisation, other_representative
):
    date_actions.cancel_date(occurrence_id=date.pk, user=other_representative)
    OutgoingMail.objects.all().delete()
    response = save(office, page, moved(office, page))
    assert response.status_code == 302
    assert written() == []


def test_each_date_has_a_sample_of_its_own_when_several_move(office, organisation, representative):
    page = event_page(with_revision=True, days=(20, 27))
    for date in dates_of(page):
        signed_up(date, organisation, representative, "Anouk")
    response = save(office, page, tab(office, page) | {"place_fr": "Ailleurs"})
    assert [count for _letter, count in response.context["announcement"].parts[0].mailing.samples] == [1, 1]


def test_what_the_editor_said_is_not_shown_when_it_was_taken_back(office, page, date):
    response = save(office, page, moved(office, page))
    assert "a été publiée" not in response.content.decode()


# Other ways to publish


def draft_with_a_move(page) -> Revision:
    draft = fresh(page).get_latest_revision_as_object()
    [row] = draft.dates.all()
    row.start_time, row.end_time = dt.time(13), dt.time(15)
    draft.dates = [row]
    return draft.save_revision()


def test_the_mails_are_shown_first_when_an_older_version_is_published(office, page, date):
    older = page.latest_revision
    draft_with_a_move(page).publish()
    OutgoingMail.objects.all().delete()
    url = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, older.pk])
    form = BeautifulSoup(office.get(url).content, "html.parser").select_one("form[data-edit-form]")
    data = tab(office, page) | {"dates-0-start_time": "12:00", "dates-0-end_time": "14:00", "action-publish": "1"}
    response = office.post(form.get("action") or url, data)
    assert is_asking(response)
    assert written() == []
    go_on(office, response)
    assert written() == ["date_changed"]


@pytest.fixture
def in_moderation(page, date):
    """A move that an editor submitted, and the coordination is to approve."""
    task = GroupApprovalTask.objects.create(name="Relecture des dates")
    task.groups.add(Group.objects.get(name="Coordination"))
    workflow = Workflow.objects.create(name="Relecture des dates")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    draft_with_a_move(page)
    workflow.start(fresh(page), UserFactory())
    return fresh(page).current_workflow_task_state


def test_the_mails_are_shown_first_when_a_move_is_approved_in_the_editor(office, page, date, in_moderation, settings):
    settings.EMAIL_BACKEND = "network.outbox.backend.EmailBackend"
    data = tab(office, page) | {"action-workflow-action": "1", "workflow-action-name": "approve"}
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = office.post(url, data)
    assert is_asking(response)
    # Nor is its author told of an approval that is none yet.
    assert written() == []
    assert go_on(office, response).status_code == 302
    assert written() == ["date_changed", "notice"]


def test_a_dialog_leads_to_the_editor_when_it_would_tell_people(office, page, date, in_moderation):
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", in_moderation.pk])
    response = office.post(url, {"comment": ""}, headers={"X-Requested-With": "XMLHttpRequest"})
    assert response.json() == {"step": "success", "redirect": reverse("wagtailadmin_pages:edit", args=[page.pk])}
    assert written() == []
    in_moderation.refresh_from_db()
    assert in_moderation.status == "in_progress"


def test_the_mails_are_shown_first_when_a_move_is_approved_from_a_list(office, page, date, in_moderation):
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", in_moderation.pk])
    response = office.post(url, {"comment": ""})
    assert is_asking(response)
    assert go_on(office, response).status_code == 302
    assert written() == ["date_changed"]


@pytest.mark.parametrize(("action", "kind"), [("publish", "date_changed"), ("unpublish", "date_cancelled")])
def test_the_mails_are_shown_first_when_many_pages_are_treated_at_once(office, page, date, action, kind):
    draft_with_a_move(page)
    url = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', action])}?id={page.pk}&next=/gestion/"
    response = office.post(url, {"include_descendants": ""})
    assert is_asking(response)
    assert written() == []
    button = BeautifulSoup(response.content, "html.parser").select_one("button[name=mails_seen]")
    assert office.post(url, asked(response) | {"mails_seen": button["value"]}).status_code == 302
    assert written() == [kind]


def test_the_mails_are_shown_first_when_a_page_is_unpublished(office, page, date):
    response = office.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert is_asking(response)
    assert EventPage.objects.get(pk=page.pk).live
    go_on(office, response)
    assert written() == ["date_cancelled"]


def test_the_mails_are_shown_when_a_move_is_planned_and_leave_at_its_hour(office, page, date):
    in_two_hours = timezone.localtime() + dt.timedelta(hours=2)
    data = moved(office, page) | {"go_live_at": f"{in_two_hours:%Y-%m-%d %H:%M}"}
    response = save(office, page, data)
    assert is_asking(response)
    assert "Plus tard" in response.content.decode()
    assert go_on(office, response).status_code == 302
    assert written() == []
    with time_machine.travel(timezone.now() + dt.timedelta(hours=3)):
        call_command("publish_scheduled")
    assert written() == ["date_changed"]


def test_nobody_is_promised_a_mail_when_a_move_is_planned_for_after_the_date(office, page, date):
    too_late = timezone.localtime(date.end) + dt.timedelta(days=1)
    data = moved(office, page) | {"go_live_at": f"{too_late:%Y-%m-%d %H:%M}"}
    assert save(office, page, data).status_code == 302
    assert written() == []


def test_the_mails_are_shown_when_a_page_is_planned_to_leave_the_site(office, page, date):
    tomorrow = timezone.localtime() + dt.timedelta(days=1)
    response = save(office, page, tab(office, page) | {"expire_at": f"{tomorrow:%Y-%m-%d %H:%M}"})
    assert is_asking(response)
    assert go_on(office, response).status_code == 302
    assert written() == []
    assert EventPage.objects.get(pk=page.pk).live


# What changes a date from elsewhere


def test_the_mails_are_shown_first_when_the_address_of_the_host_changes(
    office, coordinator, organisation, representative
):
    location = LocationFactory(organisation=organisation)
    page = event_page(host=organisation, place_fr="")
    signed_up(date_of(page), organisation, representative, "Anouk")
    OutgoingMail.objects.all().delete()
    url = reverse("organisations:edit", args=[organisation.pk])
    html = BeautifulSoup(office.get(url).content, "html.parser")
    data = {}
    for field in html.select("form[data-edit-form] [name], form.w-form [name], main form [name]"):
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        if field.name == "select":
            chosen = field.select("option[selected]")
            data[field["name"]] = chosen[0]["value"] if chosen else ""
        else:
            data[field["name"]] = field.text.strip() if field.name == "textarea" else field.get("value", "")
    data["locations-0-street_fr"] = "rue Neuve 3"
    response = office.post(url, data)
    assert is_asking(response)
    location.refresh_from_db()
    assert location.street_fr == "quai des Mariniers 12"
    assert go_on(office, response).status_code == 302
    assert written() == ["date_changed"]
    assert date_of(page).place_fr.startswith("rue Neuve 3")
    # Written after the view has ended, by whom it is known all the same.
    assert ModelLogEntry.objects.for_instance(date_of(page)).get(action=history.CHANGE).user == coordinator


def test_the_mails_are_shown_first_when_a_host_is_accepted_for_a_date_people_hold(
    office, site_tree, organisation, representative
):
    LocationFactory(organisation=organisation)
    kind = EventKindFactory(hosts_in_turn=True)
    page = event_page(kind=kind, place_fr="À confirmer", days=(40,))
    date = date_of(page)
    signed_up(date, organisation, representative, "Anouk")
    month = timezone.localtime(date.start).date().replace(day=1)
    offer = hosting.offer_month(organisation=organisation, kind=kind, month=month, user=representative)
    OutgoingMail.objects.all().delete()
    response = office.post(reverse("offer_accept", args=[offer.pk]), {"place_fr": "", "place_nl": ""})
    assert is_asking(response)
    go_on(office, response)
    assert "date_changed" in written()


# However it is sent


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/json", "application/xml"])
def test_the_mails_are_shown_first_when_a_script_sends_no_form(office, page, date, content_type):
    body = b"{}" if content_type else b""
    response = office.generic(
        "POST", reverse("wagtailadmin_pages:unpublish", args=[page.pk]), body, content_type=content_type
    )
    assert is_asking(response)
    assert fresh(page).live
    assert written() == []
    go_on(office, response)
    assert not fresh(page).live


def test_the_mails_are_shown_first_when_a_script_puts_what_a_form_would_post(
    office, site_tree, organisation, representative
):
    LocationFactory(organisation=organisation)
    kind = EventKindFactory(hosts_in_turn=True)
    date = date_of(event_page(kind=kind, place_fr="À confirmer", days=(40,)))
    signed_up(date, organisation, representative, "Anouk")
    month = timezone.localtime(date.start).date().replace(day=1)
    offer = hosting.offer_month(organisation=organisation, kind=kind, month=month, user=representative)
    OutgoingMail.objects.all().delete()
    assert is_asking(office.put(reverse("offer_accept", args=[offer.pk])))
    assert written() == []


def test_a_long_page_is_sent_again_without_growing_when_its_mails_are_shown(office, page, date):
    """Letters with accents would be three times as long in a form of addresses, and be refused as too much."""
    form = BeautifulSoup(save(office, page, moved(office, page)).content, "html.parser").select_one("form.cms-form")
    assert form["enctype"] == "multipart/form-data"


# What shows its mails by itself


def test_the_desk_asks_once_when_a_date_is_cancelled_there(office, page, date):
    url = reverse("dates:cancel", args=[date.pk])
    preview = office.get(url)
    html = BeautifulSoup(preview.content, "html.parser")
    seen = html.select_one("input[name=seen]")["value"]
    response = office.post(url, {"sequence": date.sequence, "seen": seen, "confirm": "1"})
    assert response.status_code == 302
    assert written() == ["date_cancelled"]
    [entry] = ModelLogEntry.objects.for_instance(date).filter(action=history.CHANGE)
    assert entry.data["became"] == "cancelled"


def test_scheduled_publishing_names_nobody_in_the_history(page, date):
    draft_with_a_move(page).publish()
    assert ModelLogEntry.objects.for_instance(date).get(action=history.CHANGE).user is None


def test_an_entry_of_the_history_is_readable_when_it_holds_nothing_known(date):
    entry = ModelLogEntry(action=history.CHANGE, data={"became": "gone"}, content_type_id=1, object_id="1")
    assert history.ChangeFormatter().format_message(entry)

"""The agenda in the CMS: the form that keeps sign-ups, the registers of facts, who may come in."""

import datetime as dt
import io
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from factories.events import date_of, event_page, in_days, occurrence
from factories.sign_up import signed_up
from openpyxl import load_workbook
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from events import errors
from events.models import EventDate, EventPage, Occurrence
from home.cache.stamp import renew_stamp

pytestmark = pytest.mark.django_db


def row(date, **values):
    """A row of dates as the editor's form posts it."""
    typed = {
        "id": date.pk or "",
        "key": str(date.key),
        "day": date.day.isoformat(),
        "start_time": date.start_time.isoformat() if date.start_time else "",
        "end_time": date.end_time.isoformat() if date.end_time else "",
        "status": date.status,
        "last_day": "",
        "capacity": date.capacity or "",
        "host": "",
        "place_fr": "",
        "place_nl": "",
        "reason_fr": "",
        "reason_nl": "",
        "theme_fr": "",
        "theme_nl": "",
        "convoked_on": "",
        "slot": "",
        "previous_start": "",
    }
    return typed | values


def posted(page, rows, **values):
    initial = sum(1 for one in rows if one["id"])
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "introduction": page.introduction,
            "kind": page.kind_id,
            "group": "",
            "host": "",
            "place_fr": page.place_fr,
            "place_nl": "",
            "access": "",
            "sign_up": page.sign_up,
            "capacity": page.capacity or "",
            "closes_days_before": page.closes_days_before,
            "body": streamfield([]),
            "practical": "",
            "audience": page.audience,
            "spoken": page.spoken,
            "conference_url": "",
            "programme": inline_formset([]),
            "stands": inline_formset([]),
            "documents": inline_formset([]),
            "dates": inline_formset(rows, initial=initial, min=1),
            "comments": inline_formset([]),
            "tags": "",
            "share_image": "",
            "seo_title": "",
            "search_description": "",
            "action-publish": "1",
        }
        | values
    )


def edit(client, page, rows, **values):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), posted(page, rows, **values))


@pytest.fixture
def office(coordinator, signed_in, site_tree):
    return signed_in(coordinator)


def test_a_date_is_published_when_the_coordinator_changes_its_hour(office):
    page = event_page()
    response = edit(office, page, [row(page.dates.get(), start_time="15:00", end_time="16:00")])
    assert response.status_code == 302
    date = date_of(page)
    assert date.start.astimezone().hour == 15


def test_removing_a_date_is_refused_with_the_number_of_people_when_they_are_signed_up(
    office, organisation, representative
):
    page = event_page(days=(20, 30))
    date = Occurrence.objects.filter(event_key=page.translation_key).earliest("start")
    signed_up(date, organisation, representative, "Anouk", "Beate")
    first, second = page.dates.all()
    response = edit(office, page, [row(first, DELETE="on"), row(second)])
    assert response.status_code == 200
    form = response.context["form"]
    assert "2 personnes" in str(form.non_field_errors()) or "2 people" in str(form.non_field_errors())
    [refused, untouched] = form.formsets["dates"].forms
    assert "status" in refused.errors
    assert not untouched.errors
    assert refused["DELETE"].value() == ""
    assert EventPage.objects.get(pk=page.pk).dates.count() == 2


def test_the_only_date_is_refused_removal_for_one_reason_when_people_are_signed_up(
    office, organisation, representative
):
    page = event_page()
    signed_up(date_of(page), organisation, representative, "Une collègue")
    response = edit(office, page, [row(page.dates.get(), DELETE="on")])
    assert response.status_code == 200
    assert not response.context["form"].formsets["dates"].non_form_errors()


def test_a_date_is_removed_when_nobody_is_signed_up(office):
    page = event_page(days=(20, 30))
    first, second = page.dates.all()
    assert edit(office, page, [row(first, DELETE="on"), row(second)]).status_code == 302
    assert EventPage.objects.get(pk=page.pk).dates.count() == 1
    assert Occurrence.objects.filter(event_key=page.translation_key, withdrawn_at=None).count() == 1


def test_a_date_is_cancelled_when_its_status_says_so(office, organisation, representative):
    page = event_page()
    date = date_of(page)
    signed_up(date, organisation, representative, "Une collègue")
    response = edit(office, page, [row(page.dates.get(), status="cancelled")])
    seen = {"mails_seen": response.context["announcement"].fingerprint}
    assert edit(office, page, [row(page.dates.get(), status="cancelled")], **seen).status_code == 302
    date.refresh_from_db()
    assert date.status == "cancelled"


def test_lowering_the_seats_is_refused_with_names_when_people_would_lose_theirs(office, organisation, representative):
    page = event_page(capacity=3)
    signed_up(date_of(page), organisation, representative, "Anouk", "Beate", "Cleo")
    response = edit(office, page, [row(page.dates.get())], capacity="1")
    assert response.status_code == 200
    message = str(response.context["form"].errors["capacity"])
    assert "Beate, Cleo" in message
    assert "Anouk" not in message


def test_lowering_the_seats_of_one_date_is_refused_when_people_would_lose_theirs(office, organisation, representative):
    page = event_page(capacity=3)
    signed_up(date_of(page), organisation, representative, "Anouk", "Beate")
    response = edit(office, page, [row(page.dates.get(), capacity="1")])
    assert "capacity" in response.context["form"].formsets["dates"].forms[0].errors


def test_sign_up_cannot_be_switched_off_when_people_are_signed_up(office, organisation, representative):
    page = event_page()
    signed_up(date_of(page), organisation, representative, "Une collègue")
    response = edit(office, page, [row(page.dates.get())], sign_up="none")
    assert "sign_up" in response.context["form"].errors


def test_two_new_dates_get_keys_of_their_own_when_the_form_gave_them_one(office):
    page = event_page()
    same = str(uuid.uuid4())
    new = [row(page.dates.get(), id="", key=same, day=in_days(n).isoformat()) for n in (40, 50)]
    assert edit(office, page, [row(page.dates.get()), *new]).status_code == 302
    assert len(set(EventPage.objects.get(pk=page.pk).dates.values_list("key", flat=True))) == 3


def test_a_date_is_refused_when_it_stands_twice(office):
    page = event_page()
    again = row(page.dates.get(), id="", key=str(uuid.uuid4()))
    response = edit(office, page, [row(page.dates.get()), again])
    assert "day" in response.context["form"].formsets["dates"].forms[1].errors


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"day": "2026-99-99"}, "day"),
        ({"day": "9999-12-31", "start_time": "", "end_time": ""}, "day"),
        ({"day": "1999-12-31"}, "day"),
        ({"last_day": "9999-12-31"}, "last_day"),
        ({"convoked_on": "9999-12-31"}, "convoked_on"),
        ({"start_time": "", "end_time": "14:00"}, "start_time"),
        ({"last_day": "2001-01-01"}, "last_day"),
        ({"key": "nonsense"}, "key"),
        ({"capacity": "0"}, "capacity"),
    ],
)
def test_a_row_is_refused_in_words_when_it_makes_no_sense(office, values, field):
    page = event_page()
    response = edit(office, page, [row(page.dates.get(), **values)])
    assert response.status_code == 200
    assert field in response.context["form"].formsets["dates"].forms[0].errors


def test_the_last_day_of_the_calendar_is_kept_when_it_is_whole(office):
    page = event_page()
    response = edit(office, page, [row(page.dates.get(), day="2100-12-31", start_time="", end_time="")])
    assert response.status_code == 302
    assert timezone.localtime(Occurrence.objects.get().end).date() == dt.date(2101, 1, 1)


def test_a_date_is_in_words_when_the_coordination_reads_it(office, organisation, representative, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC))
    day = EventDate(day=dt.date(2026, 12, 1), start_time=dt.time(9, 30), end_time=dt.time(12))
    date = occurrence(dates=[day])
    signed_up(date, organisation, representative, "Une collègue")
    inspected = office.get(reverse("dates:inspect", args=[date.pk])).content.decode()
    assert "Mardi 1er\u00a0décembre 2026, 9\u00a0h\u00a030\u00a0– 12\u00a0h" in inspected
    assert "3\u00a0novembre 2026, 13\u00a0h" in inspected
    assert "Les inscriptions se ferment le dimanche 29\u00a0novembre 2026 à 18\u00a0h." in inspected
    assert "1\u00a0place prise sur 10" in inspected
    assert "Mardi 1er\u00a0décembre, 9\u00a0h\u00a030" in office.get("/gestion/").content.decode()
    assert "mardi 1er\u00a0décembre 2026, 9\u00a0h\u00a030" in office.get(reverse("dates:index")).content.decode()


def test_the_slug_comes_from_the_title_when_none_is_sent(office):
    page = event_page()
    agenda = page.get_parent()
    url = reverse("wagtailadmin_pages:add", args=["events", "eventpage", agenda.pk])
    new = row(page.dates.get(), id="", key="")
    response = office.post(url, posted(page, [new], title="Assemblée d’hiver", slug="", **{"action-publish": "1"}))
    assert response.status_code == 302
    assert EventPage.objects.get(title="Assemblée d’hiver", alias_of=None).slug == "assemblee-dhiver"


def test_the_number_of_forms_may_be_nonsense_when_the_page_is_saved(office):
    page = event_page()
    data = posted(page, [row(page.dates.get())]) | {"dates-TOTAL_FORMS": "x"}
    assert office.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data).status_code == 200


def test_deleting_is_refused_with_the_number_of_people_when_they_are_signed_up(office, organisation, representative):
    page = event_page()
    signed_up(date_of(page), organisation, representative, "Anouk", "Beate")
    response = office.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
    assert EventPage.objects.filter(pk=page.pk).exists()
    assert "2 " in str(next(iter(response.context["messages"])))


def test_deleting_many_is_refused_when_people_are_signed_up_for_one(office, organisation, representative):
    page, other = event_page(), event_page(title="Autre")
    signed_up(date_of(page), organisation, representative, "Une collègue")
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    office.post(f"{url}?id={page.pk}&id={other.pk}", {"next": "/gestion/"})
    assert EventPage.objects.filter(pk__in=[page.pk, other.pk]).count() == 2


def test_the_agenda_is_not_deleted_when_people_are_signed_up_for_an_event(office, organisation, representative):
    page = event_page()
    signed_up(date_of(page), organisation, representative, "Une collègue")
    office.post(reverse("wagtailadmin_pages:delete", args=[page.get_parent().pk]))
    assert EventPage.objects.filter(pk=page.pk).exists()


def test_an_event_is_deleted_when_nobody_is_signed_up(office):
    page = event_page()
    assert office.post(reverse("wagtailadmin_pages:delete", args=[page.pk])).status_code == 302
    assert not EventPage.objects.filter(pk=page.pk).exists()


def test_unpublishing_asks_with_the_number_of_people_when_they_are_signed_up(office, organisation, representative):
    page = event_page()
    url = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    assert "cms-refusal" not in office.get(url).content.decode()
    signed_up(date_of(page), organisation, representative, "Une collègue")
    assert "cms-refusal" in office.get(url).content.decode()


def test_the_sign_ups_of_a_date_show_numbers_and_ranks_when_some_wait(office, organisation, representative):
    page = event_page(capacity=1)
    date = date_of(page)
    signed_up(date, organisation, representative, "Anouk", "Beate")
    confirmed, waiting = office.get(reverse("dates:inspect", args=[date.pk])).context["groups"]
    assert [(row.seat.display_name, row.seat.number) for row in confirmed.rows] == [("Anouk", 1)]
    assert [(row.seat.display_name, row.rank) for row in waiting.rows] == [("Beate", 1)]


def test_people_are_signed_up_once_when_the_coordination_sends_the_form_twice(office, organisation):
    page = event_page()
    date = date_of(page)
    data = {"token": uuid.uuid4(), "organisation": organisation.pk, "names": "Anouk\nBeate\n", "to_be_named": 1}
    for _attempt in range(2):
        assert office.post(reverse("dates:seats_add", args=[date.pk]), data).status_code == 302
    assert date.seats.count() == 3


def test_the_form_says_why_when_nobody_is_named(office, organisation):
    page = event_page()
    date = date_of(page)
    data = {"token": uuid.uuid4(), "organisation": organisation.pk, "names": "", "to_be_named": ""}
    response = office.post(reverse("dates:seats_add", args=[date.pk]), data)
    assert response.context["form"].non_field_errors() == [errors.NobodyNamed.message]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "nonsense", "%00"])
def test_the_list_of_seats_holds_no_formula_when_a_name_looks_like_one(office, organisation, representative, kind):
    page = event_page()
    date = date_of(page)
    signed_up(date, organisation, representative, '=HYPERLINK("x")')
    content = office.get(reverse("dates:seats_export", args=[date.pk]) + f"?format={kind}").content
    if kind == "xlsx":
        cells = load_workbook(io.BytesIO(content)).active
        assert cells["C2"].value.startswith("'=")
        assert cells["C2"].data_type == "s"
    else:
        assert "'=HYPERLINK" in content.decode("utf-8-sig")


def test_listings_are_exported_without_formulas_when_a_title_looks_like_one(office):
    event_page(title="=1+1")
    content = b"".join(office.get(reverse("dates:index") + "?export=csv").streaming_content).decode()
    assert "'=1+1" in content


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_exported_hours_are_those_of_brussels_when_the_database_keeps_utc(office, kind):
    event_page()
    content = office.get(reverse("dates:index") + f"?export={kind}").getvalue()
    if kind == "xlsx":
        assert load_workbook(io.BytesIO(content)).active["A2"].value.hour == 12
    else:
        assert " 12:00:00;" in content.decode()


@pytest.mark.parametrize("name", ["seats_export", "seats_add"])
def test_seats_are_closed_when_a_representative_or_nobody_asks(site_tree, representative, signed_in, name):
    page = event_page()
    date = date_of(page)
    url = reverse(f"dates:{name}", args=[date.pk])
    assert Client().get(url).status_code == 302
    assert signed_in(representative).get(url).status_code in (302, 403)


def test_dates_are_found_without_accents_when_the_coordinator_searches(office):
    event_page(title="Assemblée d’été")
    event_page(title="Midi")
    found = office.get(reverse("dates:index") + "?q=ASSEMBLEE ete").context["object_list"]
    assert [date.title for date in found] == ["Assemblée d’été"]


@pytest.mark.parametrize(("name", "number"), [("events:index", 30), ("dates:index", 20)])
def test_a_listing_asks_as_few_queries_for_twenty_rows_as_for_two(office, django_assert_num_queries, name, number):
    for index in range(2):
        event_page(title=f"Midi {index}", capacity=5)
    office.get(reverse(name))
    renew_stamp()
    with django_assert_num_queries(number):
        office.get(reverse(name))
    for index in range(18):
        event_page(title=f"Autre {index}", capacity=5)
    renew_stamp()
    with django_assert_num_queries(number):
        assert len(office.get(reverse(name)).context["object_list"]) == 20


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", ["start_from", "start_to"])
def test_the_register_answers_when_it_is_asked_for_the_ends_of_time(office, name, day):
    event_page()
    assert office.get(f"{reverse('dates:index')}?{name}={day}").status_code == 200


def test_dates_are_found_by_their_day_when_the_coordinator_filters(office):
    event_page(days=(3, 30))
    day = in_days(3).isoformat()
    found = office.get(f"{reverse('dates:index')}?start_from={day}&start_to={day}").context["object_list"]
    assert len(found) == 1

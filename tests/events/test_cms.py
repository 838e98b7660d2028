"""The agenda in the CMS: the form that keeps sign-ups, the registers of facts, who may come in."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from factories.events import event_page, in_days, occurrence
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from events import seats
from events.models import EventPage, Occurrence

pytestmark = pytest.mark.django_db


def sign_up(date, organisation, user, *names):
    return seats.register(
        occurrence_id=date.pk, organisation=organisation, user=user, names=names or ["Une collègue"], token=uuid.uuid4()
    )


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
        "postponed_to": "",
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
    date = Occurrence.objects.get(event_key=page.translation_key)
    assert date.start.astimezone().hour == 15


def test_removing_a_date_is_refused_with_the_number_of_people_when_they_are_signed_up(
    office, organisation, representative
):
    page = event_page(days=(20, 30))
    date = Occurrence.objects.filter(event_key=page.translation_key).earliest("start")
    sign_up(date, organisation, representative, "Ana", "Bea")
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
    sign_up(Occurrence.objects.get(event_key=page.translation_key), organisation, representative)
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
    date = Occurrence.objects.get(event_key=page.translation_key)
    sign_up(date, organisation, representative)
    assert edit(office, page, [row(page.dates.get(), status="cancelled")]).status_code == 302
    date.refresh_from_db()
    assert date.status == "cancelled"


def test_lowering_the_seats_is_refused_with_names_when_people_would_lose_theirs(office, organisation, representative):
    page = event_page(capacity=3)
    sign_up(Occurrence.objects.get(event_key=page.translation_key), organisation, representative, "Ana", "Bea", "Cleo")
    response = edit(office, page, [row(page.dates.get())], capacity="1")
    assert response.status_code == 200
    message = str(response.context["form"].errors["capacity"])
    assert "Bea, Cleo" in message
    assert "Ana" not in message


def test_lowering_the_seats_of_one_date_is_refused_when_people_would_lose_theirs(office, organisation, representative):
    page = event_page(capacity=3)
    sign_up(Occurrence.objects.get(event_key=page.translation_key), organisation, representative, "Ana", "Bea")
    response = edit(office, page, [row(page.dates.get(), capacity="1")])
    assert "capacity" in response.context["form"].formsets["dates"].forms[0].errors


def test_sign_up_cannot_be_switched_off_when_people_are_signed_up(office, organisation, representative):
    page = event_page()
    sign_up(Occurrence.objects.get(event_key=page.translation_key), organisation, representative)
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


_ = (dt, occurrence)

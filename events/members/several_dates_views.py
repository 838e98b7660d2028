"""The page that signs the same people up for several dates."""

import uuid

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events import errors
from events.dates.listing import with_kinds
from events.members.lists import dates_open_to
from events.members.several_dates_forms import EventChoiceForm, SeriesForm
from events.models import Occurrence, Seat
from events.seats.several_dates import DateResult, sign_up_for_dates
from events.sign_up.form_recovery import say_so, signed_in_or_kept, typed_before
from events.sign_up.forms import OrganisationChoiceForm, organisations_for
from events.sign_up.panel import Colleague
from home.text.alphabet import by_name
from network.models import Organisation, organisations_of

MOST_DATES = 60


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_or_kept
def several_dates(request: HttpRequest) -> HttpResponse:
    """Tick dates, tick colleagues, one button; then what became of each date.

    Sent again for the dates refused, nothing is made twice: what was typed stays.
    """
    is_sent = request.method == "POST"
    sent = request.POST if is_sent else typed_before(request)
    event = EventChoiceForm.event_in(sent or request.GET)
    organisation = OrganisationChoiceForm(sent or request.GET, user=request.user).chosen()
    if organisation is None and not is_sent:
        # What somebody else typed, who signed in here before, is not shown.
        organisation, sent = organisations_of(request.user).first(), None
    dates = dates_to_tick(request, event)
    form = SeriesForm(sent, organisation=organisation, dates=dates)
    results = []
    if form.is_valid() and is_sent:
        results = results_of(form, organisation, request)
    elif sent and not is_sent:
        say_so(request)
    refused = {str(result.date.uid) for result in results if result.refusal}
    ticked = refused if results else form.ticked_dates()
    if results:
        dates = dates_to_tick(request, event)
    mark_signed_up(dates, organisation)
    context = {
        "form": form,
        "token": token_of(form),
        "event": event,
        "dates": [(date, str(date.uid) in ticked) for date in dates],
        "results": results,
        "is_done": bool(results) and not refused,
        "organisation": organisation,
        "organisations": list(organisations_for(request.user)),
        "colleagues": colleagues_of(form, organisation),
    }
    return render(request, "events/members/member_several.html", context)


def results_of(form: SeriesForm, organisation: Organisation | None, request: HttpRequest) -> list[DateResult]:
    """What became of each date of a valid form; nothing, with the reason in the form, where none was tried."""
    people = form.registration()
    if organisation is None:
        form.add_error(None, errors.NotYourOrganisation.message)
    elif not people["names"] and not people["to_be_named"]:
        form.add_error(None, errors.NobodyNamed.message)
    else:
        return sign_up_for_dates(form.chosen(), organisation=organisation, user=request.user, **people)
    return []


def dates_to_tick(request: HttpRequest, event: uuid.UUID | None) -> list[Occurrence]:
    """The next dates that take sign-ups, of one event or of all."""
    dates = dates_open_to(request.user, now=timezone.now())
    if event:
        dates = dates.filter(event_key=event)
    return with_kinds(dates.with_seat_counts()[:MOST_DATES])


def mark_signed_up(dates: list[Occurrence], organisation: Organisation | None) -> None:
    """Put on each date how many people of ``organisation`` it has, as ``own_count``; one query."""
    seats = Seat.objects.active().filter(occurrence__in=dates, registration__organisation=organisation)
    counts = dict(seats.order_by().values_list("occurrence").annotate(Count("pk"))) if organisation else {}
    for date in dates:
        date.own_count = counts.get(date.pk, 0)


def token_of(form: SeriesForm) -> uuid.UUID:
    """The token that was sent, where it was one."""
    sent = form.cleaned_data.get("token") if form.is_bound else None
    return sent or uuid.uuid4()


def colleagues_of(form: SeriesForm, organisation: Organisation | None) -> list[Colleague]:
    """The usual colleagues, by name."""
    if organisation is None:
        return []
    ticked = form.ticked()
    return [
        Colleague(
            pk=person.pk,
            name=person.name,
            ticked=str(person.pk) in ticked,
            signed_up=False,
            asked=form.asked(person.pk),
        )
        for person in sorted(organisation.people.all(), key=by_name)
    ]

"""What a signed link opens: a sign-up, without signing in. Reading changes nothing; buttons do, by POST.

The link is the key, and no cookie is set: a form sent from elsewhere would have to know the link, and whoever knows it
needs no such trick. So Django's own protection, which wants a cookie and the origin that ``no-referrer`` hides, is left
out here.
"""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from events import errors
from events.access.signed_links import holder_of
from events.models import Seat
from events.seats import apologies, offers, public_registration
from events.seats import services as seats
from events.sign_up.apology_forms import ApologyForm
from events.sign_up.forms import NamePersonForm
from events.sign_up.link_forms import AddPersonForm, SeatsForm
from events.sign_up.link_page import LinkPage, read_link_page

# Nobody else learns the address, nothing keeps the page, nothing finds it.
PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
CONFLICT = 409


def opened_by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give ``view(request, page, …)`` the sign-up whose link was opened, or say why it opens nothing."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request: HttpRequest, signed: str, **places) -> HttpResponse:
        now = timezone.now()
        try:
            page = read_link_page(signed, holder_of(signed, now=now), now=now, done=request.GET.get("fait", ""))
            response = answer(request, view, page, places)
        except errors.LinkError as error:
            response = render(request, "events/sign_up/link_refused.html", {"error": error}, status=error.status)
        for name, value in PRIVATE.items():
            response[name] = value
        return response

    return opened


def answer(request: HttpRequest, view: Callable, page: LinkPage, places: dict) -> HttpResponse:
    """What ``view`` makes of it; where nothing may be changed any more, the page that says so."""
    if not page.may_change and (request.method == "POST" or request.resolver_match.url_name != "link"):
        return show_link_page(request, page, status=errors.LinkError.status)
    try:
        return view(request, page, **places)
    except Http404 as error:
        raise errors.LinkBroken from error
    except errors.SignUpError as error:
        fresh = read_link_page(page.signed, page.holder, now=page.now)
        fresh.refusal = error.message
        return show_link_page(request, fresh, status=CONFLICT)


def show_link_page(request: HttpRequest, page: LinkPage, *, status: int = 200) -> HttpResponse:
    return render(request, "events/sign_up/link_page.html", {"link": page}, status=status)


def back(page: LinkPage, done: str) -> HttpResponse:
    """To the page, which then says what was ``done``."""
    return redirect(f"{reverse('members:link', args=[page.signed])}?fait={done}")


@opened_by_link
def link_page(request: HttpRequest, page: LinkPage) -> HttpResponse:
    """The sign-up; its buttons confirm the address, and accept or decline what is offered."""
    if request.method != "POST":
        return show_link_page(request, page)
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        raise Http404
    return action(request, page)


def confirm(request: HttpRequest, page: LinkPage) -> HttpResponse:
    registration = public_registration.confirm(user=page.holder)
    has_seat = registration.seats.filter(status=Seat.Status.CONFIRMED).exists()
    return back(page, "confirmee" if has_seat else "liste")


def accept(request: HttpRequest, page: LinkPage) -> HttpResponse:
    """Take the offers ticked; a second press finds them taken."""
    chosen = seats_sent(request, page)
    if any(seat.status != Seat.Status.CONFIRMED for seat in chosen):
        offers.accept(seat_ids=[seat.pk for seat in chosen], occurrence_id=page.date.pk, user=page.holder)
    return back(page, "acceptee")


def decline(request: HttpRequest, page: LinkPage) -> HttpResponse:
    """Give up the offers ticked, and nothing that is more than an offer."""
    offered = [seat.pk for seat in seats_sent(request, page) if seat.status == Seat.Status.OFFERED]
    seats.cancel(seat_ids=offered, occurrence_id=page.date.pk, user=page.holder)
    return back(page, "declinee")


def return_after_all(request: HttpRequest, page: LinkPage) -> HttpResponse:
    if organisation := page.registration.organisation:
        apologies.withdraw_apology(occurrence_id=page.date.pk, organisation=organisation, user=page.holder)
    return back(page, "revenue")


ACTIONS = {"confirm": confirm, "accept": accept, "decline": decline, "return": return_after_all}


def seats_sent(request: HttpRequest, page: LinkPage) -> list[Seat]:
    """The people ticked; 404 for those of another sign-up."""
    form = SeatsForm(request.POST, page=page)
    if form.is_valid():
        return form.chosen()
    if form.is_about_others:
        raise Http404
    raise errors.NobodyTicked


@opened_by_link
def cancel(request: HttpRequest, page: LinkPage) -> HttpResponse:
    """Ask whom the cancellation is about, then cancel."""
    if request.method == "POST":
        chosen = [seat.pk for seat in seats_sent(request, page)]
        seats.cancel(seat_ids=chosen, occurrence_id=page.date.pk, user=page.holder)
        return back(page, "annulee")
    form = SeatsForm(request.GET, page=page)
    if not page.people or form.is_about_others:
        return redirect("members:link", page.signed)
    ticked = [seat.pk for seat in (form.chosen() if form.is_valid() else [guest.seat for guest in page.people])]
    return render(request, "events/sign_up/link_cancel.html", {"link": page, "ticked": ticked})


@opened_by_link
def name_person(request: HttpRequest, page: LinkPage, pk: int) -> HttpResponse:
    """Who takes a seat, and what they eat, need and attend."""
    mine = Seat.objects.changeable_by(page.holder).active()
    seat = get_object_or_404(mine.select_related("person", "registration__organisation", "occurrence__kind"), pk=pk)
    form = NamePersonForm(request.POST if request.method == "POST" else None, seat=seat)
    if request.method == "POST" and form.is_valid():
        name, wish = form.cleaned_data["name"], form.wish("name")
        try:
            seats.name_person(seat_id=seat.pk, name=name, wish=wish, user=page.holder)
        except Seat.DoesNotExist:
            form.add_error(None, _("This sign-up was cancelled meanwhile."))
        except errors.SignUpError as error:
            form.add_error(None, error.message)
        else:
            return back(page, "modifiee")
    people = seat.registration.organisation.people.all() if seat.registration.organisation else []
    return render(
        request, "events/sign_up/link_name.html", {"link": page, "seat": seat, "form": form, "people": people}
    )


@opened_by_link
def add_person(request: HttpRequest, page: LinkPage) -> HttpResponse:
    """Who comes along too, for whom a seat is taken or a place in the queue."""
    if not page.registration.is_public:
        raise Http404
    form = AddPersonForm(request.POST if request.method == "POST" else None, page=page)
    if request.method == "POST" and form.is_valid():
        try:
            seat = public_registration.add_person(visitor=form.visitor(), user=page.holder)
        except errors.SignUpError as error:
            form.add_error(None, error.message)
        else:
            return back(page, "ajoutee" if seat.status == Seat.Status.CONFIRMED else "attend")
    return render(request, "events/sign_up/link_add.html", {"link": page, "form": form})


@opened_by_link
def excuse(request: HttpRequest, page: LinkPage) -> HttpResponse:
    """Ask whether the whole organisation is excused and who votes for it, then excuse it."""
    organisation = page.registration.organisation
    if organisation is None:
        raise Http404
    form = ApologyForm(
        request.POST if request.method == "POST" else None,
        occurrence=page.date,
        organisation=organisation,
        apology=page.apology,
    )
    if request.method == "POST" and form.is_valid():
        try:
            apologies.excuse(
                occurrence_id=page.date.pk, organisation=organisation, user=page.holder, **form.cleaned_data
            )
        except errors.SignUpError as error:
            form.add_error(None, error.message)
        else:
            return back(page, "excusee")
    return render(request, "events/sign_up/link_excuse.html", {"link": page, "form": form})

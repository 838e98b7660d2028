"""What a representative does about one date besides signing up: answer offers, cancel several, be excused."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events import errors
from events.models import Occurrence
from events.seats import apologies, offers
from events.seats import services as seats
from events.sign_up.apology_forms import ApologyForm
from events.sign_up.form_recovery import say_so, signed_in_or_kept, typed_before
from events.sign_up.forms import OrganisationChoiceForm
from events.sign_up.panel import current_sign_ups
from network.models import Organisation, organisations_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def accept_offers(request: HttpRequest, uid) -> HttpResponse:
    """Take the seats ticked among those that are held for the reader's organisations."""
    date = date_of(request, uid)
    if request.method != "POST":
        # Whoever signs in again after a pause is led here by address; the button is on that page.
        return redirect("members:sign_up", date.uid)
    try:
        taken = offers.accept(seat_ids=keys_in(request.POST), occurrence_id=date.pk, user=request.user)
    except errors.SignUpError as error:
        messages.error(request, error.message)
    else:
        words = ngettext("%(count)d seat is confirmed.", "%(count)d seats are confirmed.", len(taken))
        messages.success(request, words % {"count": len(taken)} + " " + _("A mail is on its way to you."))
    return redirect_to(date, organisation_in(request.POST, request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cancel_several(request: HttpRequest, uid) -> HttpResponse:
    """Show all sign-ups of the reader's for one date, and give up those ticked, or all, when a button is pressed."""
    date = date_of(request, uid)
    sent = request.POST if request.method == "POST" else request.GET
    organisation = organisation_in(sent, request)
    own = current_sign_ups(date, [*organisations_of(request.user), *filter(None, [organisation])])
    if not own and request.method != "POST":
        messages.info(request, _("Nobody of yours is signed up for this date any more."))
        return redirect_to(date, organisation)
    ticked = keys_in(sent)
    error = ""
    if request.method == "POST":
        chosen = [one.seat.pk for one in own if "all" in sent or one.seat.pk in ticked]
        try:
            if gone := seats.cancel(seat_ids=chosen, occurrence_id=date.pk, user=request.user):
                words = ngettext("%(count)d sign-up is cancelled.", "%(count)d sign-ups are cancelled.", len(gone))
                messages.success(request, words % {"count": len(gone)})
                return redirect_to(date, organisation)
            error = _("Tick the people who do not come.")
        except errors.SignUpError as refusal:
            error = refusal.message
    context = {
        "date": date,
        "organisation": organisation,
        "sign_ups": [(one.seat, one.rank, one.seat.pk in ticked) for one in own],
        "error": error,
    }
    return render(request, "events/members/member_cancel_several.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_or_kept
def excuse(request: HttpRequest, uid) -> HttpResponse:
    """Ask who votes, if anybody does, then excuse the organisation; the same page changes the proxy later."""
    date = date_of(request, uid)
    sent = request.method == "POST"
    typed = None if sent else typed_before(request)
    organisation = organisation_in(typed, request) if typed else excused_organisation(request)
    if organisation is None:
        return redirect("members:sign_up", date.uid)
    apology = apologies.apology_of(date, organisation)
    form = ApologyForm(request.POST if sent else typed, occurrence=date, organisation=organisation, apology=apology)
    if typed:
        say_so(request)
    if sent and form.is_valid():
        try:
            excused = apologies.excuse(
                occurrence_id=date.pk, organisation=organisation, user=request.user, **form.cleaned_data
            )
        except errors.SignUpError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, words_of_apology(excused))
            return redirect_to(date, organisation)
    context = {
        "date": date,
        "organisation": organisation,
        "form": form,
        "apology": apology,
        "proxy_held": apologies.proxy_held(date, organisation),
        "seats": [one.seat for one in current_sign_ups(date, [organisation])],
    }
    return render(request, "events/members/member_excuse.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw_apology(request: HttpRequest, uid) -> HttpResponse:
    """Take an apology back when the button is pressed; the proxy ends with it."""
    date = date_of(request, uid)
    organisation = excused_organisation(request)
    if request.method != "POST" or organisation is None:
        return redirect("members:sign_up", date.uid)
    try:
        if apologies.withdraw_apology(occurrence_id=date.pk, organisation=organisation, user=request.user):
            messages.success(request, _("Your apology is withdrawn. Sign up the people who come."))
        else:
            messages.info(request, _("This apology was withdrawn already."))
    except errors.SignUpError as error:
        messages.error(request, error.message)
    return redirect_to(date, organisation)


def words_of_apology(apology) -> str:
    """What became of an apology, in one sentence for the page that follows."""
    words = _("%(organisation)s is excused.") % {"organisation": apology.organisation.name}
    if apology.proxy_holder:
        words += " " + _("%(holder)s votes for you.") % {"holder": apology.proxy_holder.name}
    return words


def date_of(request: HttpRequest, uid) -> Occurrence:
    return get_object_or_404(Occurrence.objects.visible_to(request.user).with_relations(), uid=uid)


def excused_organisation(request: HttpRequest) -> Organisation | None:
    """The organisation asked for, or the reader's first; what is sent for another one's does not exist."""
    if request.method == "POST":
        chosen = organisation_in(request.POST, request)
        if chosen is None:
            raise Http404
        return chosen
    return organisation_in(request.GET, request) or organisations_of(request.user).first()


def organisation_in(parameters: QueryDict, request: HttpRequest) -> Organisation | None:
    return OrganisationChoiceForm(parameters, user=request.user).chosen()


def keys_in(parameters: QueryDict) -> set[int]:
    """Seats ticked (``place``); what is no number is left out, and what is nobody's seat is found by nobody."""
    values = parameters.getlist("place")
    return {int(value) for value in values if value.isascii() and value.isdigit() and len(value) <= 18}


def redirect_to(date: Occurrence, organisation: Organisation | None) -> HttpResponseRedirect:
    """To the page of the date, where the sign-ups stand."""
    address = reverse("members:sign_up", args=[date.uid])
    return redirect(f"{address}?organisation={organisation.pk}" if organisation else address)

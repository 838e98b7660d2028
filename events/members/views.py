"""The member space: an organisation's sign-ups, and the page to sign up for one date."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events import errors
from events.dates.listing import with_kinds
from events.hosting.admin import kinds_in_turn
from events.members import lists as member_space
from events.members.documents import dates_with_documents, documents_of
from events.models import Occurrence, Seat
from events.seats import services as seats
from events.sign_up.form_recovery import say_so, signed_in_or_kept, typed_before
from events.sign_up.forms import LanguageForm, NamePersonForm, OrganisationChoiceForm, SignUpForm
from events.sign_up.link_page import with_codes
from events.sign_up.panel import sign_up_panel
from events.sign_up.receipt import standing_words
from home.pages.listing_forms import PageNumberForm
from network.models import organisations_of

SEATS_PER_PAGE = 30
DATES_PER_PAGE = 20
LATEST_DOCUMENTS = 4


@never_cache
@require_safe
@login_required
def member_home(request):
    """What waits for an answer, my organisations' next dates, and the dates open to them."""
    now = timezone.now()
    organisations = list(organisations_of(request.user))
    sign_ups = member_space.by_date(list(member_space.coming_seats(organisations, now=now)))
    documents = dates_with_documents(organisations)[:LATEST_DOCUMENTS]
    context = {
        "organisations": organisations,
        "answers": member_space.waiting_for_an_answer(sign_ups),
        "sign_ups": sign_ups[: member_space.NEXT_DATES],
        "further": max(0, len(sign_ups) - member_space.NEXT_DATES),
        "apologies": member_space.coming_apologies(organisations, now=now),
        "open_dates": member_space.open_dates(request.user, now=now),
        "documents": documents_of(documents, request.user),
        "language_form": LanguageForm(instance=request.user),
        "kinds_in_turn": kinds_in_turn() if organisations else [],
        "may_manage": request.user.has_perm("wagtailadmin.access_admin"),
        "now": now,
    }
    return render(request, "events/members/member_home.html", context)


@never_cache
@require_safe
@login_required
def coming_sign_ups(request):
    """All that my organisations signed up for on dates to come."""
    return list_of_sign_ups(request, member_space.coming_seats, is_past=False)


@never_cache
@require_safe
@login_required
def past_sign_ups(request):
    """What my organisations signed up for, on dates that are over."""
    return list_of_sign_ups(request, member_space.past_seats, is_past=True)


def list_of_sign_ups(request, seats_between, *, is_past):
    now = timezone.now()
    pages = Paginator(seats_between(list(organisations_of(request.user)), now=now), SEATS_PER_PAGE)
    page = pages.get_page(PageNumberForm.number_in(request.GET))
    context = {"page_obj": page, "sign_ups": member_space.by_date(list(page)), "is_past": is_past, "now": now}
    return render(request, "events/members/member_list.html", context)


@never_cache
@require_safe
@login_required
def group_documents(request):
    """Documents of the meetings of my groups, the latest first."""
    pages = Paginator(dates_with_documents(list(organisations_of(request.user))), DATES_PER_PAGE)
    page = pages.get_page(PageNumberForm.number_in(request.GET))
    context = {"page_obj": page, "documents": documents_of(list(page), request.user)}
    return render(request, "events/members/member_documents.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_or_kept
def sign_up(request, uid):
    """The sign-up panel of one date as a page of its own; sending the form ends here too."""
    date = get_object_or_404(Occurrence.objects.visible_to(request.user).with_relations(), uid=uid)
    sent = request.method == "POST"
    typed = None if sent else typed_before(request)
    organisation = OrganisationChoiceForm(request.POST if sent else typed or request.GET, user=request.user).chosen()
    form = None
    # What somebody else typed, who signed in here before, is not shown.
    if typed and organisation:
        form = SignUpForm(typed, organisation=organisation, occurrence=date)
        form.is_valid()
        say_so(request)
    if sent:
        form = SignUpForm(request.POST, organisation=organisation, occurrence=date)
        if registration := register(request, date, organisation, form):
            messages.success(request, standing_words(registration) + " " + _("A mail is on its way to you."))
            return redirect_to_date(date, organisation)
    panel = sign_up_panel(date, request.user, now=timezone.now(), organisation=organisation, form=form)
    with_kinds([date])
    codes = with_codes(one.seat for one in panel.signed_up) if panel.may_change else []
    context = {"panel": panel, "date": date, "codes": codes, "path": request.path}
    return render(request, "events/sign_up/sign_up.html", context)


def register(request, date, organisation, form):
    """The registration a valid form makes; None, with the reason in the form, where it is refused."""
    if not form.is_valid():
        return None
    try:
        if organisation is None:
            raise errors.NotYourOrganisation
        return seats.register(
            occurrence_id=date.pk, organisation=organisation, user=request.user, **form.registration()
        )
    except errors.SignUpError as error:
        form.add_error(None, error.message)
        return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cancel(request, pk):
    """Ask whether to give up a seat, then give it up."""
    seat = seat_to_change(request, pk)
    if is_asked_too_late(request, seat):
        return redirect_to_date(seat.occurrence, seat.registration.organisation)
    if request.method == "POST":
        try:
            if seats.cancel(seat_ids=[seat.pk], occurrence_id=seat.occurrence_id, user=request.user):
                messages.success(request, _("The sign-up of %(name)s is cancelled.") % {"name": seat.display_name})
            else:
                messages.info(request, _("This sign-up was cancelled already."))
        except errors.SignUpError as error:
            messages.error(request, error.message)
        return redirect_to_date(seat.occurrence, seat.registration.organisation)
    return render(request, "events/members/member_cancel.html", {"seat": seat, "date": seat.occurrence})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_or_kept
def name_person(request, pk):
    """Send somebody else of the same organisation on a seat."""
    seat = seat_to_change(request, pk)
    if is_asked_too_late(request, seat):
        return redirect_to_date(seat.occurrence, seat.registration.organisation)
    sent = request.method == "POST"
    typed = None if sent else typed_before(request)
    form = NamePersonForm(request.POST if sent else typed, seat=seat)
    if typed:
        say_so(request)
    if sent and form.is_valid():
        try:
            name, wish = form.cleaned_data["name"], form.wish("name")
            changed = seats.name_person(seat_id=seat.pk, name=name, wish=wish, user=request.user)
        except Seat.DoesNotExist:
            form.add_error(None, _("This sign-up was cancelled meanwhile."))
        except errors.SignUpError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The seat is now for: %(name)s.") % {"name": changed.display_name})
            return redirect_to_date(seat.occurrence, seat.registration.organisation)
    context = {
        "seat": seat,
        "date": seat.occurrence,
        "form": form,
        "people": seat.registration.organisation.people.all() if seat.registration.organisation else [],
    }
    return render(request, "events/members/member_name_person.html", context)


def is_asked_too_late(request, seat: Seat) -> bool:
    """Whether the date is over, and say so: nobody fills in a form that will be refused."""
    is_too_late = seat.occurrence.is_past(timezone.now())
    if is_too_late:
        messages.error(request, errors.DatePast.message)
    return is_too_late


def seat_to_change(request, pk) -> Seat:
    """A seat of the person's own organisations; another one does not exist for them."""
    seats_with_all = Seat.objects.changeable_by(request.user).select_related(
        "person", "registration__organisation", "occurrence__kind", "occurrence__group", "occurrence__host"
    )
    return get_object_or_404(seats_with_all, pk=pk)


def redirect_to_date(date, organisation) -> HttpResponseRedirect:
    """To the page of the date, where the sign-ups stand; of a date withdrawn from the agenda, to the member space.

    Those of the public, which the coordination alone changes, stand on the page of the date in the CMS.
    """
    if organisation is None:
        return redirect("dates:inspect", date.pk)
    if date.withdrawn_at:
        return redirect("members:home")
    return redirect(f"{reverse('members:sign_up', args=[date.uid])}?organisation={organisation.pk}")


@login_required
def mail_language(request):
    """Keep the language of a person's mails."""
    if request.method != "POST":
        # Whoever signs in again after a pause is led here by address; the button is on that page.
        return redirect("members:home")
    form = LanguageForm(request.POST, instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your mails will come in this language."))
    else:
        messages.error(request, _("Choose one of the languages of the list."))
    return redirect("members:home")

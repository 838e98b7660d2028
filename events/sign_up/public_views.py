"""The pages by which anybody signs up for a date that is open to all."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events import errors
from events.dates.listing import with_kinds
from events.models import Occurrence, Registration
from events.models.kinds import SignUp
from events.models.settings import SignUpSettings, sign_up_settings
from events.seats import public_registration
from events.seats.services import check_open
from events.sign_up import spam_protection
from events.sign_up.form_recovery import say_so, typed_before
from events.sign_up.forms import TO_BE_NAMED
from events.sign_up.public_forms import CONTACT, PublicSignUpForm
from home.text.bilingual import active_language
from home.text.emails import readable_email

TOO_MANY = 429
# Holds the stamp of the form this browser sent last for a date, whose pages alone it is sent to.
SENT_BEFORE, KNOWN_FOR = "formulaire", 3600


@dataclass
class PublicPage:
    """The sign-up of ``date`` at ``now``: the form, or why there is none; ``rules`` are the coordination's settings."""

    date: Occurrence
    now: datetime
    rules: SignUpSettings
    form: PublicSignUpForm | None = None
    refusal: str = ""

    @property
    def is_full(self) -> bool:
        """Whether newcomers go to the waiting list: no seat is free, or people wait already."""
        date = self.date
        return date.capacity is not None and (date.seats_left(date.taken_count) == 0 or date.waiting_count > 0)

    @property
    def until(self) -> datetime:
        """Until when a seat asked now waits for its address to be confirmed."""
        return public_registration.held_until(self.date, now=self.now)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, uid) -> HttpResponse:
    """The form; sent, it leads on to the page that says to look for the mail."""
    page = public_page(request, uid)
    if page.refusal:
        return render(request, "events/sign_up/public_sign_up.html", {"public": page})
    typed = request.POST if request.method == "POST" else typed_before(request)
    corrects = sent_before(request, page.date) if "corriger" in request.GET else ""
    page.form = PublicSignUpForm(typed, date=page.date, now=page.now, corrects=corrects)
    if corrects and typed is None:
        page.form.initial = typed_then(page.date, corrects)
    if request.method != "POST":
        if typed:
            say_so(request)
        return show_public_page(request, page)
    if not page.form.is_valid():
        return show_public_page(request, page)
    sent = page.form.sign_up()
    if minutes := spam_protection.minutes_to_wait(request, sent["email"]):
        page.form.add_error(None, wait_words(minutes))
        return show_public_page(request, page, status=TOO_MANY)
    try:
        sign_up_from(request, page, sent)
    except errors.SignUpError as error:
        page.form.add_error(None, error.message)
        return show_public_page(request, page)
    messages.success(request, _("A mail is on its way to %(address)s.") % {"address": readable_email(sent["email"])})
    response = redirect("public:sent", page.date.uid)
    here = {"path": reverse("public:sign_up", args=[page.date.uid]), "secure": request.is_secure()}
    stamp = page.form.cleaned_data["stamp"]
    response.set_cookie(SENT_BEFORE, stamp, max_age=KNOWN_FOR, httponly=True, samesite="Lax", **here)
    return response


@never_cache
@require_safe
def sent(request: HttpRequest, uid) -> HttpResponse:
    """What to do now; the same for everybody, whatever came of the form."""
    page = public_page(request, uid)
    return render(
        request, "events/sign_up/public_sent.html", {"public": page, "corrects": sent_before(request, page.date)}
    )


def sent_before(request: HttpRequest, date: Occurrence) -> str:
    """The stamp of the form that this browser sent for ``date`` in the last hour; empty where there is none."""
    stamp = request.COOKIES.get(SENT_BEFORE, "")
    try:
        spam_protection.key_in(stamp, str(date.uid))
    except spam_protection.StampError:
        return ""
    return stamp


def public_page(request: HttpRequest, uid) -> PublicPage:
    """The date, if everybody signs up for it; why not now, where it takes no sign-up."""
    dates = Occurrence.objects.visible_to(request.user).with_relations().with_seat_counts()
    date = get_object_or_404(dates, uid=uid)
    if date.sign_up != SignUp.PUBLIC:
        raise Http404
    with_kinds([date])
    page = PublicPage(date=date, now=timezone.now(), rules=sign_up_settings())
    try:
        check_open(date, now=page.now)
    except errors.SignUpError as error:
        page.refusal = error.message
    return page


def typed_then(date: Occurrence, stamp: str) -> dict[str, str | int]:
    """What the form of ``stamp`` signed up, as far as it waits for its address: the visitor corrects it."""
    token = spam_protection.key_in(stamp, str(date.uid))
    made = Registration.objects.filter(token=token, occurrence=date, organisation=None, confirmed_at=None).first()
    if made is None:
        return {}
    others = made.seats.active().order_by("pk").values_list("guest_name", flat=True)[1:]
    named = [name for name in others if name]
    names = {f"name_{number}": name for number, name in enumerate(named, start=2)}
    return {
        CONTACT: made.contact_name,
        "email": made.email,
        "note": made.note,
        TO_BE_NAMED: len(others) - len(named),
    } | names


def sign_up_from(request: HttpRequest, page: PublicPage, sent: dict) -> None:
    """Sign up as a valid form says, and remember for a while from which network."""
    subject = str(page.date.uid)
    places = spam_protection.sign_ups_from(request, subject)
    before = sent_before(request, page.date)
    replaces = spam_protection.key_in(before, subject) if before else None
    how = {"language": active_language(), "same_place": places, "replaces": replaces}
    made = public_registration.sign_up(occurrence_id=page.date.pk, **how, **sent)
    if made.pk not in places:
        spam_protection.remember(request, subject, made.pk, hours=page.rules.confirmation_hours)


def show_public_page(request: HttpRequest, page: PublicPage, *, status: int = 200) -> HttpResponse:
    return render(request, "events/sign_up/public_sign_up.html", {"public": page}, status=status)


def wait_words(minutes: int) -> str:
    return ngettext(
        "Many sign-ups came from here just now. Nothing is lost: send it again in %(count)d minute, or call us.",
        "Many sign-ups came from here just now. Nothing is lost: send it again in %(count)d minutes, or call us.",
        minutes,
    ) % {"count": minutes}

"""The pages by which anybody signs up for a date that is open to all."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events import errors, public_sign_up, robots
from events.kept_forms import say_so, typed_before
from events.listing import with_paths
from events.models import Occurrence
from events.models.kinds import SignUp
from events.public_forms import PublicSignUpForm
from events.seats import check_open
from home.bilingual import active_language
from home.models import SiteSettings

TOO_MANY = 429


@dataclass
class PublicPage:
    """The sign-up of ``date`` at ``now``: the form, or why there is none; ``rules`` are the coordination's settings."""

    date: Occurrence
    now: datetime
    rules: SiteSettings
    form: PublicSignUpForm | None = None
    refusal: str = ""

    @property
    def is_full(self) -> bool:
        """Whether newcomers go to the waiting list: no seat is free, or people wait already."""
        date = self.date
        return date.capacity is not None and (date.taken_count >= date.capacity or date.waiting_count > 0)

    @property
    def until(self) -> datetime:
        """Until when a seat asked now waits for its address to be confirmed."""
        return public_sign_up.held_until(self.date, now=self.now)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, uid) -> HttpResponse:
    """The form; sent, it leads on to the page that says to look for the mail."""
    page = page_of(request, uid)
    if page.refusal:
        return render(request, "events/public_sign_up.html", {"public": page})
    typed = request.POST if request.method == "POST" else typed_before(request)
    page.form = PublicSignUpForm(typed, date=page.date, now=page.now)
    if request.method != "POST":
        if typed:
            say_so(request)
        return shown(request, page)
    if not page.form.is_valid():
        return shown(request, page)
    sent = page.form.sign_up()
    if minutes := robots.minutes_to_wait(request, sent["email"]):
        page.form.add_error(None, wait_words(minutes))
        return shown(request, page, status=TOO_MANY)
    try:
        sign_up_from(request, page, sent)
    except errors.SignUpError as error:
        page.form.add_error(None, error.message)
        return shown(request, page, status=TOO_MANY if isinstance(error, errors.TooManyUnconfirmed) else 200)
    messages.success(request, _("A mail is on its way to %(address)s.") % {"address": sent["email"]})
    return redirect("public:sent", page.date.uid)


@never_cache
@require_safe
def sent(request: HttpRequest, uid) -> HttpResponse:
    """What to do now; the same for everybody, whatever came of the form."""
    return render(request, "events/public_sent.html", {"public": page_of(request, uid)})


def page_of(request: HttpRequest, uid) -> PublicPage:
    """The date, if everybody signs up for it; why not now, where it takes no sign-up."""
    dates = Occurrence.objects.visible_to(request.user).with_relations().with_seat_counts()
    date = get_object_or_404(dates, uid=uid)
    if date.sign_up != SignUp.PUBLIC:
        raise Http404
    with_paths([date])
    page = PublicPage(date=date, now=timezone.now(), rules=SiteSettings.for_request(request))
    try:
        check_open(date, now=page.now)
    except errors.SignUpError as error:
        page.refusal = error.message
    return page


def sign_up_from(request: HttpRequest, page: PublicPage, sent: dict) -> None:
    """Sign up as a valid form says, and remember for a while from which network."""
    subject = str(page.date.uid)
    places = robots.sign_ups_from(request, subject)
    made = public_sign_up.sign_up(occurrence_id=page.date.pk, language=active_language(), same_place=places, **sent)
    if made.pk not in places:
        robots.remember(request, subject, made.pk, hours=page.rules.confirmation_hours)


def shown(request: HttpRequest, page: PublicPage, *, status: int = 200) -> HttpResponse:
    return render(request, "events/public_sign_up.html", {"public": page}, status=status)


def wait_words(minutes: int) -> str:
    return ngettext(
        "Many sign-ups came from here just now. Nothing is lost: send it again in %(count)d minute, or call us.",
        "Many sign-ups came from here just now. Nothing is lost: send it again in %(count)d minutes, or call us.",
        minutes,
    ) % {"count": minutes}

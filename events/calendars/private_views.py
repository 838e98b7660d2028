"""The private calendar over HTTP: the feed itself, and the page of the member space that shows its address."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from events import errors
from events.calendars import ical, statistics
from events.calendars import private_feed as addresses
from events.calendars.views import CONTENT_TYPES, base_of, conditional_response
from events.models import FeedToken
from home.http.cors import forget_cookies
from home.sites import settings_for
from home.text.bilingual import SOURCE_LANGUAGE, active_language
from network.models import Organisation, organisations_of

PRIVATE = {
    "Cache-Control": "private, no-cache",
    "Vary": "Accept-Encoding",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}


class LanguageForm(forms.Form):
    """``?langue=``: the language of the words; French where the address names none."""

    langue = forms.ChoiceField(choices=settings.LANGUAGES)


class TokenForm(forms.Form):
    """Which address is to be replaced or closed: the one its page showed."""

    token = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)


@csrf_exempt
@require_safe
def private_feed(request: HttpRequest, token: str) -> HttpResponse:
    """``/flux/<token>/agenda.ics``: never asks for a password, for calendars would ask their reader in turn."""
    found = FeedToken.objects.select_related("organisation").filter(token=token).first()
    language = calendar_language(request)
    now = timezone.now()
    if found is None or language is None:
        return refusal(request, 404, "There is no such calendar.\n")
    if addresses.is_forgotten(found, now=now):
        return refusal(request, 410, "This calendar address was replaced.\n")
    statistics.note_reading(statistics.PRIVATE, request.headers.get("User-Agent", ""))
    base = base_of(request)
    with override(language):
        page_url = base + reverse("members:feed", args=[found.organisation.slug])
        heading = private_heading(request, found.organisation, page_url=page_url)
        if found.revoked_at:
            data = addresses.replaced_calendar(found, page_url=page_url, heading=heading)
        else:
            data = addresses.private_calendar(found.organisation, language, base=base, heading=heading, now=now)
    headers = {"Content-Type": CONTENT_TYPES["ics"], "Content-Disposition": 'inline; filename="agenda.ics"'}
    return conditional_response(request, data, headers=headers | {"Content-Language": language}, always=PRIVATE)


def calendar_language(request: HttpRequest) -> str | None:
    """The language the address asks for; None where it asks for something else."""
    if not request.GET:
        return SOURCE_LANGUAGE
    form = LanguageForm(request.GET)
    is_known = set(request.GET) == {"langue"} and len(request.GET.getlist("langue")) == 1 and form.is_valid()
    return form.cleaned_data["langue"] if is_known else None


def refusal(request: HttpRequest, status: int, words: str) -> HttpResponse:
    """An answer for programs, without a page and without a cookie."""
    forget_cookies(request)
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8", headers=PRIVATE)


def private_heading(request: HttpRequest, organisation: Organisation, *, page_url: str) -> ical.Heading:
    """What the calendar says of itself; the name stands in the list of calendars of whoever subscribes."""
    coordination = settings_for(request)
    return ical.Heading(
        name=f"{coordination.name} – {organisation.name}",
        description=_(
            "Our sign-ups, the meetings of our groups and the last days to sign up. This address is private."
        ),
        page_url=page_url,
        feed_url=ical.absolute(base_of(request), request.get_full_path()),
        colour=coordination.primary_colour,
    )


@never_cache
@require_safe
@login_required
def choose_feed(request: HttpRequest) -> HttpResponse:
    """To the calendar of my organisation; of the first by name where I act for several."""
    organisation = organisations_of(request.user).first()
    return redirect("members:feed", organisation.slug) if organisation else redirect("members:home")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def member_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The address of my organisation's calendar; a POST makes it the first time."""
    organisation = own_organisation(request, slug)
    if request.method == "POST":
        try:
            addresses.issue_token(organisation=organisation, user=request.user)
        except errors.NotYourOrganisation as error:
            raise Http404 from error
        return redirect("members:feed", organisation.slug)
    token = addresses.token_in_force(organisation)
    others = organisations_of(request.user).exclude(pk=organisation.pk)
    context = {"organisation": organisation, "path": token and path_of(token), "token": token, "others": list(others)}
    return render(request, "events/calendars/member_feed.html", context)


def path_of(token: FeedToken) -> str:
    """Path and query of the feed, in the reader's language."""
    path, language = reverse("private_feed", args=[token.token]), active_language()
    return path if language == SOURCE_LANGUAGE else f"{path}?langue={language}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def replace_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask whether to replace the address, then do it."""
    return change_address(
        request, slug, service=addresses.replace_token, action="replace", done=_("Here is the new address.")
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def revoke_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask whether to close the address, then do it."""
    return change_address(
        request, slug, service=addresses.revoke_token, action="revoke", done=_("The address is closed.")
    )


def change_address(request: HttpRequest, slug: str, *, service, action: str, done: str) -> HttpResponse:
    """Confirm, then let ``service`` change the address that the page showed."""
    organisation = own_organisation(request, slug)
    current = addresses.token_in_force(organisation)
    if request.method != "POST":
        if current is None:
            return redirect("members:feed", organisation.slug)
        form = TokenForm(initial={"token": current.pk})
        context = {"organisation": organisation, "form": form, "action": action}
        return render(request, "events/calendars/member_feed_change.html", context)
    form = TokenForm(request.POST)
    shown = form.cleaned_data["token"] if form.is_valid() else None
    try:
        after = service(organisation=organisation, user=request.user, token_id=shown)
    except errors.NotYourOrganisation as error:
        raise Http404 from error
    if current and after == current:
        messages.info(request, _("The address was changed meanwhile: this is the one in force."))
    else:
        messages.success(request, done)
    return redirect("members:feed", organisation.slug)


def own_organisation(request: HttpRequest, slug: str) -> Organisation:
    """One of the organisations the reader acts for; another one has no calendar for them."""
    return get_object_or_404(organisations_of(request.user), slug=slug)

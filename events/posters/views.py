"""Posters over HTTP: the public one of a published event, and that of a draft in the CMS."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from events.agenda.event_dates import EventDates, previewed_dates, published_dates
from events.dates.listing import give_hosts, give_relations
from events.models import EventPage, Occurrence
from events.posters.content import PosterSource, poster
from events.posters.pdf import digest_of, poster_pdf
from home.page_views import serves
from home.sites import settings_for
from home.text.bilingual import active_language

PAPERS = ("a4", "a3")
LANGUAGES = {"fr": ("fr",), "nl": ("nl",), "fr-nl": ("fr", "nl")}


class PosterForm(forms.Form):
    """``?format=a4|a3&langue=fr|nl|fr-nl&date=<uid>``; whatever else is asked falls back on what is usual."""

    format = forms.ChoiceField(choices=[(paper, paper) for paper in PAPERS], required=False)
    langue = forms.ChoiceField(choices=[(name, name) for name in LANGUAGES], required=False)
    date = forms.UUIDField(required=False)


@dataclass(frozen=True)
class Asked:
    """The poster somebody asks for."""

    paper: str
    languages: tuple[str, ...]
    date: uuid.UUID | None

    @classmethod
    def read(cls, parameters) -> "Asked":
        form = PosterForm(parameters)
        form.is_valid()
        values = form.cleaned_data
        language = values.get("langue") or active_language()
        return cls(values.get("format") or PAPERS[0], LANGUAGES[language], values.get("date"))

    @property
    def name(self) -> str:
        return f"{'-'.join(self.languages)}-{self.paper}"


@serves(EventPage, "poster")
@require_safe
def serve_poster(request: HttpRequest, page: EventPage) -> HttpResponse:
    """The poster of a published event; 404 where it has no date."""
    now = timezone.now()
    dates = published_dates(page, user=request.user, now=now)
    return poster_response(request, page, dates, now=now)


@require_safe
def draft_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The poster of an event as its latest draft stands, for whoever may edit it."""
    page = get_object_or_404(EventPage, pk=pk)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    draft, now = page.get_latest_revision_as_object(), timezone.now()
    response = poster_response(request, draft, previewed_dates(draft, now=now), now=now)
    response["Cache-Control"] = "private, no-store"
    return response


def poster_response(request: HttpRequest, page: EventPage, dates: EventDates, *, now: datetime) -> HttpResponse:
    """The PDF with a strong ETag, or 304 where the client has it; it is drawn only when it is sent."""
    asked = Asked.read(request.GET)
    chosen = dates.named(asked.date)
    date = chosen or dates.standing or dates.first
    if date is None:
        raise Http404("This event has no date yet.")
    give_relations([page])
    give_hosts([page])
    pages = pages_by_language(page)
    source = PosterSource(
        page=page,
        pages=pages,
        date=date,
        dates=dates,
        coordination=settings_for(request),
        address=page_address(
            request, pages.get(asked.languages[0], page), date if chosen and dates.are_several else None
        ),
        now=now,
    )
    drawn = poster(source, languages=asked.languages, paper=asked.paper)
    etag = f'"{digest_of(drawn.data)}"'
    headers = {"ETag": etag, "Cache-Control": "public, no-cache"}
    if (unchanged := get_conditional_response(request, etag=etag)) is not None:
        for name, value in headers.items():
            unchanged.headers[name] = value  # ty: ignore[invalid-assignment]
        return unchanged
    file_name = f"affiche-{page.slug}-{asked.name}.pdf"
    headers["Content-Disposition"] = f'inline; filename="{file_name}"'
    return HttpResponse(poster_pdf(drawn.data, drawn.files()), content_type="application/pdf", headers=headers)


def page_address(request: HttpRequest, page: EventPage, date: Occurrence | None) -> str:
    """The absolute address of ``page``, and of one of its dates; home for a page that has none yet."""
    address = request.build_absolute_uri(page.get_url(request) or "/")
    return f"{address}?date={date.uid}" if date else address


def pages_by_language(page: EventPage) -> dict[str, EventPage]:
    """The published pages of the event by language, those written in it; ``page`` itself as it is at hand."""
    pages = EventPage.objects.live().filter(translation_key=page.translation_key, alias_of=None)
    found = {one.locale.language_code: one for one in pages.exclude(pk=page.pk).select_related("locale")}
    give_relations(found.values())
    return found if page.alias_of_id else found | {page.locale.language_code: page}

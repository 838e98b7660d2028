"""Nothing that somebody does in the CMS mails people before it was seen how many get which words.

Whatever may change something there is one transaction. Where it queued mails about dates that its sender has not seen
yet, all of it is taken back, and a page shows the mails, carries what was sent, and asks. Confirmed, the same POST runs
again; if what it would tell has changed meanwhile, it is shown again. Views that show their mails themselves, or never
write any, say so with ``shows_its_mails``.
"""

from dataclasses import dataclass

from django.contrib.messages.storage import default_storage
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.log_actions import LogContext

from events.mails.announcements import Gathered, gathering
from events.publishing.schedule import Plans
from events.seats.dry_run import Mailing
from home.cache.stamp import forget_reading
from home.dates import moment_in_words

READING = ("GET", "HEAD", "OPTIONS", "TRACE")
SEEN, AS_DRAFT = "mails_seen", "mails_as_draft"


@dataclass(frozen=True)
class Part:
    """The mails that leave together; ``when`` in words, empty for at once."""

    mailing: Mailing
    when: str


@dataclass(frozen=True)
class Announcement:
    """Everything a change would tell people: at once, and at each moment to come."""

    parts: list[Part]

    @classmethod
    def of(cls, *gathered: Gathered) -> "Announcement":
        """Of what was gathered; what concerns nobody is left out."""
        parts = [part_of(one) for one in gathered]
        return cls([part for part in parts if part.mailing.mails or part.mailing.unreached])

    @property
    def fingerprint(self) -> str:
        """What tells whether the mails somebody confirms are those they saw."""
        return ".".join(part.mailing.fingerprint for part in self.parts)

    @property
    def mails(self) -> int:
        return sum(part.mailing.mails for part in self.parts)

    @property
    def mails_at_once(self) -> int:
        return sum(part.mailing.mails for part in self.parts if not part.when)


def part_of(gathered: Gathered) -> Part:
    mailing = Mailing.of_changes(gathered.letters, gathered.dates.values(), fingerprint=gathered.fingerprint)
    return Part(mailing, moment_in_words(gathered.leaves_at) if gathered.leaves_at else "")


class AnnouncementMiddleware:
    """Runs each change made in the CMS in one transaction, and lets it mail people only what its sender has seen."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not may_mail_unseen(request, view):
            return None
        if AS_DRAFT in request.POST:
            leave_out_actions(request)
        with transaction.atomic():
            plans = Plans.read()
            with gathering() as gathered:
                response = view(request, *args, **kwargs)
                # Wagtail knows who acts inside the view alone.
                with LogContext(user=request.user):
                    gathered.carry_out_what_waits()
            announcement = Announcement.of(gathered, *plans.changed_since())
            if not announcement.parts:
                return response
            if request.POST.get(SEEN) != announcement.fingerprint:
                transaction.set_rollback(True)
                response = None
        # Wagtail speaks the language that somebody chose inside the view alone, too.
        with translation.override(chosen_language(request.user)):
            if response is None:
                forget_reading()
                return rendered(ask(request, announcement))
            tell_how_many_leave(request, announcement)
        return response


def may_mail_unseen(request: HttpRequest, view) -> bool:
    """Whether this may change something in the CMS by a view that does not show its mails before it sends them.

    Whatever its body is: many a view acts without reading one.
    """
    if request.method in READING or not request.path.startswith(reverse("wagtailadmin_home")):
        return False
    return not getattr(getattr(view, "view_class", view), "shows_its_mails", False)


def leave_out_actions(request: HttpRequest) -> None:
    """Make of the POST of an editor one that only saves a draft."""
    data = request.POST.copy()
    for name in [name for name in data if name.startswith("action-")]:
        del data[name]
    request.POST = data


def chosen_language(user) -> str:
    """The language ``user`` reads the CMS in, as far as it is chosen."""
    profile = getattr(user, "wagtail_userprofile", None)
    return profile.get_preferred_language() if profile else translation.get_language()


def rendered(response: HttpResponse) -> HttpResponse:
    """``response`` in the language that is active now, whatever is active where it is sent."""
    return response.render() if isinstance(response, TemplateResponse) else response


def ask(request: HttpRequest, announcement: Announcement) -> HttpResponse:
    """The page that shows the mails and carries what was sent; nothing of it is done yet."""
    # What the view said was done is not: only what was said before stays.
    # Breaks when Django keeps messages under another name.
    request._messages = default_storage(request)
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return lead_to_the_editor(request)
    if SEEN in request.POST:
        messages.warning(request, _("What people would be told has changed since you looked. Read it again below."))
    carried = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in (SEEN, "csrfmiddlewaretoken")
        for value in values
    ]
    context = {
        "announcement": announcement,
        "carried": carried,
        "seen": SEEN,
        "as_draft": AS_DRAFT if "action-publish" in request.POST else "",
        "submit_label": submit_words(announcement),
        "leave_url": request.get_full_path(),
        "page_title": _("Who is told"),
        "header_icon": "mail",
    }
    return TemplateResponse(request, "events/mails/admin/announcement.html", context)


def lead_to_the_editor(request: HttpRequest) -> JsonResponse:
    """To a dialog, which has no room for mails: the way to where they are shown."""
    messages.warning(request, _("This tells people by mail. Do it from here, where you see the mails first."))
    page = request.resolver_match.kwargs.get("page_id")
    url = reverse("wagtailadmin_pages:edit", args=[page]) if page else reverse("wagtailadmin_home")
    return JsonResponse({"step": "success", "redirect": url})


def submit_words(announcement: Announcement) -> str:
    if not announcement.mails:
        return _("Go on, I call them")
    words = ngettext("Go on and send %(count)d mail", "Go on and send %(count)d mails", announcement.mails)
    return words % {"count": announcement.mails}


def tell_how_many_leave(request: HttpRequest, announcement: Announcement) -> None:
    """After it is done, the number of mails that leave with it."""
    if count := announcement.mails_at_once:
        words = ngettext("%(count)d mail leaves.", "%(count)d mails leave.", count)
        messages.success(request, words % {"count": count})

"""The page at the door, on a phone: its shell, the list it keeps, the marks it sends, and its service worker.

The shell holds no name, so that what a phone caches holds none; the list is kept apart and is wiped after the date.
"""

import json
import uuid
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events import errors
from events.access.signed_links import door_code, seat_of_code
from events.attendance import services as attendance
from events.attendance.services import STATES, Mark
from events.attendance.walk_ins import WalkIn, welcome
from events.models import Occurrence, Seat
from events.models.actors import COORDINATION
from events.models.registrations import Attendance
from home.dates import when_in_words
from home.text.alphabet import folded
from network.models import Organisation, Person

# How long after the end of a date its names stay on a phone.
KEPT = timedelta(hours=12)
MOST_BYTES, MOST_MARKS = 256 * 1024, 500
MOST_SEAT = 2**63 - 1
WORKER = settings.ROOT / "templates" / "events" / "attendance" / "admin" / "door-worker.js"
ASSETS = ("css/door.css", "js/door-memory.js", "js/door.js")
# A code scanned longer before a date is taken for one of another date.
EARLY = timedelta(hours=12)


class Unreadable(Exception):  # noqa: N818
    """What a device sent is not what this page sends; ``status`` is that of the answer."""

    def __init__(self, message: str, status: int = 400):
        self.status = status
        super().__init__(message)


def refused(request: HttpRequest) -> HttpResponse | None:
    """The answer to whoever may not note the attendance."""
    if request.user.has_perm(COORDINATION):
        return None
    words = _("Only the coordination notes the attendance. Sign in with an account of the coordination.")
    return JsonResponse({"error": words}, status=403, headers={"Cache-Control": "private, no-store"})


def door_words() -> dict[str, str]:
    """What the script says."""
    return {
        "": _("not noted"),
        **{state.value: str(state.label) for state in Attendance},
        "unsent": _("{n} not sent yet"),
        "sent": _("All is sent."),
        "offline": _("No network: go on, your marks are kept on this phone."),
        "signIn": _("Sign in again: nothing is lost, your marks are kept on this phone and leave after that."),
        "counted": _("{n} present of {all}"),
        "nobody": _("Nobody of that name on the list."),
        "empty": _("Nobody is signed up. Those who come can be added below."),
        "unknownCode": _("This code is not on the list of this date."),
        "otherDate": _("This code is for another date. Nothing is noted."),
        "notToday": _("This code is for this date, which is not today. Nothing is noted."),
        "noted": _("{name}: {state}"),
        "public": _("from the public"),
        "walkIn": _("came without being on the list"),
        "unknown": _("No longer on the list of this date, not noted: {name}"),
        "mustSend": _("Not yet: {n} not sent. Wait for the network, then press again."),
        "over": _("This date is over, and its names are no longer on this phone."),
        "gone": _("The names are no longer on this phone. Load the page again to go on."),
        "trouble": _("The site answers with an error ({status}): go on, your marks are kept on this phone."),
        "full": _("This phone keeps nothing: its memory is full or closed. Note on paper, or free some memory."),
        "camera": _("The camera cannot be opened. Search by name, or open the code with the phone’s own camera."),
    }


@require_safe
def door(request, pk):
    """The page, without any name: the script fills it."""
    if refused(request):
        raise PermissionDenied
    date = get_object_or_404(Occurrence, pk=pk)
    context = {
        "date": date,
        "until": date.end + KEPT,
        "words": door_words(),
        "settings": {
            "date": date.pk,
            "list": reverse("dates:door_list", args=[date.pk]),
            "marks": reverse("dates:door_marks", args=[date.pk]),
            "worker": reverse("dates:door_worker", args=[date.pk]),
            "code": reverse("dates:door_code", args=[date.pk]),
            "here": reverse("dates:door", args=[date.pk]),
            "back": reverse("dates:attendance", args=[date.pk]),
            "assets": [static(name) for name in ASSETS],
        },
    }
    response = render(request, "events/attendance/admin/door.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def door_worker(request, pk):
    """The service worker of this page alone: its scope is the folder it is served from."""
    if answer := refused(request):
        return answer
    get_object_or_404(Occurrence, pk=pk)
    headers = {"Cache-Control": "private, no-cache"}
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8", headers=headers)


@require_safe
def door_list(request, pk):
    """People and organisations, and the token that the next marks must carry; nobody once the date is long over."""
    if answer := refused(request):
        return answer
    date = get_object_or_404(Occurrence, pk=pk)
    now, until = timezone.now(), date.end + KEPT
    is_over = now >= until
    people = [] if is_over else attendance.people_of(date)
    organisations = [] if is_over else sorted(Organisation.objects.all(), key=lambda one: folded(one.name))
    found = {
        "now": milliseconds(now),
        "until": milliseconds(until),
        "from": milliseconds(date.start - EARLY),
        "over": is_over,
        "quorum": quorum_in_words(date, people),
        "csrf": get_token(request),
        "people": [in_list(seat) for seat in people],
        "organisations": [{"id": one.pk, "name": one.name} for one in organisations],
    }
    return JsonResponse(found, headers={"Cache-Control": "private, no-store"})


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def quorum_in_words(date: Occurrence, people: list[Seat]) -> str:
    """Where there is one, how many members count and whether they are enough; only what is noted by now."""
    if date.quorum is None or not people:
        return ""
    quorum = attendance.quorum_of(date, people, attendance.apologies_of(date))
    words = {"voices": quorum.voices, "represented": quorum.represented, "needed": quorum.needed}
    if quorum.is_reached:
        return _("Quorum reached: %(voices)d of %(needed)d members, %(represented)d of them by a proxy.") % words
    return _("Quorum not reached: %(voices)d of %(needed)d members, %(represented)d of them by a proxy.") % words


@require_safe
def door_code_words(request, pk):
    """What to say of a code (``?code=``) that is not on the list of this date. Nothing is noted."""
    if answer := refused(request):
        return answer
    date = get_object_or_404(Occurrence, pk=pk)
    seat = seat_of_code(request.GET.get("code", "")[:100])
    return JsonResponse({"said": code_in_words(seat, date)}, headers={"Cache-Control": "private, no-store"})


def code_in_words(seat: Seat | None, date: Occurrence) -> str:
    if seat is None:
        return _("This is not a code of this site. Nothing is noted.")
    if seat.occurrence_id == date.pk:
        words = {"name": seat.display_name, "status": seat.get_status_display()}
        return _("%(name)s is no longer on the list (%(status)s). Nothing is noted.") % words
    other = seat.occurrence
    when = when_in_words(other.start, other.end, all_day=other.all_day)
    words = {"title": other.title, "when": when}
    return _("This code is for another date (%(when)s): %(title)s. Nothing is noted.") % words


def in_list(seat) -> dict:
    organisation = seat.registration.organisation
    return {
        "id": seat.pk,
        "name": seat.display_name,
        "organisation": organisation.name if organisation else "",
        "number": seat.number,
        "status": "" if seat.status == seat.Status.CONFIRMED else seat.get_status_display(),
        "state": seat.attendance,
        "code": door_code(seat),
    }


# What reading something else than a list of marks raises; a form with files cannot even be read as bytes.
UNREADABLE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    RecursionError,
    OverflowError,
    OSError,
    RawPostDataException,
)


@require_POST
def door_marks(request, pk):
    """Take what a device noted. JSON: ``{"device", "marks": [{key, seat, state, at}], "walk_ins": [{key, name,
    organisation, at}]}``, with moments in milliseconds. Answers with the keys the device may forget.
    """
    if answer := refused(request):
        return answer
    date = get_object_or_404(Occurrence, pk=pk)
    try:
        device, marks, walk_ins = read(request)
    except Unreadable as error:
        return JsonResponse({"error": str(error)}, status=error.status)
    merged = attendance.merge(occurrence_id=date.pk, marks=marks, user=request.user, device=device)
    kept, refusals = merged.kept, []
    for walk_in in walk_ins:
        try:
            welcome(occurrence_id=date.pk, walk_in=walk_in, user=request.user, device=device)
            kept.append(walk_in.key)
        except errors.SignUpError as error:
            refusals.append({"key": walk_in.key, "message": str(error)})
    answer = {"kept": kept, "unknown": merged.unknown, "refused": refusals}
    return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})


# Marks tell nobody anything, and each of them is kept whatever becomes of the next (see ``events.middleware``).
door_marks.shows_its_mails = True


def read(request: HttpRequest) -> tuple[str, list[Mark], list[WalkIn]]:
    """The device, its marks and walk-ins. Raises ``Unreadable``."""
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length[:12]) > MOST_BYTES:
        raise Unreadable(_("Too much was sent at once."), 413)
    try:
        sent = json.loads(request.body)
        marks, walk_ins = list(sent.get("marks", [])), list(sent.get("walk_ins", []))
        device = str(uuid.UUID(sent["device"]))
        if len(marks) + len(walk_ins) > MOST_MARKS:
            raise Unreadable(_("Too much was sent at once."), 413)
        names = Organisation.objects.in_bulk([whole(one["organisation"]) for one in walk_ins if one["organisation"]])
        return device, [mark_of(one) for one in marks], [walk_in_of(one, names) for one in walk_ins]
    except UNREADABLE as error:
        raise Unreadable(_("This is not a list of marks. Load the page again.")) from error


def whole(value) -> int:
    """A positive whole number that the database holds; ``ValueError`` for anything else."""
    if type(value) is not int or not 0 < value <= MOST_SEAT:
        raise ValueError(value)
    return value


def parse_instant(value) -> datetime:
    return datetime.fromtimestamp(whole(value) / 1000, tz=UTC)


def mark_of(one: dict) -> Mark:
    if one["state"] not in STATES:
        raise ValueError(one["state"])
    return Mark(uuid.UUID(one["key"]), whole(one["seat"]), one["state"], parse_instant(one["at"]))


def walk_in_of(one: dict, organisations: dict[int, Organisation]) -> WalkIn:
    name, organisation = one["name"], one["organisation"]
    if type(name) is not str or len(name) > Person._meta.get_field("name").max_length:
        raise ValueError(name)
    # Half a character, which a phone cuts off at the end of a field, is no reason to lose who came.
    name = name.encode(errors="replace").decode()
    # An organisation deleted meanwhile: whoever came is kept, as one of the public.
    return WalkIn(uuid.UUID(one["key"]), name, organisations.get(organisation), parse_instant(one["at"]))

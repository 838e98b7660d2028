"""The papers of a date over HTTP: sheet and badges for the coordination, certificates for whose they are."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.attendance import documents
from events.models import Occurrence, Seat
from events.models.registrations import Attendance
from events.stable_names import Permission
from home.files.typst_pdf import pdf_response
from home.sites import settings_for
from home.text.bilingual import LANGUAGES, active_language

MAY_SEE = Permission.VIEW_REGISTRATION


def language_asked(request) -> str:
    """``?langue=fr|nl``; the reader's own where it is anything else."""
    asked = request.GET.get("langue")
    return asked if asked in LANGUAGES else active_language()


def date_or_refusal(request, pk: int) -> Occurrence:
    if not request.user.has_perm(MAY_SEE):
        raise PermissionDenied
    return get_object_or_404(Occurrence.objects.select_related("kind"), pk=pk)


@require_safe
def attendance_sheet(request, pk):
    """The sheet to sign; with ``?ateliers=1`` one for each workshop."""
    date, language = date_or_refusal(request, pk), language_asked(request)
    workshops = request.GET.get("ateliers") == "1"
    data = documents.sheet(date, language=language, workshops=workshops, coordination=settings_for(request))
    return pdf_response("sheet", data, f"presences-{date.start:%Y-%m-%d}-{date.pk}-{language}.pdf")


@require_safe
def badges(request, pk):
    date, language = date_or_refusal(request, pk), language_asked(request)
    data = documents.badges(date, language=language, coordination=settings_for(request))
    return pdf_response("badges", data, f"badges-{date.start:%Y-%m-%d}-{date.pk}-{language}.pdf")


@never_cache
@require_safe
@login_required
def certificate(request, pk):
    """That somebody took part, for the coordination and for those who represent the organisation; else 404."""
    seats = Seat.objects.visible_to(request.user).filter(attendance=Attendance.PRESENT, erased_at=None)
    seat = seats.select_related("person", "registration__organisation", "occurrence").filter(pk=pk).first()
    if seat is None or not (seat.person or seat.guest_name):
        raise Http404("Nobody of yours was noted as present on this seat.")
    data = documents.certificate(
        seat,
        language=language_asked(request),
        coordination=settings_for(request),
        made_on=timezone.localdate(),
    )
    return pdf_response("certificate", data, f"attestation-{seat.occurrence.start:%Y-%m-%d}-{seat.pk}.pdf")

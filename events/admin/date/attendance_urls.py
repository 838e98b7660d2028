"""Addresses of a date's attendance in the CMS, below those of the date."""

from django.urls import path

from events.admin.date.attendance import AttendanceView
from events.attendance import document_views, door_views

attendance_patterns = [
    path("<int:pk>/presences/", AttendanceView.as_view(), name="attendance"),
    path("<int:pk>/presences/feuille.pdf", document_views.attendance_sheet, name="attendance_sheet"),
    path("<int:pk>/presences/badges.pdf", document_views.badges, name="badges"),
    path("presences/<int:pk>/attestation.pdf", document_views.certificate, name="certificate"),
    path("<int:pk>/porte/", door_views.door, name="door"),
    path("<int:pk>/porte/liste.json", door_views.door_list, name="door_list"),
    path("<int:pk>/porte/marques/", door_views.door_marks, name="door_marks"),
    path("<int:pk>/porte/code.json", door_views.door_code_words, name="door_code"),
    path("<int:pk>/porte/worker.js", door_views.door_worker, name="door_worker"),
]

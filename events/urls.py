"""Addresses of the member space."""

from django.urls import path

from events import views

app_name = "members"

urlpatterns = [
    path("", views.member_home, name="home"),
    path("inscription/<uuid:uid>/", views.sign_up, name="sign_up"),
    path("places/<int:pk>/annuler/", views.cancel, name="cancel"),
    path("places/<int:pk>/nom/", views.name_person, name="name_person"),
    path("passees/", views.past_sign_ups, name="past"),
    path("langue/", views.mail_language, name="language"),
]

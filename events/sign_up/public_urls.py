"""Addresses of the sign-up of the public."""

from django.urls import path

from events.sign_up import public_views

app_name = "public"

urlpatterns = [
    path("<uuid:uid>/", public_views.sign_up, name="sign_up"),
    path("<uuid:uid>/envoyee/", public_views.sent, name="sent"),
]

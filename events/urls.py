"""Addresses of the member space."""

from django.urls import path

from events import views

app_name = "members"

urlpatterns = [
    path("", views.member_home, name="home"),
]

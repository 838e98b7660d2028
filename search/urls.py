"""Addresses of search and tags."""

from django.urls import path

from search import views

urlpatterns = [
    path("recherche/", views.search, name="search"),
    path("recherche/suggestions/", views.suggest, name="suggestions"),
    path("mots-cles/<str:slug>/", views.tag, name="tag"),
]

"""Addresses of the member space."""

from django.urls import path

from events.attendance import document_views
from events.calendars import private_views
from events.hosting import views as hosting_views
from events.members import date_views, several_dates_views, views
from events.sign_up import link_views

app_name = "members"

urlpatterns = [
    path("", views.member_home, name="home"),
    path("inscription/<uuid:uid>/", views.sign_up, name="sign_up"),
    path("inscription/<uuid:uid>/accepter/", date_views.accept_offers, name="accept"),
    path("inscription/<uuid:uid>/annuler/", date_views.cancel_several, name="cancel_several"),
    path("inscription/<uuid:uid>/excuser/", date_views.excuse, name="excuse"),
    path("inscription/<uuid:uid>/venir/", date_views.withdraw_apology, name="withdraw_apology"),
    path("plusieurs-dates/", several_dates_views.several_dates, name="several"),
    path("places/<int:pk>/annuler/", views.cancel, name="cancel"),
    path("places/<int:pk>/nom/", views.name_person, name="name_person"),
    path("presences/<int:pk>/attestation.pdf", document_views.certificate, name="certificate"),
    path("venir/", views.coming_sign_ups, name="coming"),
    path("documents/", views.group_documents, name="documents"),
    path("passees/", views.past_sign_ups, name="past"),
    path("lien/<str:signed>/", link_views.link_page, name="link"),
    path("lien/<str:signed>/ajouter/", link_views.add_person, name="link_add"),
    path("lien/<str:signed>/annuler/", link_views.cancel, name="link_cancel"),
    path("lien/<str:signed>/places/<int:pk>/", link_views.name_person, name="link_name"),
    path("lien/<str:signed>/excuser/", link_views.excuse, name="link_excuse"),
    path("recevoir/", hosting_views.hosting_page, name="hosting"),
    path("recevoir/<int:pk>/retirer/", hosting_views.withdraw, name="withdraw_offer"),
    path("calendrier/", private_views.choose_feed, name="my_feed"),
    path("calendrier/<slug:slug>/", private_views.member_feed, name="feed"),
    path("calendrier/<slug:slug>/remplacer/", private_views.replace_feed, name="replace_feed"),
    path("calendrier/<slug:slug>/fermer/", private_views.revoke_feed, name="revoke_feed"),
    path("langue/", views.mail_language, name="language"),
]

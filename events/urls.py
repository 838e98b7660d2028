"""Addresses of the member space."""

from django.urls import path

from events import attendance_paper_views, date_views, hosting_views, link_views, member_feed, series_views, views

app_name = "members"

urlpatterns = [
    path("", views.member_home, name="home"),
    path("inscription/<uuid:uid>/", views.sign_up, name="sign_up"),
    path("inscription/<uuid:uid>/accepter/", date_views.accept_offers, name="accept"),
    path("inscription/<uuid:uid>/annuler/", date_views.cancel_several, name="cancel_several"),
    path("inscription/<uuid:uid>/excuser/", date_views.excuse, name="excuse"),
    path("inscription/<uuid:uid>/venir/", date_views.withdraw_apology, name="withdraw_apology"),
    path("plusieurs-dates/", series_views.several_dates, name="several"),
    path("places/<int:pk>/annuler/", views.cancel, name="cancel"),
    path("places/<int:pk>/nom/", views.name_person, name="name_person"),
    path("presences/<int:pk>/attestation.pdf", attendance_paper_views.certificate, name="certificate"),
    path("venir/", views.coming_sign_ups, name="coming"),
    path("documents/", views.group_documents, name="documents"),
    path("passees/", views.past_sign_ups, name="past"),
    path("lien/<str:signed>/", link_views.link_page, name="link"),
    path("lien/<str:signed>/annuler/", link_views.cancel, name="link_cancel"),
    path("lien/<str:signed>/places/<int:pk>/", link_views.name_person, name="link_name"),
    path("lien/<str:signed>/excuser/", link_views.excuse, name="link_excuse"),
    path("recevoir/", hosting_views.hosting_page, name="hosting"),
    path("recevoir/<int:pk>/retirer/", hosting_views.withdraw, name="withdraw_offer"),
    path("calendrier/", member_feed.choose_feed, name="my_feed"),
    path("calendrier/<slug:slug>/", member_feed.member_feed, name="feed"),
    path("calendrier/<slug:slug>/remplacer/", member_feed.replace_feed, name="replace_feed"),
    path("calendrier/<slug:slug>/fermer/", member_feed.revoke_feed, name="revoke_feed"),
    path("langue/", views.mail_language, name="language"),
]

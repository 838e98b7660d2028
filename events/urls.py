"""Addresses of the member space."""

from django.urls import path

from events import hosting_views, link_views, member_feed, views

app_name = "members"

urlpatterns = [
    path("", views.member_home, name="home"),
    path("inscription/<uuid:uid>/", views.sign_up, name="sign_up"),
    path("places/<int:pk>/annuler/", views.cancel, name="cancel"),
    path("places/<int:pk>/nom/", views.name_person, name="name_person"),
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

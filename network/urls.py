"""Addresses of the account below the member space, which are nobody's but the network's."""

from django.urls import path

from network.accounts import second_factor
from network.invitations import views as invitation_views
from network.personal_data import views as personal_data_views

app_name = "network"

urlpatterns = [
    path("invitation/<str:token>/", invitation_views.invitation, name="invitation"),
    path("second-verrou/", second_factor.second_factor, name="second_factor"),
    path("mes-donnees/", personal_data_views.my_data, name="my_data"),
    path("mes-donnees/export.json", personal_data_views.export, name="my_data_export"),
    path("mes-donnees/effacer/", personal_data_views.erase, name="erase"),
]

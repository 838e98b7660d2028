"""Addresses of the account below the member space, which are nobody's but the network's."""

from django.urls import path

from network import invitation_views, personal_data_views, second_factor

app_name = "network"

urlpatterns = [
    path("invitation/<str:token>/", invitation_views.invitation, name="invitation"),
    path("second-verrou/", second_factor.second_factor, name="second_factor"),
    path("mes-donnees/", personal_data_views.my_data, name="my_data"),
    path("mes-donnees/export.json", personal_data_views.export, name="my_data_export"),
    path("mes-donnees/effacer/", personal_data_views.erase, name="erase"),
]

"""Pages of the account that stand before allauth's own, under its addresses and names."""

from django.urls import path

from network.accounts import views

urlpatterns = [
    path("email/", views.AddressView.as_view(), name="account_email"),
    path("login/code/", views.RequestLoginCodeView.as_view(), name="account_request_login_code"),
    path("login/code/confirm/", views.ConfirmLoginCodeView.as_view(), name="account_confirm_login_code"),
    path("password/reset/", views.PasswordResetView.as_view(), name="account_reset_password"),
]

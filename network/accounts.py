"""How people get in: accounts are made by the coordination, never by strangers."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """allauth with the doors this site has: no open sign-up."""

    def is_open_for_signup(self, request):
        return False

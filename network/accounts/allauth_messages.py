"""Words of allauth’s own pages that people read here, marked so that our catalogues translate them.

Its Dutch says “je” to people to whom the rest of the site says “u”; our catalogues come before its own.
"""

from django.utils.translation import gettext_noop as _

WORDS = (
    _("Are you sure you want to remove this security key?"),
    _("Are you sure you want to sign out?"),
    _("Do you really want to remove the selected email address?"),
    _("Email address %(deleted_email)s has been removed from your account."),
    _("Enter your password:"),
    _("Forgotten your password? Enter your email address below, and we'll send you an email allowing you to reset it."),
    _("Password successfully set."),
    _("Please Confirm Your Email Address"),
    _("Please reauthenticate to safeguard your account."),
    _("Please type your current password."),
    _("Successfully signed in as %(name)s."),
    _("The following email addresses are associated with your account:"),
    _("The username and/or password you specified are not correct."),
    _("Use your password"),
    _(
        "We have sent you an email. If you have not received it please check your spam folder. "
        "Otherwise contact us if you do not receive it in a few minutes."
    ),
    _("You are about to deactivate authenticator app based authentication. Are you sure?"),
    _("You are about to generate a new set of recovery codes for your account."),
    _("You can store this secret and use it to reinstall your authenticator app at a later time."),
    _("You cannot activate two-factor authentication until you have verified your email address."),
    _("You cannot add an email address to an account protected by two-factor authentication."),
    _("You cannot deactivate two-factor authentication."),
    _("You cannot generate recovery codes without having two-factor authentication enabled."),
    _("You cannot remove your primary email address (%(email)s)."),
    _("You cannot remove your primary email address."),
    _("You have confirmed %(email)s."),
    _("You have signed out."),
    _("You must type the same password each time."),
    _("Your account has no verified email address."),
    _("Your account is protected by two-factor authentication. Please enter an authenticator code:"),
    _("Your primary email address must be verified."),
)

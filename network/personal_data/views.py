"""“My data” in the member space: see, correct, take along, erase."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from network.accounts.errors import AccountRefusal
from network.directory.forms import NameForm
from network.models import User
from network.personal_data import services as personal_data


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def my_data(request):
    """What is held about me; my name is mine to correct."""
    # A copy: a name that is refused does not stand in the header of the page.
    account = User.objects.get(pk=request.user.pk)
    form = NameForm(request.POST or None, instance=account)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your name is kept."))
        return redirect("network:my_data")
    return render(
        request,
        "network/personal_data/my_data.html",
        {"form": form, "sections": personal_data.held_about(request.user)},
    )


@never_cache
@require_safe
@login_required
def export(request):
    """The same as a file."""
    return export_of(request.user)


def export_of(user: User) -> JsonResponse:
    """A download for ``user``, in the active language."""
    response = JsonResponse(personal_data.export(user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="donnees-{timezone.localdate():%Y-%m-%d}.json"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def erase(request: HttpRequest):
    """Ask once more, then close the account."""
    refusal = ""
    if request.method == "POST":
        try:
            personal_data.erase(user=request.user)
        except AccountRefusal as error:
            refusal = error.message
        else:
            logout(request)
            return render(request, "network/personal_data/erased.html")
    return render(request, "network/personal_data/erase.html", {"refusal": refusal}, status=409 if refusal else 200)

"""The member space."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render


@login_required
def member_home(request):
    """My organisations and their sign-ups."""
    return render(request, "events/member_home.html")

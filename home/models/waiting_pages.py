"""Pages that left the site with another one, or came too early, and are public as soon as nothing hides them."""

from django.db import models
from wagtail.models import Page, Revision


class WaitingPage(models.Model):
    """A page that is public again once the page above it and the page it translates are."""

    page = models.OneToOneField(Page, primary_key=True, on_delete=models.CASCADE, related_name="waiting")
    revision = models.ForeignKey(
        Revision,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="What was public, or was to be; none for an alias, which repeats another page.",
    )

    def __str__(self):
        return str(self.page)

"""The rows that tell every process when to forget."""

import uuid

from django.db import models


class Stamp(models.Model):
    """A value that changes with whatever the processes remember (see ``home.cache.stamp``)."""

    ONLY = 1

    value = models.UUIDField(default=uuid.uuid4)
    counter = models.BigIntegerField(
        default=0, help_text="Changes of seats, spread over several rows so that sign-ups do not wait for each other."
    )

    def __str__(self):
        return str(self.value)

"""The one row that tells every process when to forget."""

import uuid

from django.db import models


class Stamp(models.Model):
    """A value that changes with whatever the processes remember (see ``home.memory``)."""

    ONLY = 1

    value = models.UUIDField(default=uuid.uuid4)

    def __str__(self):
        return str(self.value)

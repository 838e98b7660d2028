"""What an install remembers about itself, for ``manage.py doctor``."""

from django.db import models


class TimedRun(models.Model):
    """When a command that a timer starts ended last, and how."""

    command = models.CharField(max_length=60, primary_key=True)
    ended_at = models.DateTimeField()
    error = models.CharField(max_length=250, blank=True, help_text="Empty where it went well.")

    def __str__(self):
        return self.command


class CalendarDomain(models.Model):
    """The domain in the identifiers of the first dates this install published, which people's calendars keep."""

    ONLY = 1

    domain = models.CharField(max_length=253)
    noted_at = models.DateTimeField()

    def __str__(self):
        return self.domain

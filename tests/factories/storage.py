"""Uploaded files in memory."""

from django.core.files.storage import InMemoryStorage

from home.files.storage import WithoutAddress


class PrivateMemoryStorage(WithoutAddress, InMemoryStorage):
    """As ``home.files.storage.PrivateStorage``, without a disk."""

"""Uploaded files in memory."""

from weakref import WeakSet

from django.core.files.storage import InMemoryStorage

from home.files.storage import WithoutAddress

# Each storage that was made: a field of a model keeps its own, whatever the settings say later.
made: WeakSet[InMemoryStorage] = WeakSet()


class PublicMemoryStorage(InMemoryStorage):
    """Files that have an address."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        made.add(self)


class PrivateMemoryStorage(WithoutAddress, PublicMemoryStorage):
    """As ``home.files.storage.PrivateStorage``, without a disk."""


def forget_files() -> None:
    """Empty every storage in memory."""
    for storage in made:
        folders, files = storage.listdir("")
        for name in (*folders, *files):
            storage.delete(name)

"""Where uploaded files lie: originals and documents in a folder that no address leads to.

``STORAGES["default"]`` is private, so that whatever comes to be uploaded is private until somebody decides otherwise.
What visitors see of a picture, its renditions, lies in ``STORAGES["renditions"]``: the proxy serves it as ``/media/``.
"""

from django.core.files.storage import FileSystemStorage, Storage


class WithoutAddress:
    """Files handed out by views alone, which know who asks (``home.files.views``)."""

    # That of a storage without addresses: by it Wagtail knows that it serves documents itself.
    url = Storage.url


class PrivateStorage(WithoutAddress, FileSystemStorage):
    """A folder on this machine, outside of what the proxy serves."""

"""Bring the files of an older version to where and how this one keeps them; safe to run again at any time."""

import os
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, default_storage, storages  # ty: ignore[import-not-found]
from django.core.management.base import BaseCommand

from home.files.pictures import PictureRefused, prepared
from home.models import SiteImage, SiteRendition

# Folders that lay beside the renditions, where anybody could read them.
PRIVATE_FOLDERS = ("avatar_images", "documents", "original_images", "wagtail_uploads")


class Command(BaseCommand):
    """Moves originals and documents out of the public folder, and takes place and camera out of every picture.

    Names in the database stay as they are. Prints how many files were moved and changed, and names those left alone.
    """

    help = "Move originals and documents out of the public folder, and take place and camera out of stored pictures."

    def handle(self, *args, **options):
        done = Counter()
        for folder in PRIVATE_FOLDERS:
            self.move(storages["renditions"], folder, done)
        for row in SiteImage.objects.order_by("pk").iterator():
            self.clean(row, done)
        for row in SiteRendition.objects.order_by("pk").iterator():
            self.clean(row, done)
        self.stdout.write(
            f"{done['moved']} files moved out of the public folder, {done['cleaned']} pictures changed, "
            f"{done['clean']} already clean, {done['left']} left alone."
        )

    def move(self, public: Storage, folder: str, done: Counter) -> None:
        """Move every file below ``folder``; what lies in both places and differs stays, and is named."""
        # A storage may answer so for a folder that is not there.
        with suppress(FileNotFoundError):
            folders, files = public.listdir(folder)
            for name in folders:
                self.move(public, f"{folder}/{name}", done)
            for name in (f"{folder}/{file}" for file in files):
                with public.open(name) as file:
                    content = file.read()
                if not default_storage.exists(name):
                    default_storage.save(name, ContentFile(content))
                elif stored(default_storage, name) != content:
                    self.leave(name, "another file of this name is there already", done)
                    continue
                public.delete(name)
                done["moved"] += 1

    def clean(self, row: SiteImage | SiteRendition, done: Counter) -> None:
        """Write the picture of ``row`` again where it tells more than its pixels."""
        file = row.file
        try:
            content = stored(file.storage, file.name)
            kept = prepared(content)
        except OSError:
            return self.leave(file.name, "the file is missing", done)
        except PictureRefused as refusal:
            return self.leave(file.name, refusal.messages[0], done)
        if kept == content:
            done["clean"] += 1
            return None
        overwrite(file.storage, file.name, kept)
        # Read again: a picture that lay on its side has changed its width and height.
        row.file = file.name  # ty: ignore[invalid-assignment]
        fields = ["width", "height"]
        if isinstance(row, SiteImage):
            # Breaks when Wagtail renames what its form calls after a new file was chosen.
            row._set_image_file_metadata()
            fields += ["file_size", "file_hash"]
        row.save(update_fields=fields)
        done["cleaned"] += 1
        return None

    def leave(self, name: str, reason: str, done: Counter) -> None:
        self.stderr.write(f"{name}: {reason}")
        done["left"] += 1


def stored(storage: Storage, name: str) -> bytes:
    with storage.open(name) as file:
        return file.read()


def overwrite(storage: Storage, name: str, content: bytes) -> None:
    """Put ``content`` in the place of the file ``name``: on a disk whoever reads meanwhile gets one or the other."""
    if not isinstance(storage, FileSystemStorage):
        storage.delete(name)
        storage.save(name, ContentFile(content))
        return
    path = Path(storage.path(name))
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    os.chmod(file.name, path.stat().st_mode)
    os.replace(file.name, path)

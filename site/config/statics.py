"""Static files of the demo: hashed as in production, but only what visitors load is compressed: it takes a second."""

from collections.abc import Iterable

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class DemoStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Leaves the CMS's files uncompressed: nobody waits for them on 127.0.0.1."""

    def compress_files(self, names: Iterable[str]):  # ty: ignore[lost-keyword-for-regular-parameter]
        ours = tuple(
            {f"{path.name}/" for folder in settings.STATICFILES_DIRS for path in folder.iterdir() if path.is_dir()}
        )
        return super().compress_files([name for name in names if name.startswith(ours)])

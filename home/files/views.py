"""Uploaded files handed out to whoever may have them; no other address leads to one."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve
from wagtail.images.models import Image
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from home.models import SiteImage

# What is opened as it stands runs nothing, loads nothing and belongs to no site, whatever its bytes are taken for.
LOCKED_UP = "default-src 'none'; sandbox"
# A browser shows a PDF by a program of its own, which a sandbox keeps out.
SHOWN = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
PDF = "application/pdf"
# The one that Wagtail builds for its own pages about pictures, whose name is another in each of its versions.
PICTURE_PERMISSIONS = CollectionOwnershipPermissionPolicy(
    SiteImage, auth_model=Image, owner_field_name="uploaded_by_user"
)


@require_safe
def serve_document(request: HttpRequest, document_id: str, file_name: str) -> HttpResponse:
    """A document as Wagtail serves it to those who may read it, kept by nobody in between."""
    try:
        response = serve(request, document_id, file_name)
    except (OSError, ValueError):
        # The row is there, and its file is not.
        raise Http404("The file of this document is missing.") from None
    # Else it is the way to sign in, or a question for a password.
    if not response.streaming and response.status_code != HTTPStatus.NOT_MODIFIED:
        return response
    return locked_up(response, is_private=is_restricted(document_id))


def is_restricted(document_id: str) -> bool:
    """Whether only some may read the document."""
    collection = get_object_or_404(get_document_model().objects.select_related("collection"), pk=document_id).collection
    return collection.get_view_restrictions().exists()


@require_safe
def original_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The file a picture was given as, to those who may change the picture."""
    picture = get_object_or_404(SiteImage, pk=pk)
    if not PICTURE_PERMISSIONS.user_has_permission_for_instance(request.user, "change", picture):
        raise PermissionDenied
    try:
        response = FileResponse(picture.file.open(), filename=picture.filename)
    except (OSError, ValueError):
        raise Http404("The file of this picture is missing.") from None
    return locked_up(response, is_private=True)


def locked_up(response: HttpResponse, *, is_private: bool) -> HttpResponse:
    """``response`` with the headers of a file that somebody uploaded."""
    # Wagtail writes the word “None” where a file is not compressed.
    if response.headers.get("Content-Encoding") == "None":
        del response["Content-Encoding"]
    # Nor does a file whose sum nobody has made yet have a mark of its own.
    if response.headers.get("ETag") == '""':
        del response["ETag"]
    patch_cache_control(response, private=True, **({"no_store": True} if is_private else {"no_cache": True}))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SHOWN if response.headers.get("Content-Type") == PDF else LOCKED_UP
    return response

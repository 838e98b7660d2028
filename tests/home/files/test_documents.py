"""Documents: handed out by the view that knows who may read them, and lying where nothing else hands them out."""

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_disk(tmp_path, settings):
    """Files in folders, as an install has them; yields the folder of the private ones."""
    backends = {
        "default": {"BACKEND": "home.files.storage.PrivateStorage", "OPTIONS": {"location": tmp_path / "private"}},
        "renditions": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = django_settings.STORAGES | backends
    return tmp_path / "private"


@pytest.fixture
def document(on_disk):
    """``document("pv.pdf")``, for signed-in people alone where ``is_private``."""

    def make(name: str, *, is_private: bool = False):
        collection = Collection.get_first_root_node()
        if is_private:
            collection = collection.add_child(name="Bureau")
            CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
        file = ContentFile(b"%PDF-1.7", name)
        return get_document_model().objects.create(title="PV", file=file, collection=collection)

    return make


@pytest.mark.parametrize(
    ("name", "disposition", "policy"),
    [
        ("pv.pdf", 'inline; filename="pv.pdf"', "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"),
        ("liste.csv", 'attachment; filename="liste.csv"', "default-src 'none'; sandbox"),
        ("lettre.txt", 'attachment; filename="lettre.txt"', "default-src 'none'; sandbox"),
    ],
)
def test_a_document_is_served_locked_up_when_it_is_asked_for(name, disposition, policy, document, client):
    response = client.get(document(name).url)
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert "Content-Encoding" not in response.headers
    assert response["Content-Disposition"] == disposition
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == policy
    assert response["Cache-Control"] == "private, no-cache"


def test_a_private_document_is_kept_by_nobody_when_a_member_reads_it(document, client, signed_in, representative):
    address = document("pv.pdf", is_private=True).url
    response = signed_in(representative).get(address)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert client.get(address).status_code == 302


def test_a_document_is_not_sent_again_when_it_is_known(document, client):
    paper = document("pv.pdf")
    assert "ETag" not in client.get(paper.url).headers
    paper.get_file_hash()
    etag = client.get(paper.url)["ETag"]
    response = client.get(paper.url, headers={"If-None-Match": etag})
    assert (response.status_code, response["Cache-Control"]) == (304, "private, no-cache")


@pytest.mark.parametrize("is_private", [True, False])
def test_a_document_lies_outside_the_public_folder_when_it_is_stored(is_private, document, on_disk):
    paper = document("pv.pdf", is_private=is_private)
    assert (on_disk / paper.file.name).exists()
    assert not (on_disk.parent / "media").exists()
    with pytest.raises(NotImplementedError, match="url"):
        paper.file.url  # noqa: B018


def test_a_document_is_not_found_when_its_file_is_missing(document, client, on_disk):
    paper = document("pv.pdf")
    (on_disk / paper.file.name).unlink()
    assert client.get(paper.url).status_code == 404
    get_document_model().objects.update(file="")
    assert client.get(paper.url).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/documents/0/x.pdf", "/documents/999999999999999999/x.pdf", f"/documents/{'9' * 5000}/x.pdf", "/documents/1/%00",
     "/documents/1/../../etc/passwd"],
)  # fmt: skip
def test_an_address_of_no_document_is_not_found_when_it_is_made_up(address, client):
    assert client.get(address).status_code == 404


def test_a_document_is_only_read_when_a_form_is_sent_to_it(document):
    assert Client().post(document("pv.pdf").url).status_code == 405

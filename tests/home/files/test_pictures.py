"""Pictures: refused in words before they cost memory, kept without place and camera, originals for nobody's eyes."""

import io
import struct

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from factories.events import event_page
from factories.network import UserFactory
from factories.pictures import EXTENSIONS, FORMATS, SECRET, empty_png, large, lying_png, many_scans, photo
from PIL import Image
from wagtail.images.models import SourceImageIOError

from home.files import pictures
from home.files.pictures import PictureRefused, prepared
from home.management.commands.protect_files import overwrite
from home.models import SiteImage, SiteRendition

SVG = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text></svg>'


def gif_frame_larger_than_its_head() -> bytes:
    """A GIF of one pixel whose only picture is 16,000 by 16,000."""
    content = bytearray(large("GIF", (1, 1)))
    at = content.rindex(b"\x2c")
    content[at + 5 : at + 9] = struct.pack("<HH", 16_000, 16_000)
    return bytes(content)


REFUSED = {
    "pixels.png": lambda: empty_png(8000, 8000),
    "announced.png": lambda: lying_png(30_000, 30_000),
    "more-than-memory.png": lambda: lying_png(2_000_000_000, 2_000_000_000),
    "long.png": lambda: empty_png(16_384, 1),
    "side.jpg": lambda: large("JPEG", (1, 16_384)),
    "pixels.webp": lambda: changed_canvas(photo("WEBP"), 16_000),
    "pixels.gif": lambda: large("GIF", (8000, 8000)),
    "frame.gif": gif_frame_larger_than_its_head,
    "pixels.avif": lambda: changed_size(photo("AVIF"), 30_000),
    "pixels.heic": lambda: changed_size(photo("HEIF"), 30_000),
    "size.heic": lambda: changed_size(photo("HEIF"), 500),
    "nothing-behind.png": lambda: lying_png(5000, 5000),
    "scans.jpg": lambda: many_scans(200),
    "cut.jpg": lambda: large("JPEG", (900, 900))[:-400],
    "cut.png": lambda: large("PNG", (900, 900))[:-400],
    "cut.webp": lambda: photo("WEBP")[:-200],
    "cut.avif": lambda: photo("AVIF")[:-200],
    "cut.gif": lambda: large("GIF", (900, 900))[:-400],
    "entities.svg": lambda: SVG,
    "named.jpg": lambda: SVG,
    "page.png": lambda: b"<html><script>alert(1)</script></html>",
    "empty.jpg": lambda: b"\xff\xd8\xff",
    "heavy.png": lambda: photo("PNG") + b"\0" * (10 * 1024 * 1024),
}  # fmt: skip


def changed_size(content: bytes, side: int) -> bytes:
    """An AVIF or HEIC whose property of size says ``side`` by ``side``, whatever its pixels are."""
    at = content.index(b"ispe") + 8
    return content[:at] + struct.pack(">II", side, side) + content[at + 8 :]


def changed_canvas(content: bytes, side: int) -> bytes:
    """A WebP whose head says ``side`` by ``side``."""
    at = content.index(b"VP8X") + 12
    return content[:at] + (side - 1).to_bytes(3, "little") * 2 + content[at + 6 :]


@pytest.fixture
def office(signed_in, coordinator):
    return signed_in(coordinator)


@pytest.fixture(params=["add", "add_multiple", "chooser"])
def send(request, office):
    """``send(name, content)``: the words the CMS answers with, in each place that takes a picture."""

    def add(name: str, content: bytes) -> str:
        file = SimpleUploadedFile(name, content)
        if request.param == "add":
            return office.post(reverse("wagtailimages:add"), {"title": "x", "file": file}).text
        if request.param == "add_multiple":
            return office.post(reverse("wagtailimages:add_multiple"), {"title": "x", "files[]": file}).text
        fields = {"image-chooser-upload-title": "x", "image-chooser-upload-file": file}
        return office.post(reverse("wagtailimages_chooser:create"), fields).text

    return add


@pytest.mark.django_db
def test_a_picture_is_kept_when_it_is_sent(send):
    send("photo.jpg", photo(size=(640, 480)))
    assert SiteImage.objects.get().width == 640


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["pixels.png", "announced.png", "cut.jpg", "named.jpg"])
def test_a_picture_is_refused_in_words_when_it_would_break_a_page(name, send):
    assert "error" in send(name, REFUSED[name]())
    assert not SiteImage.objects.exists()


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_is_refused_before_it_takes_memory_when_it_is_no_fair_picture(name):
    with pytest.raises(PictureRefused) as refusal:
        pictures.check(io.BytesIO(REFUSED[name]()))
    assert refusal.value.messages[0]


@pytest.mark.parametrize("size", [(8000, 5000), (16_383, 2)])
def test_a_picture_is_taken_when_it_is_as_large_as_may_be(size):
    pictures.check(io.BytesIO(empty_png(*size)))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_tells_nothing_but_pixels_and_colours_when_it_is_kept(kind):
    sent = photo(kind)
    kept = prepared(sent)
    assert SECRET in sent
    assert SECRET not in kept
    image = Image.open(io.BytesIO(kept))
    assert (image.size, bool(image.info.get("icc_profile"))) == ((64, 32), kind != "GIF")
    assert (
        not image.info.keys() & {"exif", "xmp", "comment", "XML:com.adobe.xmp", "photoshop"} or not image.info["exif"]
    )
    assert prepared(kept) == kept


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "GIF"])
@pytest.mark.parametrize(
    ("orientation", "size", "first"), [(3, (64, 32), "blue"), (6, (32, 64), "red"), (8, (32, 64), "blue")]
)
def test_a_picture_stands_upright_when_its_camera_lay_on_its_side(kind, orientation, size, first):
    kept = prepared(photo(kind, orientation=orientation))
    image = Image.open(io.BytesIO(kept))
    red, _green, blue = image.convert("RGB").getpixel((3, 3))
    assert (image.size, "red" if red > blue else "blue") == (size, first)
    assert SECRET not in kept
    assert prepared(kept) == kept


def test_pixels_are_not_touched_when_a_picture_stands_upright():
    sent = photo("JPEG")
    assert list(Image.open(io.BytesIO(prepared(sent))).get_flattened_data()) == list(
        Image.open(io.BytesIO(sent)).get_flattened_data()
    )


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_a_picture_still_moves_when_its_comments_are_gone(kind):
    frames, file = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "green")], io.BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=90, loop=0, comment=SECRET)
    assert Image.open(io.BytesIO(prepared(file.getvalue()))).n_frames == 3


def stored(image) -> bytes:
    with image.file.storage.open(image.file.name) as file:
        return file.read()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF"])
def test_the_original_and_its_renditions_tell_no_place_when_a_picture_is_sent(kind, office):
    file = SimpleUploadedFile(f"photo.{EXTENSIONS[kind]}", photo(kind, orientation=6))
    response = office.post(reverse("wagtailimages:add"), {"title": "Photo", "file": file})
    image = SiteImage.objects.get()
    assert response.status_code == 302
    renditions = [image.get_rendition(f"max-20x20|format-{each}") for each in ("jpeg", "webp", "png")]
    assert not any(SECRET in stored(one) for one in (image, *renditions))
    assert (image.width, image.height) == ((64, 32) if kind == "GIF" else (32, 64))
    assert image.file_size == len(stored(image))


def old_picture(content: bytes, name: str = "vieille.jpg") -> SiteImage:
    """A picture as older versions stored it: as it came, in the public folder."""
    image = SiteImage(title="Vieille", width=64, height=32, file_size=len(content), file_hash="x")
    image.file.name = storages["renditions"].save(f"original_images/{name}", ContentFile(content))
    SiteImage.objects.bulk_create([image])
    return SiteImage.objects.get(title="Vieille")


@pytest.mark.django_db
def test_stored_files_are_moved_and_cleaned_once_when_the_command_runs_twice(capsys):
    image = old_picture(photo(orientation=6))
    rendition = SiteRendition(image=image, filter_spec="max-20x20", width=64, height=32)
    # The field has kept the storage it was made with, whatever another test set meanwhile.
    rendition.file.name = rendition.file.storage.save("images/vieille.max-20x20.jpg", ContentFile(photo()))
    SiteRendition.objects.bulk_create([rendition])
    storages["renditions"].save("documents/pv.pdf", ContentFile(b"%PDF-"))
    call_command("protect_files")
    first = capsys.readouterr().out
    call_command("protect_files")
    image.refresh_from_db()
    assert first.startswith(
        "2 files moved out of the public folder, 2 pictures changed, 0 already clean, 0 left alone."
    )
    assert capsys.readouterr().out.startswith("0 files moved out of the public folder, 0 pictures changed, 2 already")
    assert (image.file.name, image.width, image.height) == ("original_images/vieille.jpg", 32, 64)
    assert SECRET not in stored(image) + stored(SiteRendition.objects.get())
    assert image.file_size == len(stored(image))
    assert image.file_hash not in ("", "x")
    assert default_storage.open("documents/pv.pdf").read() == b"%PDF-"
    assert not storages["renditions"].exists("original_images/vieille.jpg")
    assert not storages["renditions"].exists("documents/pv.pdf")


def test_a_stored_file_keeps_its_name_and_rights_when_it_is_written_again_on_a_disk(tmp_path):
    storage = FileSystemStorage(tmp_path, file_permissions_mode=0o640)
    storage.save("a/vieille.jpg", ContentFile(photo()))
    overwrite(storage, "a/vieille.jpg", b"new")
    assert [file.name for file in (tmp_path / "a").iterdir()] == ["vieille.jpg"]
    assert (tmp_path / "a" / "vieille.jpg").read_bytes() == b"new"
    assert (tmp_path / "a" / "vieille.jpg").stat().st_mode & 0o777 == 0o640


@pytest.mark.django_db
def test_a_stored_file_is_named_and_left_when_it_cannot_be_read_or_lies_in_both_places(capsys):
    old_picture(photo()[:700], "coupee.jpg")
    default_storage.save("documents/deux.pdf", ContentFile(b"new"))
    storages["renditions"].save("documents/deux.pdf", ContentFile(b"old"))
    call_command("protect_files")
    said = capsys.readouterr()
    assert "1 files moved out of the public folder, 0 pictures changed, 0 already clean, 2 left alone." in said.out
    assert "documents/deux.pdf" in said.err
    assert "original_images/coupee.jpg" in said.err
    storages["renditions"].delete("documents/deux.pdf")


@pytest.mark.django_db
@pytest.mark.parametrize("content", [photo()[:700], lying_png(30_000, 30_000), b""], ids=["cut", "bomb", "empty"])
def test_pages_are_shown_without_a_picture_when_a_stored_one_is_broken(content, site_tree, client, office):
    image = old_picture(content, f"{len(content)}.jpg")
    call_command("protect_files")
    page = event_page(share_image=image)
    assert client.get(page.url).status_code == 200
    with pytest.raises(SourceImageIOError):
        image.get_rendition("max-20x20")
    for name in ("wagtailimages:index", "wagtailimages:edit"):
        assert office.get(reverse(name, args=[image.pk] if name.endswith("edit") else [])).status_code == 200


@pytest.mark.django_db
def test_an_original_is_handed_out_to_those_who_may_change_it_when_it_is_asked_for(
    client, signed_in, coordinator, representative, office
):
    office.post(reverse("wagtailimages:add"), {"title": "x", "file": SimpleUploadedFile("photo.jpg", photo())})
    image = SiteImage.objects.get()
    address = reverse("original_picture", args=[image.pk])
    assert image.file.url == address
    editor = UserFactory()
    editor.groups.add(Group.objects.get(name="Rédaction"))
    # The CMS leads whom it refuses back to its first page.
    others = (client, signed_in(representative), signed_in(editor))
    assert [one.get(address).status_code for one in (office, *others)] == [200, 302, 302, 302]
    SiteImage.objects.update(uploaded_by_user=editor)
    assert signed_in(editor).get(address).status_code == 200
    response = office.get(address)
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert office.get(reverse("original_picture", args=[image.pk + 1]), follow=True).status_code == 404
    page = office.get(reverse("wagtailimages:edit", args=[image.pk])).text
    assert f'href="{address}"' in page
    assert "/media/original_images/" not in page
    [listed] = office.get("/gestion/api/main/images/").json()["items"]
    assert listed["meta"]["download_url"] == address

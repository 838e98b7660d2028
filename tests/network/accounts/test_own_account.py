"""What people of the CMS may change about themselves."""

import io

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import reverse
from factories.network import UserFactory
from PIL import Image
from wagtail.users.models import UserProfile

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db):
    user = UserFactory(email="plume@coordination.example")
    user.groups.add(Group.objects.get(name="Rédaction"))
    return user


def settings_of(user) -> dict:
    return {
        "name_email-first_name": "Zoé",
        "name_email-last_name": "Plume",
        "locale-preferred_language": "fr",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "theme-keyboard_shortcuts": "on",
    }


def test_an_address_typed_in_the_cms_opens_nothing_when_it_is_not_proven(editor, signed_in, site_tree):
    typed = settings_of(editor) | {"name_email-email": "autre@coordination.example"}
    assert signed_in(editor).post(reverse("wagtailadmin_account"), typed).status_code == 302
    editor.refresh_from_db()
    assert (editor.email, editor.first_name) == ("plume@coordination.example", "Zoé")
    assert not EmailAddress.objects.filter(email="autre@coordination.example").exists()


def test_no_picture_of_a_person_is_kept_when_one_is_sent(editor, signed_in, site_tree):
    picture = io.BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    sent = settings_of(editor) | {"avatar-avatar": ContentFile(picture.getvalue(), "moi.png")}
    assert signed_in(editor).post(reverse("wagtailadmin_account"), sent).status_code == 302
    assert not UserProfile.get_for_user(editor).avatar


def test_the_cms_opens_when_an_older_version_kept_a_picture_of_the_person(editor, signed_in, site_tree):
    profile = UserProfile.get_for_user(editor)
    profile.avatar.save("moi.png", ContentFile(b"png"))
    client = signed_in(editor)
    for name in ("wagtailadmin_home", "wagtailadmin_account"):
        assert client.get(reverse(name)).status_code == 200


def test_the_page_asks_to_sign_in_when_nobody_is_signed_in(client, site_tree):
    assert client.get(reverse("wagtailadmin_account")).status_code == 302

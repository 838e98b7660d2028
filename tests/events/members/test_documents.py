"""Documents of the groups an organisation belongs to, in its member space."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import reverse
from factories.events import occurrence
from factories.network import MembershipFactory, WorkingGroupFactory
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from events.models import Occurrence

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(site_tree):
    return WorkingGroupFactory(name_fr="Logement")


@pytest.fixture
def member(group, organisation):
    return MembershipFactory(group=group, organisation=organisation)


@pytest.fixture
def own(signed_in, representative):
    return signed_in(representative)


@pytest.fixture
def meeting(group):
    """``meeting("PV de mai")`` is a date of the group with one document; ``restriction`` as Wagtail calls it."""

    def make(title: str, *, restriction: str = "", **fields):
        collection = Collection.get_first_root_node().add_child(name=title)
        if restriction:
            CollectionViewRestriction.objects.create(collection=collection, restriction_type=restriction)
        file = ContentFile(b"%PDF-1.7", name="pv.pdf")
        document = get_document_model().objects.create(title=title, file=file, collection=collection)
        row = {"document_id": document.pk, "url": document.url, "title_fr": title, "title_nl": ""}
        row |= {"is_minutes": True, "is_public": not restriction}
        date = occurrence(title=f"Réunion, {title}", group=group)
        Occurrence.objects.filter(pk=date.pk).update(documents=[row], **fields)
        return date

    return make


def text_of(browser) -> str:
    return browser.get(reverse("members:documents")).text


def test_documents_are_listed_when_the_organisation_is_a_member(meeting, member, own):
    meeting("PV public")
    meeting("PV des membres", restriction="login")
    for text in (text_of(own), own.get(reverse("members:home")).text):
        assert "PV public</a>" in text
        assert "PV des membres</a>" in text


def test_nothing_is_listed_when_the_organisation_is_in_no_group(meeting, own):
    meeting("PV public")
    assert "PV public" not in text_of(own)


def test_nothing_is_listed_when_the_membership_ended(meeting, member, own):
    meeting("PV public")
    type(member).objects.update(until="2021-01-01")
    assert "PV public" not in text_of(own)


def test_documents_of_a_closed_collection_are_listed_when_the_account_may_open_them(
    meeting, member, own, representative
):
    meeting("PV du bureau", restriction="groups")
    assert "PV du bureau</a>" not in text_of(own)
    board = Group.objects.create(name="Bureau")
    CollectionViewRestriction.objects.get().groups.add(board)
    representative.groups.add(board)
    assert "PV du bureau</a>" in text_of(own)


@pytest.mark.parametrize("page", ["abc", "0", "-1", "\x00", "9" * 5000])
def test_the_first_documents_are_shown_when_the_page_is_nonsense(page, meeting, member, own):
    meeting("PV public")
    assert "PV public</a>" in own.get(reverse("members:documents"), {"page": page}).text


def test_the_list_asks_as_much_when_there_are_twenty_documents(meeting, member, own, queries_of, client):
    client.cookies = own.cookies
    address = reverse("members:documents")
    meeting("PV 0", restriction="groups")
    meeting("PV 1")
    few = queries_of(address)
    for n in range(2, 20):
        meeting(f"PV {n}", restriction="login")
    assert queries_of(address) == few

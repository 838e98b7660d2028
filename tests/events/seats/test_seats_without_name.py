"""Seats without a name: many of them are asked about before they take the room."""

import re
import uuid

import pytest
from django.urls import reverse
from factories.events import occurrence

from events.models import Seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def date(site_tree):
    return occurrence(capacity=24)


@pytest.fixture(params=["member", "several", "desk"])
def send(request, date, signed_in, organisation):
    """``send(to_be_named=…)``: each of the forms that ask for such seats, with what somebody typed."""
    browser = signed_in(request.getfixturevalue("coordinator" if request.param == "desk" else "representative"))
    shared = {"token": uuid.uuid4(), "organisation": organisation.pk}
    address, own = {
        "member": (reverse("members:sign_up", args=[date.uid]), {"name_1": "Anouk Boris", "note": "Porte B ?"}),
        "several": (reverse("members:several"), {"name_1": "Anouk Boris", "note": "Porte B ?", "dates": [date.uid]}),
        "desk": (reverse("dates:seats_add", args=[date.pk]), {"names": "Anouk Boris"}),
    }[request.param]
    return lambda **fields: browser.post(address, shared | own | fields, follow=True)


@pytest.mark.parametrize("number", [6, 50])
def test_nobody_has_a_seat_before_it_is_sure_when_many_are_to_be_named(number, send):
    text = send(to_be_named=number).text
    assert not Seat.objects.exists()
    assert "Anouk Boris" in text
    assert f'value="{number}"' in re.search(r"<input[^>]*name=\"to_be_named\"[^>]*>", text)[0]
    assert f'name="sure" value="{number}"' in text
    # Another number is another question.
    assert f'name="sure" value="{number - 1}"' not in send(to_be_named=number, sure=number - 1).text
    assert not Seat.objects.exists()
    send(to_be_named=number, sure=number)
    assert Seat.objects.count() == number + 1


def test_it_is_asked_when_fewer_seats_are_free_than_are_to_be_named(send, date):
    type(date).objects.update(capacity=3)
    text = send(to_be_named=4).text
    assert "3 places sont libres" in text
    assert not Seat.objects.exists()


def test_nothing_is_asked_when_there_are_few_and_room_for_them(send):
    send(to_be_named=5)
    assert Seat.objects.count() == 6


@pytest.mark.parametrize("sure", ["", "abc", "\0", "9" * 5000, "50 "])
def test_it_is_asked_again_when_the_answer_is_nonsense(sure, send):
    assert send(to_be_named=50, sure=sure).status_code == 200
    assert not Seat.objects.exists()

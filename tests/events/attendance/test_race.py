"""Two phones that send their marks at the same instant: every mark is kept, and the latest one counts."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from factories.race import date_without_page, remove_date
from factories.threads import at_once, in_thread

from events.attendance.services import Mark, Merged, merge
from events.models import AttendanceMark, Registration, Seat
from network.models import User

TITLE = "Présences à la course"


@pytest.fixture
def seat(shared_database):
    """A seat of a date, committed with somebody to note it, and gone after the test."""
    made = in_thread(found_seat)
    yield made
    in_thread(remove_everything)


def found_seat() -> Seat:
    User.objects.create_user("course@coordination.example", language="fr")
    now = timezone.now()
    date = date_without_page(TITLE, sign_up="public", start=now)
    registration = Registration.objects.create(occurrence=date, token=uuid.uuid4(), contact_name="Anouk")
    return Seat.objects.create(
        registration=registration, occurrence=date, guest_name="Anouk", status="confirmed", number=1, queued_at=now
    )


def remove_everything() -> None:
    AttendanceMark.objects.filter(occurrence__kind__name_fr=TITLE).delete()
    remove_date(TITLE)
    User.objects.filter(email="course@coordination.example").delete()


def test_every_mark_is_kept_once_when_phones_send_at_once(seat):
    ago = timezone.now() - dt.timedelta(hours=1)
    phones = [
        [Mark(uuid.uuid4(), seat.pk, state, ago + dt.timedelta(minutes=n + place)) for n in range(5)]
        for place, state in enumerate(("absent", "excused", "present"))
    ]

    def send(number):
        user = User.objects.get(email="course@coordination.example")
        return merge(occurrence_id=seat.occurrence_id, marks=phones[number], user=user, device=str(number))

    # Each sends twice, as a phone does whose first answer was lost.
    results = at_once(*(lambda number=number: send(number) for number in (0, 1, 2, 0, 1, 2)))
    assert all(isinstance(one, Merged) and len(one.kept) == 5 for one in results), results
    assert in_thread(AttendanceMark.objects.filter(seat=seat).count) == 15
    assert in_thread(lambda: Seat.objects.get(pk=seat.pk).attendance) == "present"

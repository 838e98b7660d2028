"""The day itself: the sheet is printed, a phone notes without network, another device does too, both are kept."""

import uuid

import pytest
from django.utils import timezone
from factories.demo import COORDINATION, connected_to
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from events import attendance
from events.models import AttendanceMark, Occurrence, Seat
from network.models import User

PHONE = 320


@pytest.fixture(scope="module")
def crowd(own_demo, demo, django_db_blocker):
    """The key of the date to come with most people confirmed."""
    with django_db_blocker.unblock(), connected_to(own_demo):
        coming = Occurrence.objects.filter(end__gt=timezone.now(), status="planned", withdrawn_at=None)
        return max(coming, key=lambda date: date.seats.filter(status="confirmed").count()).pk


@pytest.fixture
def in_demo(own_demo, django_db_blocker):
    """``in_demo(work)``: what ``work()`` returns with the demo's own database."""

    def run(work):
        with django_db_blocker.unblock(), connected_to(own_demo):
            return work()

    return run


def marks_of(crowd) -> int:
    return AttendanceMark.objects.filter(occurrence=crowd).count()


def note_elsewhere(crowd, seat_id) -> None:
    """What another device sees meanwhile: somebody absent."""
    mark = attendance.Mark(uuid.uuid4(), seat_id, "absent", timezone.now())
    user = User.objects.get(email=COORDINATION.email)
    attendance.merge(occurrence_id=crowd, marks=[mark], user=user, device="other")


def test_marks_of_both_are_kept_when_a_phone_loses_the_network(crowd, in_demo, open_demo, cookies_of):
    before = in_demo(lambda: marks_of(crowd))
    base = f"/gestion/agenda/dates/{crowd}"
    page = open_demo(f"{base}/porte/", width=PHONE, cookies=cookies_of(COORDINATION))
    sheet = page.request.get(page.url.replace("/porte/", "/presences/feuille.pdf"))
    assert sheet.body().startswith(b"%PDF")
    people = page.locator("#door-people button")
    expect(people.nth(3)).to_be_visible()
    expect(page.locator("#door-network")).to_have_text("Tout est envoyé.")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    for number in range(3):
        people.nth(number).focus()
        page.keyboard.press("Enter")
        expect(people.nth(number)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#door-network")).to_contain_text("3 pas encore envoyé")
    page.reload()
    expect(page.locator("#door-network")).to_contain_text("3 pas encore envoyé")
    first, fourth = (int(people.nth(number).get_attribute("data-seat")) for number in (0, 3))
    in_demo(lambda: (note_elsewhere(crowd, fourth), note_elsewhere(crowd, first)))
    page.context.set_offline(False)
    expect(page.locator("#door-network")).to_have_text("Tout est envoyé.", timeout=30_000)
    expect(people.nth(3)).to_contain_text("absent")
    assert in_demo(lambda: marks_of(crowd)) == before + 5
    assert in_demo(lambda: set(attendance.conflicts(Occurrence.objects.get(pk=crowd)))) == {first}
    assert in_demo(lambda: Seat.objects.get(pk=first).attendance) == "absent"


@pytest.mark.parametrize(("language", "words"), [("fr", "présent·es sur"), ("nl", "aanwezig van")])
def test_the_door_fits_a_phone_when_it_is_read_in_each_language(
    crowd, in_demo, open_demo, cookies_of, fits, *, language, words
):
    def speak(chosen):
        profile = UserProfile.get_for_user(User.objects.get(email=COORDINATION.email))
        profile.user.language = profile.preferred_language = chosen
        profile.user.save()
        profile.save()

    in_demo(lambda: speak(language))
    page = open_demo(f"/gestion/agenda/dates/{crowd}/porte/", width=PHONE, cookies=cookies_of(COORDINATION))
    expect(page.locator("#door-count")).to_contain_text(words)
    expect(page.locator("#door-people button").first).to_be_visible()
    fits(page, "the door")
    seat = page.locator("#door-people button[aria-pressed=false]").last.get_attribute("data-seat")
    person = page.locator(f"#door-people button[data-seat='{seat}']")
    person.click()
    expect(person).to_have_attribute("aria-pressed", "true")
    person.click()
    expect(page.locator("#door-menu")).to_be_visible()
    fits(page, "the menu")
    in_demo(lambda: speak("fr"))


def test_the_sheet_is_typed_back_by_the_keyboard(crowd, open_demo, cookies_of, serious_violations):
    page = open_demo(f"/gestion/agenda/dates/{crowd}/presences/", cookies=cookies_of(COORDINATION))
    lines = page.locator(".attendance-line")
    expect(lines.first.locator("input[type=radio]:focus")).to_have_count(1)
    for key in "pea":
        page.keyboard.press(key)
    for number, state in enumerate(("present", "excused", "absent")):
        expect(lines.nth(number).locator(f"input[value={state}]")).to_be_checked()
    assert serious_violations(page) == []
    page.locator("button", has_text="Enregistrer les présences").click()
    expect(lines.nth(1).locator("input[value=excused]")).to_be_checked()
    expect(page.locator(".messages")).to_contain_text("Noté")

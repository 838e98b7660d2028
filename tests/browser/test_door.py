"""The day itself: the sheet is printed, a phone notes without network, another device does too, both are kept."""

import uuid

import pytest
from django.utils import timezone
from factories.demo import COORDINATION, connected_to
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from events.attendance import services as attendance
from events.models import AttendanceMark, Occurrence, Seat
from network.models import User

PHONE = 320
SENT = "Tout est envoyé."


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


@pytest.fixture
def a_phone(crowd, open_demo, cookies_of):
    """``a_phone()``: the page at the door on a phone of the coordination, its list there and its worker ready."""

    def visit(cookies=None):
        cookies = cookies or cookies_of(COORDINATION)
        page = open_demo(f"/gestion/agenda/dates/{crowd}/porte/", width=PHONE, cookies=cookies)
        expect(page.locator("#door-people button").nth(3)).to_be_visible()
        expect(page.locator("#door-network")).to_have_text(SENT)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return page

    return visit


@pytest.fixture
def own_cookies(new_session):
    """Those of a session of the coordination that a test may end."""
    return new_session(COORDINATION)


def person(page, seat):
    return page.locator(f"#door-people button[data-seat='{seat}']")


def lists_on(page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter(key => key.endsWith(':list'))")


def test_marks_of_both_are_kept_when_a_phone_loses_the_network(crowd, in_demo, a_phone):
    before = in_demo(lambda: marks_of(crowd))
    page, other = a_phone(), a_phone()
    sheet = page.request.get(page.url.replace("/porte/", "/presences/feuille.pdf"))
    assert sheet.body().startswith(b"%PDF")
    people = page.locator("#door-people button")
    page.context.set_offline(True)
    for number in range(3):
        people.nth(number).focus()
        page.keyboard.press("Enter")
        expect(people.nth(number)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#door-network")).to_contain_text("3 pas encore envoyé")
    page.reload()
    expect(page.locator("#door-network")).to_contain_text("3 pas encore envoyé")
    first, fourth = (int(people.nth(number).get_attribute("data-seat")) for number in (0, 3))
    for seat in (fourth, first):
        # The other phone sees them come, then hears that they are not there.
        person(other, seat).click()
        person(other, seat).click()
        other.locator("#door-menu button[value=absent]").click()
        expect(person(other, seat)).to_contain_text("absent")
    expect(other.locator("#door-network")).to_have_text(SENT)
    page.context.set_offline(False)
    expect(page.locator("#door-network")).to_have_text(SENT, timeout=30_000)
    expect(people.nth(3)).to_contain_text("absent")
    assert in_demo(lambda: marks_of(crowd)) == before + 3 + 4
    assert in_demo(lambda: set(attendance.conflicts(Occurrence.objects.get(pk=crowd)))) == {first}
    assert in_demo(lambda: Seat.objects.get(pk=first).attendance) == "absent"

    page.locator("#door-done").click()
    expect(page.locator(f"section:has(#disputed) a[href='#seat-{first}']")).to_be_visible()
    assert lists_on(page) == []
    page.go_back()
    expect(people.nth(0)).to_contain_text("absent")
    assert lists_on(page) == [f"door:{crowd}:list"]


def test_a_phone_keeps_its_marks_when_it_is_signed_out_and_no_names_when_somebody_signs_out(
    crowd, in_demo, a_phone, demo, own_cookies
):
    before = in_demo(lambda: marks_of(crowd))
    page = a_phone(own_cookies)
    page.context.clear_cookies()
    page.locator("#door-people button[aria-pressed=false]").last.click()
    expect(page.locator("#door-sign-in a")).to_be_visible()
    expect(page.locator("#door-network")).to_contain_text("1 pas encore envoyé")
    assert in_demo(lambda: marks_of(crowd)) == before
    page.context.add_cookies([{"url": demo, **cookie} for cookie in own_cookies])
    page.locator("#door-sign-in a").click()
    expect(page.locator("#door-network")).to_have_text(SENT)
    assert in_demo(lambda: marks_of(crowd)) == before + 1

    # The clock of a phone may be anything: that of the site counts.
    page.clock.set_fixed_time("2020-01-01")
    page.reload()
    page.locator("#door-people button[aria-pressed=false]").last.click()
    expect(page.locator("#door-network")).to_have_text(SENT)
    page.clock.set_fixed_time("2031-01-01")
    page.reload()
    expect(page.locator("#door-people button").first).to_be_visible()
    noted = in_demo(lambda: AttendanceMark.objects.latest("received_at"))
    assert (noted.received_at - noted.marked_at).total_seconds() < 60

    page.goto(page.url + "?code=4F2-9K3TQ-0WZ7M")
    expect(page.locator("#door-said")).to_contain_text("Rien n’est noté")
    assert lists_on(page) == [f"door:{crowd}:list"]
    page.goto(f"{demo}/fr/membres/compte/logout/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda url: "logout" not in url)
    assert lists_on(page) == []
    assert in_demo(lambda: marks_of(crowd)) == before + 2


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


def note_elsewhere(crowd, seat_id) -> None:
    """What a telephone notes meanwhile."""
    mark = attendance.Mark(uuid.uuid4(), seat_id, "represented", timezone.now())
    user = User.objects.get(email=COORDINATION.email)
    attendance.merge(occurrence_id=crowd, marks=[mark], user=user, device="other")


def test_the_sheet_is_typed_back_by_the_keyboard(crowd, in_demo, open_demo, cookies_of, serious_violations):
    page = open_demo(f"/gestion/agenda/dates/{crowd}/presences/", cookies=cookies_of(COORDINATION))
    lines = page.locator(".attendance-line")
    expect(lines.first.locator("input[type=radio]:focus")).to_have_count(1)
    for key in "pea":
        page.keyboard.press(key)
    for number, state in enumerate(("present", "excused", "absent")):
        expect(lines.nth(number).locator(f"input[value={state}]")).to_be_checked()
    assert serious_violations(page) == []
    last = lines.last
    number, seat = last.get_attribute("data-number"), int(last.get_attribute("id").removeprefix("seat-"))
    in_demo(lambda: note_elsewhere(crowd, seat))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(last.locator("input[value=represented]")).to_be_checked()
    expect(lines.nth(2).locator("input[value=absent]")).to_be_checked()
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(last.locator("input[value=represented]")).to_be_focused()
    page.locator("button", has_text="Enregistrer les présences").click()
    expect(lines.nth(1).locator("input[value=excused]")).to_be_checked()
    expect(page.locator(".messages")).to_contain_text("Noté")

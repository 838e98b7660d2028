"""A representative on a phone, in both languages and by the keyboard alone: three colleagues, a swap, an offer."""

import datetime as dt

import pytest
from django.utils import timezone
from factories.demo import DUTCH_REPRESENTATIVE, REPRESENTATIVE, connected_to
from playwright.sync_api import Page, expect

from events.models import EventKind, Occurrence, Seat
from events.models.kinds import SignUp
from events.models.occurrences import Status
from events.seats import services as seats

PHONE = 320
SEATS = 3
# More than any page has links and fields.
MOST_STOPS = 150


@pytest.fixture(scope="module")
def dates(own_demo, django_db_blocker):
    """Dates of three seats without anybody, by name, and an assembly that takes proxies: their addresses."""
    with django_db_blocker.unblock(), connected_to(own_demo):
        EventKind.objects.filter(name_fr="Assemblée générale").update(takes_proxies=True)
        coming = Occurrence.objects.upcoming(timezone.now() + dt.timedelta(days=14))
        coming = coming.filter(sign_up=SignUp.MEMBERS, status=Status.PLANNED, withdrawn_at=None)
        empty = list(coming.exclude(pk__in=Seat.objects.active().values("occurrence"))[:3])
        for date in empty:
            seats.set_capacity(occurrence_id=date.pk, capacity=SEATS)
        assembly = coming.get(kind__name_fr="Assemblée générale")
        return dict(zip(("fr", "nl", "twice", "assembly"), [date.uid for date in (*empty, assembly)], strict=True))


class Phone:
    """A page on a narrow screen, used with the keyboard; ``presses`` counts the keys that choose something."""

    def __init__(self, page: Page):
        self.page, self.presses = page, 0

    def reach(self, selector: str) -> None:
        """Go on with the tabulator to what ``selector`` says, as somebody does who has no mouse."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        pytest.fail(f"{selector} is not reached by the keyboard on {self.page.url}")

    def press(self, selector: str, key: str = "Enter") -> None:
        self.reach(selector)
        self.page.keyboard.press(key)
        self.presses += 1

    def write(self, selector: str, text: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        self.presses += 1

    def follow(self, selector: str, address: str) -> None:
        """Press a link or button, and wait for the page it leads to."""
        self.press(selector)
        self.page.wait_for_url(address)


@pytest.fixture
def phone_of(open_demo, cookies_of):
    """``phone_of(account, "/fr/membres/")``: the phone of somebody who is signed in."""
    return lambda account, path: Phone(open_demo(path, width=PHONE, cookies=cookies_of(account)))


@pytest.fixture
def address_of(dates):
    """``address_of("fr", "assembly")``: the page of a date in the member space."""
    return lambda language, name: f"/{language}/membres/inscription/{dates[name]}/"


def check(phone: Phone, look, name: str) -> None:
    """axe finds nothing, nothing is too wide; then the phone is narrow again and the page fresh."""
    look(phone.page, name)
    phone.page.set_viewport_size({"width": PHONE, "height": 900})
    phone.page.reload()


def register_three(phone: Phone, *, other: str) -> None:
    """Both usual colleagues and one more: two ticks, one name, one button."""
    phone.presses = 0
    for number in (1, 2):
        phone.press(f"#{phone.page.locator('[name=people]').nth(number - 1).get_attribute('id')}", "Space")
    phone.write("[name=name_1]", other)
    phone.press(".sign-up form:has([name=name_1]) button[type=submit]")
    expect(phone.page.locator(".sign-ups__confirmed")).to_have_count(SEATS)
    assert phone.presses == 4


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_three_are_registered_swapped_and_cancelled_and_the_next_accepts(language, address_of, phone_of, look):
    path = address_of(language, language)
    ours = phone_of(REPRESENTATIVE, path)
    assert ours.page.locator("html").get_attribute("lang") == language
    check(ours, look, "sign-up")
    register_three(ours, other="Nouvelle Collègue")
    check(ours, look, "signed up")

    theirs = phone_of(DUTCH_REPRESENTATIVE, path)
    theirs.write("[name=name_1]", "Wachtende Collega")
    theirs.press(".sign-up form:has([name=name_1]) button[type=submit]")
    expect(theirs.page.locator(".sign-ups__waiting")).to_have_count(1)
    check(theirs, look, "waiting")

    ours.follow("a[href*='/nom/']", "**/nom/")
    check(ours, look, "swap")
    ours.write("[name=name]", "Remplaçante")
    ours.follow("main form button[type=submit]", f"**{path}*")
    expect(ours.page.locator(".sign-ups__row", has_text="Remplaçante")).to_have_count(1)

    ours.follow("a[href*='/places/'][href*='/annuler/']", "**/places/*/annuler/")
    check(ours, look, "cancel one")
    ours.follow("main form button[type=submit]", f"**{path}*")
    expect(ours.page.locator(".sign-ups__confirmed")).to_have_count(SEATS - 1)

    theirs.page.goto(ours.page.url.split("/membres/")[0] + "/membres/")
    expect(theirs.page.locator(".sign-up__offer")).to_have_count(1)
    check(theirs, look, "an offer")
    theirs.follow(".sign-up__offer button[type=submit]", f"**{path}*")
    expect(theirs.page.locator(".sign-ups__confirmed")).to_have_count(1)

    ours.follow("a[href*='/annuler/?']:not([href*='place='])", "**/annuler/?*")
    check(ours, look, "cancel several")
    ours.follow("button[name=all]", f"**{path}*")
    expect(ours.page.locator(".sign-ups__row")).to_have_count(0)


def test_one_registration_is_made_when_the_button_is_pressed_twice(address_of, open_demo, cookies_of):
    page = open_demo(address_of("fr", "twice"), width=PHONE, cookies=cookies_of(REPRESENTATIVE))
    page.fill("[name=name_1]", "Double Clic")
    page.locator(".sign-up form:has([name=name_1]) button[type=submit]").dblclick()
    expect(page.locator(".sign-ups__confirmed")).to_have_count(1)
    page.reload()
    expect(page.locator(".sign-ups__confirmed")).to_have_count(1)


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_the_organisation_is_excused_with_a_proxy_and_comes_after_all(language, address_of, phone_of, look):
    path = address_of(language, "assembly")
    ours = phone_of(REPRESENTATIVE, path)
    ours.follow("a[href*='/excuser/']", "**/excuser/*")
    check(ours, look, "excuse")
    ours.reach("[name=proxy_holder]")
    # A list is chosen from by writing what it is to be.
    ours.page.keyboard.type("De Sluiswachter")
    ours.follow("main form button[type=submit]", f"**{path}*")
    expect(ours.page.locator(".sign-up__apology")).to_contain_text("De Sluiswachter")
    check(ours, look, "excused")

    theirs = phone_of(DUTCH_REPRESENTATIVE, path)
    expect(theirs.page.locator(".sign-up__apology")).to_contain_text("L’Escale du Canal")
    theirs.page.goto(theirs.page.url.split("/inscription/")[0] + "/")
    expect(theirs.page.locator(".member-apologies")).to_contain_text("L’Escale du Canal")

    ours.follow(".sign-up__apology button[type=submit]", f"**{path}*")
    expect(ours.page.locator(".sign-up__apology")).to_have_count(0)


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_several_dates_are_signed_up_for_in_one_go(language, phone_of, look):
    ours = phone_of(REPRESENTATIVE, f"/{language}/membres/plusieurs-dates/")
    check(ours, look, "several dates")
    boxes = ours.page.locator("[name=dates]")
    chosen = [boxes.nth(number).get_attribute("id") for number in (6, 7)]
    for key in chosen:
        ours.press(f"#{key}", "Space")
    ours.write("[name=name_1]", f"Pour Plusieurs {language}")
    ours.press("form.several button[type=submit]")
    expect(ours.page.locator(".several-results .row")).to_have_count(2)
    look(ours.page, "what became of each date")


def test_documents_lists_and_empty_pages_are_accessible(open_demo, cookies_of, look):
    for language, account in (("fr", REPRESENTATIVE), ("nl", DUTCH_REPRESENTATIVE)):
        page = open_demo(f"/{language}/membres/documents/", cookies=cookies_of(account))
        look(page, "documents")
        for name in ("venir", "passees"):
            page.goto(page.url.split("/membres/")[0] + f"/membres/{name}/")
            look(page, name)

"""Which programs read which feed: counted in the process, written as sums, shown in the CMS."""

import pytest
from django.urls import reverse
from factories.events import event_page

from events.calendars import private_feed, statistics
from events.models import FeedReading
from events.models.feeds import Client

pytestmark = pytest.mark.django_db
FEED = "/fr/agenda/agenda.ics"


@pytest.fixture(autouse=True)
def nothing_waits():
    statistics.take_waiting()
    yield
    statistics.take_waiting()


def readings() -> dict:
    statistics.flush()
    return {(row.feed, row.client): row.count for row in FeedReading.objects.all()}


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        ("Google-Calendar-Importer", Client.GOOGLE),
        ("Mozilla/5.0 (compatible; Google-Calendar-Importer/1.0; bot)", Client.GOOGLE),
        ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.4266; Pro)", Client.OUTLOOK),
        ("MacOutlook/16.78 (Intel Mac OS X 14.0)", Client.OUTLOOK),
        ("iOS/17.0 (21A329) dataaccessd/1.0", Client.APPLE),
        ("macOS/14.0 (23A344) CalendarAgent/1012", Client.APPLE),
        ("Mac OS X/10.11.6 (15G31) CalendarAgent/361.2", Client.APPLE),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.4", Client.THUNDERBIRD),
        ("Nextcloud Server Crawler", Client.NEXTCLOUD),
        ("Mozilla/5.0 (Linux) mirall/3.1 (Nextcloud)", Client.NEXTCLOUD),
        ("ICSx5/2.2 (okhttp/4.12) Android/14", Client.ANDROID),
        ("DAVx5/4.3-ose (2023/01/01; dav4jvm; okhttp/4.10.0) Android/13", Client.ANDROID),
        ("vdirsyncer/0.19.0", Client.TERMINAL),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 Version/17 Safari/605.1", Client.BROWSER),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", Client.BROWSER),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", Client.ROBOT),
        ("python-requests/2.31", Client.OTHER),
        ("", Client.OTHER),
        ("\0\n" * 10_000, Client.OTHER),
    ],
)  # fmt: skip
def test_a_program_is_told_by_its_name_when_it_gives_one(agent, kind):
    assert statistics.client_kind(agent) == kind


def test_readings_are_sums_when_they_are_written():
    for _ in range(3):
        statistics.note_reading(FEED, "vdirsyncer/0.19")
    statistics.note_reading(FEED, "Thunderbird/115")
    assert readings() == {(FEED, "terminal"): 3, (FEED, "thunderbird"): 1}
    statistics.note_reading(FEED, "vdirsyncer/0.19")
    assert readings()[FEED, "terminal"] == 4


def test_both_count_when_two_processes_write_at_once():
    statistics.note_reading(FEED, "khal")
    [(feed, client)] = statistics._waiting
    _count, last = statistics._waiting[feed, client]
    # The row another process made between our look and our write.
    statistics.add(feed, client, 5, last)
    assert readings() == {(FEED, "terminal"): 6}


def test_nothing_is_written_while_a_feed_is_read(client, site_tree, django_assert_num_queries):
    with django_assert_num_queries(0):
        statistics.note_reading(FEED, "khal")
    assert not FeedReading.objects.exists()


def test_each_feed_is_noted_when_it_is_read(client, site_tree, organisation, representative):
    event_page(title="Midi")
    token = private_feed.issue_token(organisation=organisation, user=representative)
    agent = {"User-Agent": "vdirsyncer/0.19.0"}
    for path in (
        FEED, f"{FEED}?q=midi", f"{FEED}?q=x", "/nl/agenda/agenda.rss", "/fr/agenda/midi/midi.ics",
        f"/flux/{token.token}/agenda.ics",
    ):  # fmt: skip
        assert client.get(path, headers=agent).status_code == 200
    assert readings() == {
        (FEED, "terminal"): 1,
        (f"{FEED}?…", "terminal"): 2,
        ("/nl/agenda/agenda.rss", "terminal"): 1,
        ("event", "terminal"): 1,
        ("private", "terminal"): 1,
    }
    assert token.token not in str(FeedReading.objects.values())


def test_no_row_is_made_when_the_address_is_invented(client, site_tree):
    for path in ("/fr/agenda/x.ics", f"{FEED}?x=1", "/flux/" + "x" * 30 + "/agenda.ics", "/fr/agenda/a/b.ics"):
        assert client.get(path).status_code == 404
    assert readings() == {}


def test_a_cached_answer_is_noted_under_the_same_name_when_it_says_which_feed_it_is(client, site_tree):
    assert client.get(FEED).feed_label == FEED


@pytest.mark.parametrize("user", ["coordinator", "representative"])
def test_the_page_of_the_cms_is_for_the_coordination_when_it_is_opened(request, signed_in, site_tree, user):
    statistics.note_reading("private", "iOS/17.0 dataaccessd/1.0")
    statistics.note_reading("event", "khal")
    statistics.note_reading(f"{FEED}?…", "Google-Calendar-Importer")
    response = signed_in(request.getfixturevalue(user)).get(reverse("feed_readings:index"))
    if user == "representative":
        assert response.status_code == 302
        return
    shown = response.content.decode()
    for words in (
        "Calendriers privés des membres",
        "Apple (iPhone, iPad, Mac)",
        f"{FEED}, avec filtres",
        "Abonnements",
    ):
        assert words in shown


@pytest.mark.parametrize(
    "query", ["client=apple", "client=nonsense", "client=%00", "feed=ics", "feed=x", "q=agenda", "p=abc", "ordering=x"]
)
def test_the_page_of_the_cms_opens_when_its_filters_are_anything(signed_in, coordinator, site_tree, query):
    statistics.note_reading(FEED, "khal")
    assert signed_in(coordinator).get(f"{reverse('feed_readings:index')}?{query}").status_code in (200, 404)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_table_can_be_taken_along_when_it_is_exported(signed_in, coordinator, site_tree, kind):
    statistics.note_reading(FEED, "khal")
    response = signed_in(coordinator).get(f"{reverse('feed_readings:index')}?export={kind}")
    assert response.status_code == 200
    assert len(response.getvalue()) > 50

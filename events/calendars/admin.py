"""The page “Subscriptions” of the CMS: which kinds of program read which feed, how often and when last."""

import django_filters
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from events.calendars import statistics
from events.models import FeedReading
from events.models.feeds import Client
from home.admin.registers import ReadingViewSet, RegisterIndexView
from home.dates import date_in_words, time_in_words

EXTENSIONS = (("ics", gettext_lazy("Calendar (iCal)")), ("rss", "RSS"), ("json", "JSON"))


def feed_in_words(reading: FeedReading) -> str:
    """The address of a feed; in words where many addresses count as one."""
    if reading.feed == statistics.PRIVATE:
        return _("Private calendars of members")
    if reading.feed == statistics.ONE_EVENT:
        return _("Single events, added once")
    path, filtered, _rest = reading.feed.partition("?")
    return _("%(path)s, filtered") % {"path": path} if filtered else path


def client_in_words(reading: FeedReading) -> str:
    """The kind of client; a code no longer known stands as it is."""
    return str(Client(reading.client).label) if reading.client in Client.values else reading.client


def last_read(reading: FeedReading) -> str:
    return f"{date_in_words(reading.last_read_at)}, {time_in_words(reading.last_read_at)}"


class FeedReadingFilterSet(WagtailFilterSet):
    client = django_filters.ChoiceFilter(choices=Client.choices, label=gettext_lazy("Program"))
    feed = django_filters.ChoiceFilter(
        method="filter_extension", choices=EXTENSIONS, label=gettext_lazy("Kind of feed")
    )

    class Meta:
        model = FeedReading
        fields = ()

    def filter_extension(self, queryset, name, value):
        return queryset.filter(feed__contains=f".{value}")


class FeedReadingIndexView(RegisterIndexView):
    """The latest first; what this process still holds is written before, so that the page is up to date."""

    def get_base_queryset(self):
        statistics.flush()
        return super().get_base_queryset()


class FeedReadingViewSet(ReadingViewSet):
    """Readings of feeds: sums, to look at."""

    model = FeedReading
    name = "feed_readings"
    url_prefix = "agenda/abonnements"
    icon = "mobile-alt"
    menu_label = gettext_lazy("Subscriptions")
    index_view_class = FeedReadingIndexView
    inspect_view_enabled = False
    filterset_class = FeedReadingFilterSet
    search_fields = ("feed",)
    ordering = "-last_read_at"
    list_display = (
        Column("feed_name", label=gettext_lazy("Feed"), accessor=feed_in_words, sort_key="feed"),
        Column("client_name", label=gettext_lazy("Program"), accessor=client_in_words, sort_key="client"),
        Column("count", label=gettext_lazy("Times read"), sort_key="count"),
        Column("last", label=gettext_lazy("Last read"), accessor=last_read, sort_key="last_read_at"),
        Column(
            "since",
            label=gettext_lazy("First read"),
            accessor=lambda reading: date_in_words(reading.first_read_on, with_weekday=False),
            sort_key="first_read_on",
        ),
    )
    list_export = ("feed", "client", "count", "last_read_at", "first_read_on")
    export_filename = "abonnements"

    def get_index_view_kwargs(self, **kwargs):
        return super().get_index_view_kwargs(**kwargs) | {"page_title": self.menu_label}

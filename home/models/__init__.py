from home.models.holidays import Community, SchoolHoliday
from home.models.images import SiteImage, SiteRendition
from home.models.install import CalendarDomain, TimedRun
from home.models.news import NewsIndexPage, NewsPage
from home.models.pages import BasePage, HomePage, PageTag, StandardPage
from home.models.settings import SiteSettings
from home.models.stamp import Stamp
from home.models.waiting_pages import WaitingPage

__all__ = [
    "BasePage",
    "CalendarDomain",
    "Community",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "PageTag",
    "SchoolHoliday",
    "SiteImage",
    "SiteRendition",
    "SiteSettings",
    "Stamp",
    "StandardPage",
    "TimedRun",
    "WaitingPage",
]

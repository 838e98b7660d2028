from .holidays import Community, SchoolHoliday
from .images import SiteImage, SiteRendition
from .news import NewsIndexPage, NewsPage
from .pages import BasePage, HomePage, PageTag, StandardPage
from .settings import SiteSettings
from .stamp import Stamp

__all__ = [
    "BasePage",
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
]

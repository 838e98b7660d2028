"""The site and the settings of a request, remembered (see ``home.cache.stamp``)."""

from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.models import Site
from wagtail.models.sites import get_site_for_hostname

from home.cache.remembered import remembered
from home.models.settings import SiteSettings


@remembered
def site_at(host: str, port: str) -> Site | None:
    """Wagtail's own choice: the site of this host and port, else of this host, else the default one."""
    try:
        return get_site_for_hostname(host, port)
    except Site.DoesNotExist:
        return None


def site_for(request: HttpRequest | None) -> Site | None:
    """The site a request asks for; left on the request where Wagtail looks for it first.

    Breaks when ``Site.find_for_request`` chooses by anything but the host and port, or looks elsewhere first: each
    page would then ask for its site again.
    """
    if request is None:
        return None
    if not hasattr(request, "_wagtail_site"):
        host, _port = split_domain_port(request._get_raw_host())
        request._wagtail_site = site_at(host, request.get_port())  # ty: ignore[invalid-assignment]
    return request._wagtail_site


@remembered
def settings_of(site: Site | None) -> SiteSettings:
    """The settings of ``site``, shared by all readers; those of the house where there is no site yet."""
    return SiteSettings.for_site(site) if site else SiteSettings()


@remembered
def default_settings() -> SiteSettings:
    """The settings of the default site, for what no request asks."""
    return settings_of(Site.objects.filter(is_default_site=True).first())


def settings_for(request: HttpRequest | None) -> SiteSettings:
    """The settings of the site a request asks for, to read only: the same object for all requests of a process."""
    return settings_of(site_for(request))

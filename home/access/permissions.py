"""What the groups of the CMS may do with the site's settings and with what libraries bring."""

from home.access import roles

RIGHTS: roles.Rights = {
    roles.COORDINATION: {
        "home.sitesettings": ("change",),
        "home.schoolholiday": roles.ALL,
        "wagtailredirects.redirect": roles.ALL,
        "wagtail_localize.translation": ("submit",),
        "wagtailadmin.admin": ("access",),
    },
    roles.EDITORS: {"wagtail_localize.translation": ("submit",), "wagtailadmin.admin": ("access",)},
}

"""Addresses whose very text is a key: no log, of this site or of the proxy before it, may hold one whole.

Nothing here needs Django, so that gunicorn reads it too. What the proxy must mask is the same list:
``deploy/`` holds its side of it.
"""

import re

# By the route's name: what stands in the address before and between its secrets, each of them a ``{}``. The language
# before it is left out. A new route with a parameter that is a key belongs here (tests/test_secret_routes.py asks).
SECRET_ROUTES = {
    "private_feed": "/flux/{}/",
    "account_reset_password_from_key": "/membres/compte/password/reset/key/{}/",
    "network:invitation": "/membres/invitation/{}/",
    "members:link": "/membres/lien/{}/",
    "members:link_cancel": "/membres/lien/{}/annuler/",
    "members:link_name": "/membres/lien/{}/places/",
    "members:link_add": "/membres/lien/{}/ajouter/",
    "members:link_excuse": "/membres/lien/{}/excuser/",
    "wagtailadmin_password_reset_confirm": "/gestion/password_reset/confirm/{}/{}/",
}
SECRET_PARAMETERS = ("code", "key", "token", "signed", "password")
MASK = "…"

# An address inside another one's query (``next=``) has its slashes and signs escaped, perhaps more than once.
SLASH = r"(?:/|%(?:25)*2f)+"
IN_SEGMENT = r"(?:%(?!(?:25)*(?:2f|3f|26))|[^/\s\"'?#&<>%\\])+"
IN_VALUE = r"(?:%(?!(?:25)*26)|[^&;\s\"'#<>%\\])+"


def pattern_of(address: str) -> str:
    """A regular expression for the part of ``address`` up to its last secret; each secret is a group of its own."""
    parts = [part for part in address[: address.rindex("{}") + 2].split("/") if part]
    return SLASH + SLASH.join(f"({IN_SEGMENT})" if part == "{}" else re.escape(part) for part in parts)


ADDRESSES = [re.compile(pattern, re.I) for pattern in sorted({pattern_of(one) for one in SECRET_ROUTES.values()})]
PARAMETERS = re.compile(
    rf"((?:^|[?&;\"]|%(?:25)*(?:3f|26))(?:{'|'.join(SECRET_PARAMETERS)})(?:=|%(?:25)*3d)){IN_VALUE}", re.I | re.M
)


def masked(text: str) -> str:
    """``text`` with an ellipsis for each secret in an address or a query string that stands in it."""
    for pattern in ADDRESSES:
        text = pattern.sub(without_groups, text)
    return PARAMETERS.sub(rf"\1{MASK}", text)


def without_groups(match: re.Match) -> str:
    text = match[0]
    for number in range(len(match.groups()), 0, -1):
        start, end = (place - match.start() for place in match.span(number))
        text = text[:start] + MASK + text[end:]
    return text

"""Wait for a site to answer, then fetch every address of its sitemap and the other public pages: all must be 200."""

import sys
import time
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET

PATIENCE = 300
OTHERS = ("recherche/?q=logement", "agenda/agenda.ics", "reseau/plan/", "membres/compte/login/")
KINDS = ("agenda/", "reseau/", "groupes/", "charte/", "actualites/", "coordination/")


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=30) as response:  # noqa: S310
            response.read()
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


def wait_for(address: str) -> None:
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()  # noqa: S310
            return
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.5)


def addresses_of(site: str) -> list[str]:
    """What the sitemap lists, and the public pages a sitemap leaves out, in both languages."""
    with urllib.request.urlopen(f"{site}/sitemap.xml", timeout=30) as response:  # noqa: S310
        listed = [element.text for element in ET.parse(response).iter() if element.tag.endswith("}loc")]  # noqa: S314
    return listed + [f"{site}/{language}/{path}" for language in ("fr", "nl") for path in OTHERS]


def main(site: str) -> int:
    wait_for(site)
    addresses = addresses_of(site)
    absent = [
        f"/{language}/{kind}…"
        for language in ("fr", "nl")
        for kind in KINDS
        if not any(f"/{language}/{kind}" in address for address in addresses)
    ]
    failures = [f"{code} {address}" for address in addresses if (code := status(address)) != 200]
    print(f"{len(addresses)} addresses fetched, {len(failures)} failed.", *failures[:20], *absent, sep="\n  ")
    return 1 if failures or absent else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

"""What addresses the site serves, as its own patterns say."""

from django.urls import URLResolver


def addresses(patterns, prefix: str = "", namespace: str = ""):
    """``(address, name with its namespace, names of its parameters)`` of every pattern below ``patterns``."""
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, address, inner)
        else:
            yield address.removeprefix("fr/"), f"{namespace}{pattern.name}", list(pattern.pattern.converters)

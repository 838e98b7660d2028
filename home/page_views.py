"""What a page does that its model may not know: how it is shown, and what goes with its saving.

Models stand below everything else and import no view and no service. A package registers its function for a page class
under a name, and the page calls it by that name. Page classes say which names they call in ``registered_views``;
the site does not start while one of them is missing (``check_registered``).
"""

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured
from wagtail.models import get_page_models

Function = TypeVar("Function", bound=Callable)

BEFORE_SAVE = "before_save"
AFTER_SAVE = "after_save"

_registered: dict[tuple[type, str], Callable] = {}


def serves(model: type, name: str) -> Callable[[Function], Function]:
    """Register the decorated function, whose last argument is the page, as what ``model`` calls ``name``."""

    def register(function: Function) -> Function:
        known = _registered.setdefault((model, name), function)
        if known is not function:
            raise ImproperlyConfigured(f"{model.__name__} has two functions for “{name}”: {known}, {function}.")
        return function

    return register


def before_save(model: type) -> Callable[[Function], Function]:
    """Register what checks or completes a page of ``model`` before it is saved, in the transaction of the save."""
    return serves(model, BEFORE_SAVE)


def after_save(model: type) -> Callable[[Function], Function]:
    """Register what follows from a saved page of ``model``, in the transaction of the save."""
    return serves(model, AFTER_SAVE)


def call(page, name: str, *args):
    """What the function registered for the class of ``page`` under ``name`` returns for ``args`` and the page.

    Views take the request and the page, as Django's do; steps of saving the page alone.
    """
    return _registered[type(page), name](*args, page)


def check_registered() -> None:
    """Raise ``ImproperlyConfigured`` if a page class calls a name that nothing is registered for."""
    missing = [
        f"{model.__name__}: {name}"
        for model in get_page_models()
        for name in getattr(model, "registered_views", ())
        if (model, name) not in _registered
    ]
    if missing:
        raise ImproperlyConfigured(f"Nothing is registered for {', '.join(missing)} (see home.page_views).")

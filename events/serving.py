"""What the pages of the agenda call by name (``home.page_views``): importing it registers it."""

from events.agenda import embed, views  # noqa: F401
from events.posters import views as poster_views  # noqa: F401
from events.publishing import synchronise  # noqa: F401

"""What the pages of the network call by name (``home.page_views``): importing it registers it."""

from network.directory import views  # noqa: F401
from network.plan import views as plan_views  # noqa: F401

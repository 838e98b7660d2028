"""Names that outlive the code: the history of pages holds them (see ``events.stable_names``)."""


class HistoryAction:
    """Actions in the history of a page that follows another one (``home.pages.translation_groups``)."""

    TAKE_DOWN = "home.take_down"
    COME_BACK = "home.come_back"

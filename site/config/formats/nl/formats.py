"""Dates and numbers as Dutch-speaking Belgium writes them."""

TIME_FORMAT = r"H \u i"

"""Dates and numbers as French-speaking Belgium writes them."""

TIME_FORMAT = r"H \h i"

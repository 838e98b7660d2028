"""Dates and numbers as Dutch-speaking Belgium writes them."""

from config.formats.input_formats import DAYS, HOURS, MOMENTS

TIME_FORMAT = r"H \u i"
DATE_INPUT_FORMATS = DAYS
TIME_INPUT_FORMATS = HOURS
DATETIME_INPUT_FORMATS = MOMENTS

"""Days and hours as people in Belgium type them, in either language: what every form of the site understands.

A year has four digits: with two, 14/01/20 would be taken for a day of 2020 while somebody still types 2027.
"""

DAYS = [
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%d %m %Y",
    "%Y-%m-%d",
]
# Seconds come first: what a hidden field carries along must not lose them.
HOURS = [
    "%H:%M:%S",
    "%H:%M",
    "%H.%M",
    *(f"%H{sign}%M" for sign in ("h", " h ", "u", " u ", " heures ")),
    *(f"%H{sign}" for sign in ("h", " h", "u", " u", " u.", " heures", " uur")),
    *(f"%H.%M{sign}" for sign in ("u", " u", " u.", " uur")),
]
MOMENTS = [f"{day} {hour}" for day in DAYS for hour in HOURS]

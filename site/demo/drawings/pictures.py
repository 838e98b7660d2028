"""The demo's pictures, drawn here: each a function that fills a canvas. What they show stands in ``pictures.toml``."""

import math
from collections.abc import Callable

from .canvas import (
    BLUE,
    BROWN,
    GREEN,
    INK,
    LEAF,
    MIST,
    NAVY,
    OLIVE,
    ORANGE,
    PINK,
    PURPLE,
    RED,
    RULE,
    SAND,
    SKY,
    SLATE,
    SUN,
    TINT,
    VIOLET,
    WATER,
    WHITE,
    Canvas,
    head_of,
)


def ripples(canvas: Canvas, top: int, colour: str = "#4a6dbd") -> None:
    for i in range(22):
        y, x = top + 24 + (i * 53) % (880 - top), (i * 397) % 1500
        canvas.box(x, y, 70 + i * 31 % 90, 6, colour, 3)


def draw_canal() -> Canvas:
    c = Canvas(SKY)
    c.disc(1290, 190, 84, SUN)
    for x, wide, high, wall, gable in (
        (0, 190, 300, RED, "flat"),
        (190, 150, 380, SAND, "steps"),
        (340, 210, 330, ORANGE, "flat"),
        (550, 160, 410, NAVY, "point"),
        (710, 190, 310, PINK, "flat"),
        (900, 150, 390, OLIVE, "steps"),
        (1050, 220, 300, VIOLET, "flat"),
        (1270, 160, 360, SAND, "point"),
        (1430, 180, 310, BLUE, "flat"),
    ):
        c.facade(x, 560, wide, high, wall, gable=gable, lit=(1, 2) if wide < 180 else (0,))
    c.box(0, 560, 1600, 64, RULE)
    c.box(0, 600, 1600, 30, SLATE)
    c.box(0, 630, 1600, 270, WATER)
    ripples(c, 640)
    for x in range(60, 1600, 150):
        c.box(x, 535, 12, 66, INK)
    c.box(0, 538, 1600, 8, INK)
    c.shape([(330, 730), (900, 730), (850, 806), (400, 806)], RED)
    c.box(440, 664, 250, 68, WHITE, 6)
    for x in (464, 530, 596):
        c.box(x, 680, 42, 30, MIST, 4)
    c.box(742, 620, 12, 112, INK)
    c.shape([(756, 622), (830, 648), (756, 674)], SUN)
    for x, coat in ((1030, PURPLE), (1090, GREEN), (160, ORANGE)):
        c.person(x, 602, 104, coat)
    return c


def draw_bridge() -> Canvas:
    c = Canvas(SAND)
    c.disc(300, 260, 120, SUN)
    for x, wide, high in ((0, 220, 190), (240, 160, 260), (420, 260, 150), (1080, 180, 230), (1280, 320, 170)):
        c.box(x, 520 - high, wide, high, MIST)
    c.box(0, 520, 1600, 380, WATER)
    ripples(c, 560)
    c.box(0, 470, 1600, 240, NAVY)
    for x, radius in ((210, 150), (800, 222), (1390, 150)):
        c.pie(x, 712, radius + 14, 180, 360, INK)
        c.pie(x, 712, radius, 180, 360, WATER)
    for x in (430, 1120):
        c.box(x, 540, 50, 196, INK, 10)
    c.box(0, 462, 1600, 12, SUN)
    for x in range(20, 1600, 62):
        c.box(x, 410, 8, 54, INK)
    c.box(0, 402, 1600, 12, INK)
    for x in (210, 800, 1390):
        c.box(x - 6, 250, 12, 214, INK)
        c.disc(x, 240, 26, SUN)
        c.ring(x, 240, 30, INK, 6)
    for x, coat, size in (
        (420, RED, 150),
        (500, GREEN, 138),
        (985, VIOLET, 148),
        (1060, ORANGE, 112),
        (1130, PINK, 146),
    ):
        c.person(x, 464, size, coat)
    return c


def draw_tracks(c: Canvas) -> None:
    """The street with its rails, and the wire above with the arm that touches it."""
    c.box(0, 690, 1600, 210, RULE)
    c.box(0, 806, 1600, 9, SLATE)
    c.box(0, 852, 1600, 9, SLATE)
    c.line([(0, 372), (1600, 356)], INK, 4)
    c.line([(760, 368), (820, 430), (700, 476)], INK, 7)


def draw_tram() -> Canvas:
    c = Canvas(SKY)
    for x, wide, high, wall, gable in (
        (-40, 210, 440, RED, "steps"),
        (170, 190, 380, SAND, "flat"),
        (360, 230, 470, GREEN, "flat"),
        (590, 180, 400, PINK, "point"),
        (770, 220, 450, SAND, "steps"),
        (990, 190, 370, BLUE, "flat"),
        (1180, 220, 460, ORANGE, "flat"),
        (1400, 230, 400, PURPLE, "point"),
    ):
        c.facade(x, 700, wide, high, wall, gable=gable, lit=(0, 3))
    draw_tracks(c)
    c.box(260, 476, 1060, 330, NAVY, 46)
    c.box(260, 660, 1060, 26, SUN)
    for i in range(6):
        c.box(320 + i * 160, 516, 128, 122, TINT, 12)
    for i, coat in ((0, RED), (2, GREEN), (4, PINK), (5, ORANGE)):
        c.disc(384 + i * 160, 580, 22, head_of(coat))
        c.box(350 + i * 160, 602, 68, 36, coat, 14)
    c.box(640, 516, 128, 250, WHITE, 8)
    c.box(650, 530, 52, 220, MIST, 4)
    c.box(706, 530, 52, 220, MIST, 4)
    for x in (400, 520, 1060, 1180):
        c.disc(x, 812, 40, INK)
        c.disc(x, 812, 16, RULE)
    c.disc(1290, 740, 16, SUN)
    c.box(96, 250, 14, 560, INK)
    c.box(30, 236, 300, 104, NAVY, 12)
    c.box(40, 246, 280, 84, WHITE, 8)
    c.box(44, 250, 272, 76, NAVY, 6)
    c.box(72, 270, 216, 12, WHITE, 6)
    c.box(72, 296, 150, 10, WHITE, 5)
    c.person(1420, 806, 190, RED)
    c.person(1500, 806, 150, SUN)
    return c


def place_setting(c: Canvas, x: float, y: float, food: tuple[str, str], coat: str, angle: float) -> None:
    """A plate, and behind it the shoulders and head of whoever eats, seen from above."""
    away_x, away_y = math.cos(angle), math.sin(angle)
    c.disc(x + away_x * 176, y + away_y * 176, 78, coat)
    c.disc(x + away_x * 186, y + away_y * 186, 42, INK)
    c.disc(x, y, 74, WHITE)
    c.ring(x, y, 56, RULE, 5)
    c.disc(x - 14, y - 8, 30, food[0])
    c.disc(x + 20, y + 14, 24, food[1])


def draw_table() -> Canvas:
    c = Canvas(MIST)
    for x in range(0, 1600, 100):
        c.box(x, 0, 3, 900, "#b4c3df")
    c.box(210, 250, 1180, 400, BROWN, 60)
    c.box(226, 262, 1148, 376, "#95572b", 52)
    for x in range(300, 1350, 150):
        c.box(x, 262, 3, 376, BROWN)
    coats = (RED, GREEN, PURPLE, BLUE, ORANGE, PINK, VIOLET, OLIVE)
    foods = ((GREEN, SUN), (ORANGE, LEAF), (RED, SUN), (LEAF, SAND))
    for i in range(4):
        place_setting(c, 464 + i * 224, 348, foods[i], coats[i], -math.pi / 2)
        place_setting(c, 464 + i * 224, 552, foods[3 - i], coats[i + 4], math.pi / 2)
    c.disc(576, 450, 50, NAVY)
    c.disc(576, 450, 40, ORANGE)
    c.disc(1024, 450, 50, SUN)
    c.disc(1024, 450, 40, GREEN)
    for x, y, colour in ((430, 440, RED), (456, 466, RED), (462, 430, GREEN), (1160, 462, SAND), (1146, 434, SAND)):
        c.disc(x, y, 26, colour)
    for x in (690, 800, 910):
        c.disc(x, 450, 22, WHITE)
        c.disc(x, 450, 16, BLUE)
    place_setting(c, 300, 450, foods[2], NAVY, math.pi)
    place_setting(c, 1300, 450, foods[0], SLATE, 0)
    return c


def stall(c: Canvas, x: int, colour: str, goods: tuple[str, ...]) -> None:
    """A market stall with a striped awning."""
    for post in (x + 10, x + 318):
        c.box(post, 400, 12, 370, INK)
    for i in range(6):
        c.box(x - 10 + i * 60, 330, 60, 96, colour if i % 2 == 0 else WHITE)
        c.disc(x + 20 + i * 60, 426, 30, colour if i % 2 == 0 else WHITE)
    c.box(x, 640, 340, 24, BROWN)
    c.box(x + 12, 664, 316, 106, colour)
    for i, good in enumerate(goods):
        c.disc(x + 44 + i * 50, 622, 27, good)
        c.disc(x + 60 + i * 50, 596, 22, good)


def draw_market() -> Canvas:
    c = Canvas(SKY)
    for x, wide, high, wall, gable in (
        (0, 240, 420, SAND, "steps"),
        (240, 260, 350, PINK, "flat"),
        (500, 220, 440, MIST, "point"),
        (720, 270, 360, SAND, "flat"),
        (990, 220, 430, BLUE, "steps"),
        (1210, 390, 350, MIST, "flat"),
    ):
        c.facade(x, 640, wide, high, wall, gable=gable, lit=(1,))
    c.box(0, 640, 1600, 260, "#e4dccb")
    c.line([(0, 150), (400, 236), (800, 150), (1200, 236), (1600, 150)], INK, 4)
    for i, colour in enumerate((RED, SUN, GREEN, WHITE, PURPLE, ORANGE, BLUE, SUN) * 3):
        x = 20 + i * 66
        y = 150 + 86 * (1 - abs(((x / 400) % 2) - 1))
        c.shape([(x, y), (x + 40, y), (x + 20, y + 54)], colour)
    stall(c, 120, RED, (ORANGE, ORANGE, GREEN, GREEN, SUN, SUN))
    stall(c, 630, GREEN, (RED, RED, PURPLE, SAND, SAND, OLIVE))
    stall(c, 1140, NAVY, (PINK, SUN, SUN, WHITE, BLUE, BLUE))
    for x, coat, size in ((210, PURPLE, 0), (360, OLIVE, 0), (760, ORANGE, 0), (1260, RED, 0), (1400, GREEN, 0)):
        c.disc(x, 510, 27, head_of(coat))
        c.box(x - 44, 540, 88, 102 + size, coat, 30)
    for x, coat, size in (
        (80, BLUE, 210),
        (540, PINK, 220),
        (600, SUN, 150),
        (1040, VIOLET, 216),
        (1100, RED, 140),
        (1530, SLATE, 222),
    ):
        c.person(x, 872, size, coat)
    return c


def draw_facades() -> Canvas:
    c = Canvas(TINT)
    c.disc(210, 150, 70, SUN)
    houses = (
        (20, 200, 560, RED, "steps"),
        (220, 240, 470, SAND, "flat"),
        (460, 210, 600, NAVY, "point"),
        (670, 230, 500, ORANGE, "steps"),
        (900, 200, 560, GREEN, "flat"),
        (1100, 240, 470, PINK, "point"),
        (1340, 240, 590, VIOLET, "steps"),
    )
    for i, (x, wide, high, wall, gable) in enumerate(houses):
        c.facade(x, 790, wide, high, wall, gable=gable, door=SUN if wall == NAVY else INK, lit=(i % 4, (i * 3 + 2) % 5))
    c.box(0, 790, 1600, 110, RULE)
    c.box(0, 790, 1600, 10, SLATE)
    for x in (180, 880, 1330):
        c.tree(x, 800, 190)
    for x in (560, 660):
        c.ring(x, 770, 42, INK, 7)
    c.line([(560, 770), (596, 700), (640, 700), (660, 770)], RED, 7)
    c.line([(596, 700), (620, 770), (560, 770)], RED, 7)
    c.line([(640, 700), (636, 676), (662, 672)], INK, 6)
    c.person(1060, 850, 170, SUN)
    c.person(1130, 850, 160, BLUE)
    return c


def draw_garden() -> Canvas:
    c = Canvas(SKY)
    c.facade(0, 520, 260, 420, MIST, gable="flat", lit=(0, 3))
    c.facade(1330, 520, 290, 440, SAND, gable="flat", lit=(1, 2))
    c.box(250, 380, 1090, 150, ORANGE)
    for y in range(400, 530, 30):
        for x in range(250 + y % 60, 1340, 96):
            c.box(x, y, 3, 30, "#cf7a35")
        c.box(250, y, 1090, 3, "#cf7a35")
    c.box(0, 520, 1600, 380, LEAF)
    for bed, (x, y) in enumerate(((90, 600), (610, 600), (1130, 600), (90, 756), (610, 756), (1130, 756))):
        c.box(x, y, 390, 110, BROWN, 10)
        c.box(x + 10, y + 10, 370, 90, "#5a2f13", 6)
        for i in range(6):
            colour = (GREEN, OLIVE, RED, LEAF, PURPLE, SUN)[(bed + i // 3) % 6]
            c.box(x + 36 + i * 60, y + 18, 6, 50, GREEN)
            c.disc(x + 39 + i * 60, y + 22, 20, colour)
            c.disc(x + 26 + i * 60, y + 44, 13, GREEN)
    c.tree(420, 560, 260)
    c.tree(1240, 556, 210)
    for x, coat, size in ((700, RED, 190), (800, SUN, 170), (990, NAVY, 196)):
        c.person(x, 590, size, coat)
    c.box(868, 470, 8, 120, INK)
    c.shape([(852, 590), (892, 590), (882, 624), (862, 624)], SLATE)
    return c


def draw_circle() -> Canvas:
    c = Canvas("#e7ddc9")
    for y in range(0, 900, 60):
        c.box(0, y, 1600, 2, "#d8cbb0")
    c.disc(800, 450, 250, NAVY)
    c.disc(800, 450, 226, WATER)
    c.ring(800, 450, 170, SUN, 8)
    coats = (RED, GREEN, PURPLE, ORANGE, BLUE, PINK, OLIVE, BROWN, VIOLET, SLATE, RED, GREEN)
    for i, coat in enumerate(coats):
        angle = 2 * math.pi * i / len(coats)
        x, y = 800 + 520 * math.cos(angle), 450 + 345 * math.sin(angle)
        c.box(x - 62, y - 62, 124, 124, WHITE, 24)
        c.disc(x, y, 54, coat)
        c.disc(x, y, 30, INK)
    for x, y in ((730, 400), (850, 480), (790, 520)):
        c.box(x, y, 84, 60, WHITE, 4)
        c.box(x + 12, y + 14, 56, 6, RULE)
        c.box(x + 12, y + 30, 40, 6, RULE)
    c.disc(880, 400, 22, SUN)
    return c


# By the names of ``pictures.toml``.
DRAWINGS: dict[str, Callable[[], Canvas]] = {
    "canal": draw_canal,
    "pont": draw_bridge,
    "tram": draw_tram,
    "table": draw_table,
    "marche": draw_market,
    "facades": draw_facades,
    "jardin": draw_garden,
    "cercle": draw_circle,
}

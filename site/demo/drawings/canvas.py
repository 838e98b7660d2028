"""A flat drawing surface in the site's colours, twice as large as the picture so that edges come out smooth."""

from PIL import Image, ImageDraw

WIDTH, HEIGHT, FINE = 1600, 900, 2

NAVY, INK, TINT, RULE, SUN, WHITE = "#17367f", "#10162b", "#eef2f9", "#d5dbe8", "#ffd23f", "#ffffff"
RED, GREEN, PURPLE, ORANGE, BLUE = "#b5122b", "#00704a", "#7a2a86", "#b65200", "#00719f"
PINK, OLIVE, BROWN, VIOLET, SLATE = "#b8326f", "#5f6416", "#7c431d", "#4638a8", "#39434f"
SKY, MIST, WATER, SAND, LEAF = "#dbe6f6", "#c3d0e8", "#2a4fa3", "#f4e7c8", "#3d9470"

HEADS = ("#7c431d", "#c98f5e", "#e3b48a", "#4f2c14")


def head_of(coat: str) -> str:
    """One of a few complexions, always the same for a coat."""
    return HEADS[int(coat[1:], 16) % len(HEADS)]


class Canvas:
    """Shapes in the coordinates of the finished picture, 1600 by 900."""

    def __init__(self, ground: str):
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), ground)
        self.draw = ImageDraw.Draw(self.image)

    def fine(self, points):
        return [value * FINE for value in points]

    def box(self, x, y, wide, high, colour, radius=0):
        corners = self.fine((x, y, x + wide - 0.5, y + high - 0.5))
        self.draw.rounded_rectangle(corners, radius * FINE, fill=colour)

    def disc(self, x, y, radius, colour, flat=1.0):
        self.draw.ellipse(self.fine((x - radius, y - radius * flat, x + radius, y + radius * flat)), fill=colour)

    def ring(self, x, y, radius, colour, wide):
        self.draw.ellipse(
            self.fine((x - radius, y - radius, x + radius, y + radius)), outline=colour, width=wide * FINE
        )

    def shape(self, points, colour):
        self.draw.polygon([tuple(self.fine(point)) for point in points], fill=colour)

    def line(self, points, colour, wide):
        self.draw.line([tuple(self.fine(p)) for p in points], fill=colour, width=wide * FINE, joint="curve")

    def pie(self, x, y, radius, start, end, colour):
        corners = self.fine((x - radius, y - radius, x + radius, y + radius))
        self.draw.pieslice(corners, start, end, fill=colour)

    def finished(self) -> Image.Image:
        return self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)

    def tree(self, x, foot, size, colour=GREEN):
        """A round tree standing on ``foot``."""
        self.box(x - size * 0.06, foot - size, size * 0.12, size, BROWN)
        self.disc(x, foot - size * 1.15, size * 0.45, colour)
        self.disc(x - size * 0.22, foot - size * 0.95, size * 0.3, colour)
        self.disc(x + size * 0.24, foot - size * 0.92, size * 0.28, LEAF)

    def person(self, x, foot, size, coat):
        """Somebody standing, without a face: nobody in particular."""
        self.box(x - size * 0.12, foot - size * 0.4, size * 0.1, size * 0.4, INK)
        self.box(x + size * 0.02, foot - size * 0.4, size * 0.1, size * 0.4, INK)
        self.box(x - size * 0.19, foot - size * 0.8, size * 0.38, size * 0.5, coat, size * 0.14)
        self.disc(x, foot - size * 0.91, size * 0.12, head_of(coat))

    def facade(self, x, foot, wide, high, wall, *, gable="flat", door=INK, lit=()):
        """A town house: gable ``flat``, ``steps`` or ``point``; ``lit`` are the numbers of its lit windows."""
        top = foot - high
        self.box(x, top, wide, high, wall)
        if gable == "steps":
            for i in range(4):
                self.box(x + wide * i / 8, top - (i + 1) * 18, wide * (1 - i / 4), 19, wall)
        elif gable == "point":
            self.shape([(x - 6, top + 1), (x + wide / 2, top - wide * 0.36), (x + wide + 6, top + 1)], INK)
        else:
            self.box(x - 6, top - 14, wide + 12, 16, INK)
        rows, pane = max(1, int((high - 150) // 120)), wide * 0.24
        for number in range(rows * 2):
            left = x + wide * (0.16 if number % 2 == 0 else 0.6)
            self.box(left, top + 34 + number // 2 * 120, pane, 80, SUN if number in lit else TINT, 3)
            self.box(left - 5, top + 114 + number // 2 * 120, pane + 10, 7, WHITE)
        self.box(x + wide * 0.14, foot - 108, wide * 0.28, 108, door, 4)
        self.box(x + wide * 0.54, foot - 100, wide * 0.34, 62, TINT, 3)

"""The demo's pictures, drawn: quiet shapes in the house's colours, the same at each loading. Pure."""

import io
from collections.abc import Callable
from math import cosh, sin

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 1000
FINE = 2
"""Drawn this many times larger and then reduced, so that edges are smooth."""

PAPER, TINT, HAIR = "#f9f5ec", "#efe9dc", "#cfc5b3"
SAND, SOFT, INK = "#a89b84", "#524939", "#1e1912"
PALE, SEA, GREEN = "#b9cabb", "#5d8672", "#16543e"
RUST = "#a8563a"

Points = list[tuple[float, float]]


class Sheet:
    """A picture being drawn, in units of its own width: x from 0 to 1.6, y from 0 (above) to 1."""

    def __init__(self, above: str, below: str) -> None:
        column = Image.new("RGB", (1, 2))
        column.putpixel((0, 0), _rgb(above))
        column.putpixel((0, 1), _rgb(below))
        self.image = column.resize((WIDTH * FINE, HEIGHT * FINE), Image.Resampling.BILINEAR)
        self.pen = ImageDraw.Draw(self.image)

    def shape(self, points: Points, colour: str) -> None:
        self.pen.polygon([_at(x, y) for x, y in points], fill=colour)

    def box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        self.pen.rectangle([_at(left, top), _at(right, bottom)], fill=colour)

    def line(self, points: Points, colour: str, width: float) -> None:
        self.pen.line(
            [_at(x, y) for x, y in points], fill=colour, width=round(width * HEIGHT * FINE), joint="curve"
        )

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        self.pen.ellipse([_at(x - radius, y - radius), _at(x + radius, y + radius)], fill=colour)

    def land(self, level: float, height: float, colour: str, *, phase: float) -> None:
        """A line of hills from side to side, filled down to the lower edge."""
        hills = [
            (x / 50, level - height * (0.6 * sin(x / 9 + phase) + 0.4 * sin(x / 4.1 + 2 * phase)))
            for x in range(81)
        ]
        self.shape([(0, 1), *hills, (1.6, 1)], colour)

    def water(self, top: float, colour: str, light: str) -> None:
        """A plain of water with lines of light that widen towards the viewer."""
        self.box(0, top, 1.6, 1, colour)
        for n in range(1, 15):
            y = top + (1 - top) * (n / 15) ** 1.6
            start = 0.8 + 0.55 * sin(n * 2.4) - 0.2
            self.line([(start, y), (start + 0.12 + 0.02 * n, y)], light, 0.0014 + 0.0003 * n)

    def png(self) -> bytes:
        out = io.BytesIO()
        self.image.reduce(FINE).save(out, "PNG", compress_level=1)
        return out.getvalue()


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def _at(x: float, y: float) -> tuple[float, float]:
    return x * HEIGHT * FINE, y * HEIGHT * FINE


def bridge() -> bytes:
    """A strait at evening, and a suspension bridge across it."""
    sheet = Sheet(TINT, PAPER)
    sheet.disc(1.18, 0.36, 0.11, "#e3c9a8")
    sheet.land(0.60, 0.035, PALE, phase=0.4)
    sheet.water(0.64, SEA, PALE)
    deck, towers = 0.55, (0.42, 1.18)
    for left, right in ((-0.34, towers[0]), towers, (towers[1], 1.94)):
        middle, half = (left + right) / 2, (right - left) / 2
        cable = [
            (middle + half * t / 20, deck - 0.02 - 0.31 * (cosh(1.9 * t / 20) - 1) / (cosh(1.9) - 1))
            for t in range(-20, 21)
        ]
        for x, y in cable[1:-1]:
            sheet.line([(x, y), (x, deck)], SOFT, 0.0016)
        sheet.line(cable, INK, 0.005)
    sheet.box(0, deck, 1.6, deck + 0.016, INK)
    for x in towers:
        sheet.shape([(x - 0.016, 0.78), (x - 0.009, 0.2), (x + 0.009, 0.2), (x + 0.016, 0.78)], INK)
        sheet.box(x - 0.05, 0.76, x + 0.05, 0.79, SOFT)
    sheet.land(0.94, 0.03, GREEN, phase=2.2)
    return sheet.png()


def dam() -> bytes:
    """A wall between two mountains, with little water below it."""
    sheet = Sheet(HAIR, PAPER)
    sheet.land(0.40, 0.12, PALE, phase=1.3)
    sheet.shape([(0.3, 0.42), (1.3, 0.42), (1.02, 0.8), (0.58, 0.8)], TINT)
    for n in range(1, 9):
        y = 0.42 + 0.38 * n / 9
        inset = 0.28 * n / 9
        sheet.line([(0.3 + inset, y), (0.8, y + 0.012), (1.3 - inset, y)], HAIR, 0.0022)
    sheet.box(0.26, 0.405, 1.34, 0.425, SOFT)
    for x in (0.62, 0.74, 0.86, 0.98):
        sheet.box(x - 0.012, 0.43, x + 0.012, 0.47, SOFT)
    sheet.shape([(0.79, 0.72), (0.81, 0.72), (0.9, 1), (0.7, 1)], SEA)
    sheet.shape([(0, 0.24), (0.16, 0.3), (0.33, 0.42), (0.6, 0.82), (0.78, 1), (0, 1)], GREEN)
    sheet.shape([(1.6, 0.18), (1.42, 0.3), (1.28, 0.42), (1.0, 0.82), (0.84, 1), (1.6, 1)], "#0f3d2d")
    sheet.shape([(0, 0.6), (0.2, 0.72), (0.46, 1), (0, 1)], INK)
    return sheet.png()


def harbour() -> bytes:
    """Cranes that stand still over a quay without ships."""
    sheet = Sheet(PALE, PAPER)
    sheet.disc(0.36, 0.3, 0.085, PAPER)
    sheet.land(0.64, 0.02, HAIR, phase=3.1)
    sheet.water(0.7, SEA, PALE)
    sheet.box(0.62, 0.68, 1.6, 0.74, SOFT)
    for place, x in enumerate((0.78, 1.06, 1.34)):
        colour, top = (RUST, INK, INK)[place], 0.24 - 0.02 * place
        for leg in (x - 0.05, x + 0.05):
            sheet.line([(leg, 0.68), (leg, top + 0.14)], colour, 0.011)
        sheet.line([(x - 0.05, 0.56), (x + 0.05, top + 0.14)], colour, 0.005)
        sheet.line([(x - 0.05, top + 0.14), (x + 0.05, top + 0.14)], colour, 0.012)
        sheet.line([(x + 0.01, top + 0.14), (x + 0.01, top)], colour, 0.011)
        sheet.line([(x - 0.05, top + 0.146), (x - 0.2, top - 0.07)], colour, 0.009)  # the boom, raised
        sheet.line([(x + 0.01, top), (x - 0.2, top - 0.07)], colour, 0.003)
        sheet.line([(x + 0.01, top), (x + 0.12, top + 0.14)], colour, 0.003)
    colours = (GREEN, SAND, RUST, SOFT, SAND, GREEN, SOFT, SAND, RUST, GREEN, SAND)
    for place in range(len(colours)):
        for row in range(1 + (place * 7) % 3):
            left = 0.66 + place * 0.086
            sheet.box(left, 0.645 - row * 0.036, left + 0.078, 0.678 - row * 0.036, colours[place - row])
    sheet.shape([(0, 0.86), (0.5, 0.9), (0.62, 1), (0, 1)], INK)
    for x, y in ((0.14, 0.83), (0.34, 0.845)):
        sheet.box(x, y, x + 0.03, y + 0.05, INK)
    return sheet.png()


def votes() -> bytes:
    """A hall with rows of tables, and heaps of paper on them."""
    sheet = Sheet(TINT, HAIR)
    sheet.shape([(0, 1), (0, 0.86), (0.42, 0.5), (1.18, 0.5), (1.6, 0.86), (1.6, 1)], SAND)
    for n in range(7):
        left = 0.06 + n * 0.22
        sheet.box(left, 0.06, left + 0.13, 0.36, PAPER)
        sheet.line([(left + 0.065, 0.06), (left + 0.065, 0.36)], HAIR, 0.004)
        sheet.line([(left, 0.2), (left + 0.13, 0.2)], HAIR, 0.004)
    for row in range(4):
        depth = row / 3
        y, half, high = 0.53 + 0.33 * depth**1.35, 0.34 + 0.34 * depth, 0.018 + 0.026 * depth
        sheet.box(0.8 - half, y, 0.8 + half, y + high, (SOFT, SOFT, GREEN, INK)[row])
        for side in (-0.94, 0.9):
            sheet.box(0.8 + half * side, y, 0.8 + half * side + 0.012 + 0.008 * depth, y + high * 3.2, INK)
        for heap in range(9):
            sheets = 1 + (heap * 5 + row * 3) % 6
            wide = 0.034 + 0.034 * depth
            left = 0.8 - half * 0.88 + heap * half * 0.2
            thick = (0.007 + 0.008 * depth) * sheets
            sheet.box(left, y - thick, left + wide, y, RUST if (heap, row) == (6, 2) else PAPER)
            for edge in range(1, sheets):
                under = y - thick * edge / sheets
                sheet.line([(left, under), (left + wide, under)], HAIR, 0.0016)
    return sheet.png()


def lighthouse() -> bytes:
    """A light on a head of rock, and the beam that nobody will keep."""
    sheet = Sheet(SOFT, HAIR)
    sheet.shape([(1.12, 0.245), (0, 0.1), (0, 0.34)], SAND)
    sheet.water(0.68, "#2c5a49", SEA)
    sheet.shape(
        [(0.74, 0.72), (0.9, 0.6), (1.04, 0.56), (1.24, 0.555), (1.6, 0.5), (1.6, 0.76), (0.7, 0.76)], INK
    )
    sheet.shape([(1.075, 0.56), (1.095, 0.29), (1.145, 0.29), (1.165, 0.56)], PAPER)
    sheet.shape([(1.083, 0.45), (1.088, 0.38), (1.152, 0.38), (1.157, 0.45)], RUST)
    sheet.box(1.08, 0.278, 1.16, 0.292, INK)
    sheet.box(1.1, 0.215, 1.14, 0.278, "#f3dfae")
    sheet.shape([(1.09, 0.215), (1.12, 0.175), (1.15, 0.215)], INK)
    sheet.box(1.24, 0.5, 1.36, 0.56, PALE)
    sheet.shape([(1.225, 0.5), (1.3, 0.455), (1.375, 0.5)], RUST)
    sheet.box(1.285, 0.52, 1.31, 0.56, INK)
    return sheet.png()


DRAWINGS: dict[str, Callable[[], bytes]] = {
    "bridge": bridge,
    "dam": dam,
    "harbour": harbour,
    "votes": votes,
    "lighthouse": lighthouse,
}

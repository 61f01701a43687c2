"""A line over time as a PNG, drawn with Pillow: enough for a memory curve, no plotting library needed."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 420
LEFT, RIGHT, TOP, BOTTOM = 80, 20, 40, 40
STEPS = 5


def draw_curve(path: Path, points: Sequence[tuple[float, float]], title: str) -> None:
    """Draw (seconds, value) points; the value's axis starts at 0."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(14)
    longest, highest = max(at for at, _ in points), max(value for _, value in points)

    def place(at: float, value: float) -> tuple[float, float]:
        x = LEFT + at / longest * (WIDTH - LEFT - RIGHT)
        return x, HEIGHT - BOTTOM - value / highest * (HEIGHT - TOP - BOTTOM)

    for step in range(STEPS + 1):
        value, at = highest * step / STEPS, longest * step / STEPS
        draw.line([place(0, value), place(longest, value)], fill="#dddddd")
        draw.text((8, place(0, value)[1] - 8), f"{value:,.0f}", fill="#444444", font=font)
        draw.text((place(at, 0)[0] - 14, HEIGHT - BOTTOM + 8), f"{at:,.0f} s", fill="#444444", font=font)
    draw.line([place(at, value) for at, value in points], fill="#0f5c52", width=2)
    draw.text((LEFT, 10), title, fill="black", font=font)
    image.save(path)

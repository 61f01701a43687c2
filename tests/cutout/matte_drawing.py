"""Mattes as a network gives them, drawn at any size; they assert nothing. All lengths are shares of the side."""

import numpy as np
from numpy.typing import NDArray

Alpha = NDArray[np.float32]


def grid(side: int) -> tuple[Alpha, Alpha]:
    """The centres of pixels, down and across, in 0..1."""
    centres = (np.arange(side, dtype=np.float32) + 0.5) / side
    return centres[:, np.newaxis], centres[np.newaxis]


def ramp(distance: Alpha, width: float) -> Alpha:
    """1 inside (below 0), 0 outside, a straight ramp of a width in between."""
    return np.asarray(np.clip(0.5 - distance / width, 0, 1), np.float32)


def disc(side: int, down: float = 0.5, across: float = 0.5, radius: float = 0.25, edge: float = 0.004) -> Alpha:
    """A round subject with the thin soft edge of a sure answer."""
    y, x = grid(side)
    return ramp(np.hypot(y - down, x - across) - radius, edge)


def box(side: int, top: float, left: float, bottom: float, right: float, edge: float = 0.004) -> Alpha:
    """A subject with straight sides."""
    y, x = grid(side)
    return ramp(np.maximum(np.maximum(top - y, y - bottom), np.maximum(left - x, x - right)), edge)


def hairy(side: int, strands: int = 60) -> Alpha:
    """A disc with thin straight hairs all around, each soft over its whole width."""
    y, x = grid(side)
    angle, away = np.arctan2(y - 0.5, x - 0.5), np.hypot(y - 0.5, x - 0.5)
    between = np.abs((angle / (2 * np.pi) * strands) % 1 - 0.5) * away * 2 * np.pi / strands
    hairs = 0.8 * ramp(between - 0.001, 0.002) * ramp(away - 0.32, 0.1)
    return np.maximum(disc(side), np.asarray(hairs, np.float32))


def veiled(side: int, opacity: float = 0.5) -> Alpha:
    """A disc before a half-transparent cloth, three times as large."""
    return np.maximum(disc(side, down=0.4, radius=0.15), np.float32(opacity) * box(side, 0.3, 0.2, 0.95, 0.8))


def spotted(side: int) -> Alpha:
    """A disc and eight smaller ones around it, apart from each other."""
    angles = np.arange(8) * (2 * np.pi / 8)
    around = [disc(side, 0.5 + 0.35 * np.sin(angle), 0.5 + 0.35 * np.cos(angle), 0.08) for angle in angles]
    return np.maximum.reduce([disc(side, radius=0.15), *around])

"""The formula against pairs that its paper publishes (doi:10.1002/col.20070, table 1)."""

import numpy as np
import pytest

from bench.quality.ciede2000 import ciede2000

PAIRS = [
    # Blue, where the hue's turn matters.
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0),
    # Beside grey, where a hue is not defined.
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    # Opposite hues: the shorter way round flips within a thousandth.
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.001), 7.1792),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
    ((50.0, -0.001, 2.49), (50.0, 0.001, -2.49), 4.8045),
    ((50.0, -0.001, 2.49), (50.0, 0.0011, -2.49), 4.7461),
    ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
    # Large differences.
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((50.0, 2.5, 0.0), (56.0, -27.0, -3.0), 31.9030),
    ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
    # Everyday colours.
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((35.0831, -44.1164, 3.7933), (35.0232, -40.0716, 1.5901), 1.8645),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((36.4612, 47.8580, 18.3852), (36.2715, 50.5065, 21.2231), 1.4146),
    ((90.9257, -0.5406, -0.9208), (88.6381, -0.8985, -0.7239), 1.5381),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("first", "second", "published"), PAIRS)
def test_published_pairs(
    first: tuple[float, float, float], second: tuple[float, float, float], published: float
) -> None:
    assert ciede2000(np.array(first), np.array(second)) == pytest.approx(published, abs=5e-5)
    assert ciede2000(np.array(second), np.array(first)) == pytest.approx(published, abs=5e-5)


def test_many_pairs_at_once_are_the_pairs_one_by_one() -> None:
    first, second = (np.array(colours).T for colours in list(zip(*PAIRS, strict=True))[:2])
    expected = [float(ciede2000(np.array(pair[0]), np.array(pair[1]))) for pair in PAIRS]
    assert ciede2000(first, second) == pytest.approx(expected, rel=1e-12)
    assert ciede2000(first, first) == pytest.approx(0, abs=1e-12)

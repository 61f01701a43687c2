"""Whether the network found a subject: warned of where nothing stands out, on the side of what is kept."""

import numpy as np
import pytest

from cutout.matte.subject import LEAST_CONTRAST, is_clear, network_doubt

SIDE = 200
"""0.5 % of its 40000 pixels are 200."""


@pytest.mark.parametrize(
    ("opaque", "expected"),
    [
        (0, "none"),
        (199, "none"),
        (200, None),
        (20_000, None),
        (39_800, None),
        (39_801, "everything"),
        (40_000, "everything"),
    ],
)
def test_the_share_of_opaque_pixels_decides(opaque: int, expected: str | None) -> None:
    alpha = np.zeros(SIDE * SIDE, np.float32)
    alpha[:opaque] = 1
    before = alpha.copy()
    assert network_doubt(alpha.reshape(SIDE, SIDE)) == expected
    assert np.array_equal(alpha, before)


@pytest.mark.parametrize(
    ("value", "expected"), [(0.0, "none"), (0.4, "none"), (0.6, "everything"), (1.0, "everything")]
)
def test_a_veil_over_everything_is_no_subject(value: float, expected: str) -> None:
    flat = np.full((SIDE, SIDE), value, np.float32)
    assert network_doubt(flat) == expected
    assert not is_clear(flat)


@pytest.mark.parametrize(
    ("background", "subject", "is_found"),
    [(0, 0.45, False), (0, 0.55, True), (0.3, 0.7, False), (0.2, 0.8, True), (0.45, 1, True), (0.55, 1, False)],
)
def test_a_subject_stands_out_by_more_than_half_the_range(background: float, subject: float, is_found: bool) -> None:
    found = np.full((SIDE, SIDE), background, np.float32)
    found[40:80, 40:80] = subject
    assert is_found is (subject - background > LEAST_CONTRAST)
    assert is_clear(found) is is_found
    assert (network_doubt(found) is None) is is_found


def test_a_few_bright_and_dark_pixels_are_no_subject() -> None:
    found = np.full((SIDE, SIDE), 0.2, np.float32)
    found[0, :150], found[1, :150] = 1, 0
    assert not is_clear(found)
    assert network_doubt(found) == "none"


@pytest.mark.parametrize("side", [1, 2, 4])
def test_a_map_of_a_few_pixels_has_ends_too(side: int) -> None:
    found = np.zeros((side, side), np.float32)
    assert network_doubt(found) == "none"
    found[0, 0] = 1
    assert is_clear(found) is (side > 1)

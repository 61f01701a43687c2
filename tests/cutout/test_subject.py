"""Whether the network found a subject: warned of only at the two ends."""

import numpy as np
import pytest

from cutout.subject import subject_details

SIDE = 200
"""0.5 % of its 40000 pixels are 200."""


@pytest.mark.parametrize(
    ("opaque", "expected"),
    [
        (0, {"subject": "none"}),
        (199, {"subject": "none"}),
        (200, {}),
        (20_000, {}),
        (39_800, {}),
        (39_801, {"subject": "everything"}),
        (40_000, {"subject": "everything"}),
    ],
)
def test_the_share_of_opaque_pixels_decides(opaque: int, expected: dict[str, str]) -> None:
    alpha = np.zeros(SIDE * SIDE, np.float32)
    alpha[:opaque] = 1
    before = alpha.copy()
    assert subject_details(alpha.reshape(SIDE, SIDE)) == expected
    assert np.array_equal(alpha, before)


def test_a_faint_veil_over_everything_is_no_subject() -> None:
    assert subject_details(np.full((SIDE, SIDE), 0.4, np.float32)) == {"subject": "none"}

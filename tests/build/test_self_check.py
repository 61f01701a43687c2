"""The stored reference run: the input looks as the page will draw it, and samples are taken where they should."""

import numpy as np

from build_steps.models.self_check import SIDE, reference_input, sampled


def test_the_reference_input_is_a_bright_disc_before_dark() -> None:
    drawn = reference_input(64, 96)
    assert drawn.shape == (1, 3, 64, 96)
    assert drawn.dtype == np.float32
    assert drawn[0, :, 32, 48].min() > 0.1
    assert drawn[0, :, 2, 2].max() < -0.2


def test_samples_are_the_middles_of_a_grid() -> None:
    output = np.arange(4 * SIDE * 2 * SIDE, dtype=np.float32).reshape(1, 1, 4 * SIDE, 2 * SIDE)
    values = np.array(sampled(output)).reshape(SIDE, SIDE)
    np.testing.assert_array_equal(values, output[0, 0, 2::4, 1::2])

"""The update of one pixel against the textbook formula written with dense matrices in float64."""

import numpy as np

from cutout.edges.map_update import map_foreground, map_update
from cutout.edges.symmetric import PAIRS


def planes(matrix):
    return np.array([[matrix[i, j]] for i, j in PAIRS], np.float32)


def column(values):
    return np.array(values, np.float32)[:, np.newaxis]


F, B, PHOTO = np.array([0.7, 0.5, 0.4]), np.array([0.2, 0.6, 0.3]), np.array([0.5, 0.52, 0.38])
COVARIANCE_F = np.array([[0.02, 0.015, 0.01], [0.015, 0.02, 0.012], [0.01, 0.012, 0.02]])
COVARIANCE_B = np.diag([0.004, 0.01, 0.002])


def update(alpha, matte_noise, photo=PHOTO):
    return map_update(
        column(photo),
        np.array([alpha], np.float32),
        column(F),
        column(B),
        planes(COVARIANCE_F),
        planes(COVARIANCE_B),
        matte_noise,
    )


def test_agrees_with_the_formula():
    alpha, matte_noise, grey, chroma = 0.6, 0.05, 1e-4, 3e-4
    d = F - B
    noise = (chroma * np.eye(3) + (grey - chroma) / 3 * np.ones((3, 3))) * (1 - alpha) + 1e-6 * np.eye(3)
    s = alpha**2 * COVARIANCE_F + (1 - alpha) ** 2 * COVARIANCE_B
    s = s + matte_noise * 4 * alpha * (1 - alpha) * np.outer(d, d) + noise
    gain = np.linalg.solve(s, PHOTO - alpha * F - (1 - alpha) * B)
    f, b = update(alpha, matte_noise)
    np.testing.assert_allclose(f[:, 0], F + alpha * COVARIANCE_F @ gain, atol=1e-5)
    np.testing.assert_allclose(b[:, 0], B + (1 - alpha) * COVARIANCE_B @ gain, atol=1e-5)


def test_with_an_exact_matte_the_result_explains_the_photo():
    f, b = update(0.6, 0.0)
    np.testing.assert_allclose(0.6 * f[:, 0] + 0.4 * b[:, 0], PHOTO, atol=3e-3)


def test_an_opaque_pixel_takes_the_photos_colour():
    f, _ = update(1.0, 0.05)
    np.testing.assert_allclose(f[:, 0], PHOTO, atol=1e-4)


def test_a_doubtful_matte_moves_the_colours_less():
    moved = [np.abs(update(0.5, noise, 0.7 * F + 0.3 * B)[0][:, 0] - F).max() for noise in (0.003, 0.2)]
    assert moved[1] < 0.5 * moved[0]


def test_the_foreground_alone_is_the_same():
    arguments = (
        column(PHOTO),
        np.array([0.4], np.float32),
        column(F),
        column(B),
        planes(COVARIANCE_F),
        planes(COVARIANCE_B),
        0.03,
    )
    np.testing.assert_array_equal(map_foreground(*arguments), map_update(*arguments)[0])

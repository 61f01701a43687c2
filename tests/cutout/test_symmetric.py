"""Symmetric 3 x 3 systems on planes, against numpy's solver."""

import numpy as np

from cutout.edges.symmetric import PAIRS, multiply, solve


def planes_of(matrices):
    return np.stack([matrices[:, i, j] for i, j in PAIRS]).astype(np.float32)


def covariances(count, smallest):
    """Matrices as photos have them: one strong direction near grey, the others weak."""
    r = np.random.default_rng(2)
    directions = np.ones((count, 3, 1)) + r.normal(0, 0.2, (count, 3, 1))
    return 0.05 * directions @ directions.transpose(0, 2, 1) + smallest * np.eye(3)


def test_multiply_is_the_matrix_product():
    matrices, vectors = covariances(50, 1e-2), np.random.default_rng(3).normal(size=(50, 3, 1))
    expected = (matrices @ vectors)[..., 0].T
    np.testing.assert_allclose(multiply(planes_of(matrices), vectors[..., 0].T.astype(np.float32)), expected, rtol=1e-5)


def test_solve_inverts_strongly_correlated_matrices():
    matrices, vectors = covariances(200, 1e-4), np.random.default_rng(3).normal(size=(200, 3, 1))
    expected = np.linalg.solve(matrices, vectors)[..., 0].T
    found = solve(planes_of(matrices), vectors[..., 0].T.astype(np.float32))
    assert found.dtype == np.float32
    scale = np.abs(expected).max(axis=0)
    assert (np.abs(found - expected) / scale).max() < 2e-3


def test_arguments_are_not_modified():
    matrix, vector = planes_of(covariances(5, 1e-2)), np.ones((3, 5), np.float32)
    before = matrix.copy()
    solve(matrix, vector)
    multiply(matrix, vector)
    np.testing.assert_array_equal(matrix, before)
    np.testing.assert_array_equal(vector, 1)

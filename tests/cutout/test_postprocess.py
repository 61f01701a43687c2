"""The network's output is checked before it is believed."""

import dataclasses

import numpy as np
import pytest

from cutout.errors import InferenceFailedError
from cutout.matte.output import alpha_from_output, sigmoid
from cutout.matte.subject import network_doubt
from tests.cutout.specs import model_spec


def asked(output, spec, side=4):
    return alpha_from_output(output, spec, side, side)


def spec(activation="none"):
    return model_spec(4, activation=activation)


@pytest.mark.parametrize("shape", [(1, 1, 4, 4), (1, 4, 4), (4, 4)])
def test_the_alpha_is_clipped_and_has_two_dimensions(shape):
    output = np.linspace(-1, 2, 16, dtype=np.float32).reshape(shape)
    before = output.copy()
    alpha = asked(output, spec())
    np.testing.assert_array_equal(alpha, np.clip(before.reshape(4, 4), 0, 1))
    assert alpha.dtype == np.float32
    np.testing.assert_array_equal(output, before)


def test_levels_make_nearly_opaque_opaque_and_dust_transparent():
    stretched = dataclasses.replace(spec(), levels=(0.1, 0.9))
    output = np.linspace(0, 1, 16, dtype=np.float32).reshape(1, 1, 4, 4)
    alpha = asked(output, stretched)
    np.testing.assert_allclose(alpha, np.clip((output[0, 0] - 0.1) / 0.8, 0, 1), atol=1e-6)
    assert (alpha[0, :2] == 0).all() and (alpha[3, 2:] == 1).all()


def test_min_max_stretches_each_map_to_0_and_1_before_the_levels():
    stretched = dataclasses.replace(spec(), normalise="min-max", levels=(0.5, 1.0))
    output = np.linspace(0.2, 0.8, 16, dtype=np.float32).reshape(1, 1, 4, 4)
    alpha = asked(output, stretched)
    np.testing.assert_allclose(alpha, np.clip(np.linspace(-1, 1, 16).reshape(4, 4), 0, 1), atol=1e-6)


def test_min_max_comes_after_the_sigmoid():
    both = dataclasses.replace(spec("sigmoid"), normalise="min-max")
    output = np.linspace(-1, 2, 16, dtype=np.float32).reshape(1, 1, 4, 4)
    seen = 1 / (1 + np.exp(-output[0, 0].astype(np.float64)))
    expected = (seen - seen.min()) / (seen.max() - seen.min())
    np.testing.assert_allclose(asked(output, both), expected, atol=1e-6)


@pytest.mark.parametrize("levels", [(0.0, 1.0), (0.0, 0.1)])
@pytest.mark.parametrize("value", [0.0, 0.3, 0.7])
@pytest.mark.parametrize("height", [0.0, 0.003, 0.25])
def test_min_max_makes_no_subject_of_noise_and_divides_by_no_zero(value, height, levels):
    """What comes out is flat, so that it is flagged as everything else without a subject is."""
    noise = value + height * np.random.default_rng(5).random((1, 1, 4, 4), np.float32)
    alpha = asked(noise, dataclasses.replace(spec(), normalise="min-max", levels=levels))
    np.testing.assert_array_equal(alpha, noise[0, 0])
    assert network_doubt(alpha) == ("none" if value < 0.5 else "everything")


def test_min_max_stretches_no_map_for_the_sake_of_a_few_pixels():
    wide = dataclasses.replace(spec(), normalise="min-max")
    output = np.full((1, 1, 64, 64), 0.2, np.float32)
    output[0, 0, 0, :20], output[0, 0, 1, :20] = 0.9, 0
    np.testing.assert_array_equal(asked(output, wide, 64), output[0, 0])
    output[0, 0, 2] = 0.9  # now it is more than 0.5 % of them
    assert set(asked(output, wide, 64).ravel()) == {0, np.float32(0.2) / np.float32(0.9), 1}


def test_without_a_subject_what_is_outside_0_to_1_is_clipped_too():
    low = np.linspace(-8, -3, 16, dtype=np.float32).reshape(1, 1, 4, 4) / 20
    alpha = asked(low, dataclasses.replace(spec(), normalise="min-max"))
    np.testing.assert_array_equal(alpha, 0)


@pytest.mark.parametrize("shape", [(1, 1, 4, 5), (1, 2, 4, 4), (2, 1, 4, 4), (16,), (0,), (4, 4, 1)])
def test_another_shape_fails_with_the_numbers(shape):
    with pytest.raises(InferenceFailedError) as caught:
        asked(np.zeros(shape, np.float32), spec())
    assert caught.value.code == "inference-failed"
    assert str(list(shape)) in caught.value.detail and "[1, 1, 4, 4]" in caught.value.detail


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("activation", ["none", "sigmoid"])
def test_values_that_are_not_finite_fail_with_their_number(value, activation):
    output = np.zeros((1, 1, 4, 4), np.float32)
    output[0, 0, 1:3, 2] = value
    with pytest.raises(InferenceFailedError) as caught:
        asked(output, spec(activation))
    assert "2 of 16" in caught.value.detail


def test_the_sigmoid_is_exact_and_does_not_overflow():
    x = np.array([-3e38, -100, -2, 0, 2, 100, 3e38], np.float32)
    expected = [0, np.exp(-100.0), 1 / (1 + np.exp(2)), 0.5, 1 / (1 + np.exp(-2)), 1, 1]
    np.testing.assert_allclose(sigmoid(x), expected, rtol=1e-6, atol=1e-44)
    assert sigmoid(x).dtype == np.float32


def test_the_sigmoid_is_applied_when_the_spec_says_so():
    output = np.full((1, 1, 4, 4), 2, np.float32)
    np.testing.assert_allclose(asked(output, spec("sigmoid")), 1 / (1 + np.exp(-2)), rtol=1e-6)
    np.testing.assert_array_equal(asked(output, spec()), 1)

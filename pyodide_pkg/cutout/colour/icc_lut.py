"""Device colours → profile connection space through a profile's lookup table (types mft1, mft2 and mAB)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cutout.colour.icc_tags import BadProfileError, Curve, Tags, curve_at, sampled

_MAX_NODES = 2_000_000
"""Nodes of a grid: 33 to the power of 4 is 1.2 million; real profiles stay below."""


@dataclass(frozen=True)
class Lut:
    """A transform from `inputs` channels in [0, 1], mostly to three numbers of the connection space.

    Parameters
    ----------
    input_curves, output_curves : tuple of curves
    grid : ndarray, g0 x … x gn x outputs float32
        Output of the table at its nodes, before `finish`.
    """

    input_curves: tuple[Curve, ...]
    grid: NDArray[np.float32]
    middle_curves: tuple[Curve, ...] = ()
    matrix: NDArray[np.float32] | None = None
    output_curves: tuple[Curve, ...] = ()
    legacy: bool = False

    @property
    def inputs(self) -> int:
        """Number of device channels."""
        return self.grid.ndim - 1

    def look_up(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Take a few values (Nxinputs) through the whole transform."""
        return self.finish(interpolate(self.grid, np.clip(_each(self.input_curves, values), 0, 1)))

    def finish(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Take interpolated values (Nx3) through what follows the table; the result is encoded, in [0, 1]."""
        if self.matrix is not None:
            values = _each(self.middle_curves, values) @ self.matrix[:, :3].T + self.matrix[:, 3]
        return np.clip(_each(self.output_curves, np.clip(values, 0, 1)), 0, 1)


def _each(curves: tuple[Curve, ...], values: NDArray[np.float32]) -> NDArray[np.float32]:
    if not curves:
        return values
    return np.stack([curve(values[:, channel]) for channel, curve in enumerate(curves)], axis=1)


def read_lut(tags: Tags, kind: bytes, outputs: int = 3) -> Lut:
    """Read a table (ICC.1:2022, 10.10 to 10.12); with other than three outputs only of the older types mft1 and mft2.

    Raises
    ------
    BadProfileError
        It is damaged, or has no grid.
    """
    body = tags.body(kind)
    if len(body) < 32:
        raise BadProfileError(f"the table {kind!r} is cut short")
    inputs = body[8]
    if not 1 <= inputs <= 4 or body[9] != outputs:
        raise BadProfileError(f"the table {kind!r} goes from {inputs} to {body[9]} channels")
    if body[:4] in (b"mft1", b"mft2"):
        return _read_mft(body, inputs, outputs, wide=body[:4] == b"mft2")
    if body[:4] == b"mAB " and outputs == 3:
        return _read_mab(body, inputs)
    raise BadProfileError(f"the table {kind!r} has the type {body[:4]!r}")


def _read_mft(body: bytes, inputs: int, outputs: int, *, wide: bool) -> Lut:
    # The matrix in front applies to XYZ device data only, which is never the case here.
    points = body[10]
    in_entries = int.from_bytes(body[48:50], "big") if wide else 256
    out_entries = int.from_bytes(body[50:52], "big") if wide else 256
    nodes = points**inputs
    if points < 2 or nodes > _MAX_NODES or not 2 <= in_entries <= 4096 or not 2 <= out_entries <= 4096:
        raise BadProfileError("a lookup table has an impossible size")
    sizes = inputs * in_entries, nodes * outputs, outputs * out_entries
    start, width = (52, 2) if wide else (48, 1)
    if start + width * sum(sizes) > len(body):
        raise BadProfileError("a lookup table is cut short")
    kind, largest = (">u2", 65535) if wide else ("u1", 255)
    numbers = np.frombuffer(body, kind, sum(sizes), start).astype(np.float32) / np.float32(largest)
    before, table, after = np.split(numbers, np.cumsum(sizes)[:-1])
    return Lut(
        tuple(map(sampled, before.reshape(inputs, in_entries))),
        table.reshape((points,) * inputs + (outputs,)),
        output_curves=tuple(map(sampled, after.reshape(outputs, out_entries))),
        legacy=wide,
    )


def _read_mab(body: bytes, inputs: int) -> Lut:
    b_at, matrix_at, m_at, grid_at, a_at = (int.from_bytes(body[at : at + 4], "big") for at in range(12, 32, 4))
    if not (b_at and grid_at and a_at):
        raise BadProfileError("a lookup table without a grid is not read")
    shape = tuple(body[grid_at : grid_at + inputs])
    if len(shape) < inputs or min(shape) < 2 or int(np.prod(shape, dtype=np.int64)) > _MAX_NODES:
        raise BadProfileError("a lookup table has an impossible size")
    width = 2 if body[grid_at + 16 : grid_at + 17] == b"\x02" else 1
    count = 3 * int(np.prod(shape, dtype=np.int64))
    if grid_at + 20 + width * count > len(body):
        raise BadProfileError("a lookup table is cut short")
    kind, largest = (">u2", 65535) if width == 2 else ("u1", 255)
    grid = np.frombuffer(body, kind, count, grid_at + 20).astype(np.float32) / np.float32(largest)
    matrix = None
    if matrix_at and m_at:
        if matrix_at + 48 > len(body):
            raise BadProfileError("a matrix is cut short")
        numbers = np.frombuffer(body, ">i4", 12, matrix_at).astype(np.float32) / np.float32(65536)
        matrix = np.concatenate([numbers[:9].reshape(3, 3), numbers[9:, np.newaxis]], axis=1)
    return Lut(
        _curves(body, a_at, inputs),
        grid.reshape((*shape, 3)),
        middle_curves=_curves(body, m_at, 3) if matrix is not None else (),
        matrix=matrix,
        output_curves=_curves(body, b_at, 3),
    )


def _curves(body: bytes, at: int, count: int) -> tuple[Curve, ...]:
    found = []
    for _ in range(count):
        curve, at = curve_at(body, at)
        at += -at % 4
        found.append(curve)
    return tuple(found)


def interpolate(grid: NDArray[np.float32], places: NDArray[np.float32]) -> NDArray[np.float32]:
    """Look values up between the nodes of a grid, linearly in every direction.

    Parameters
    ----------
    grid : ndarray, g0 x … x gn x C float32
    places : ndarray, Nx(n+1) float32 in [0, 1]

    Returns
    -------
    ndarray, NxC float32
    """
    inputs = grid.ndim - 1
    flat = np.ascontiguousarray(grid).reshape(-1, grid.shape[-1])
    index = np.zeros(len(places), np.intp)
    parts, steps = [], []
    stride = 1
    for channel in reversed(range(inputs)):
        scaled = places[:, channel] * np.float32(grid.shape[channel] - 1)
        low = np.minimum(scaled.astype(np.intp), grid.shape[channel] - 2)
        index += low * stride
        parts.append(scaled - low.astype(np.float32))
        steps.append(stride)
        stride *= grid.shape[channel]
    result = np.zeros((len(places), grid.shape[-1]), np.float32)
    for corner in range(1 << inputs):
        weight = np.ones(len(places), np.float32)
        offset = 0
        for direction in range(inputs):
            if corner >> direction & 1:
                weight *= parts[direction]
                offset += steps[direction]
            else:
                weight *= np.float32(1) - parts[direction]
        result += flat[index + offset] * weight[:, np.newaxis]
    return result

"""High dynamic range (ITU-R BT.2100: PQ and HLG) → sRGB. It reads no file: who opens one says what its samples mean.

Reference white of HDR, 203 cd/m² (ITU-R BT.2408-7, 2.2), becomes white. So graphics, and all that is no brighter, come
out as they were made, where the picture has nothing above. Brighter light is rolled off with the curve of ITU-R
BT.2390-11, 5.4.1, which leaves shadows and most of the middle as they are. The curve acts on the largest of R, G and B,
and all three are scaled alike: hues stay. It ends at the picture's own peak, measured, as players do (libplacebo);
declared peaks are often missing or wrong. Colours outside sRGB are clipped, as browsers do on such a screen. Browsers
themselves (Chromium 156) take 1000 cd/m² for every picture's peak and dim all of it, white to 190 of 255.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cutout.arrays.rows import ReadRows, Rows
from cutout.colour.codes import HLG, PRIMARIES, Hdr, hdr_from_codes
from cutout.colour.icc_tags import BadProfileError, Tags
from cutout.colour.icc_write import rgb_to_d50, rgb_to_xyz
from cutout.colour.quantise import quantise
from cutout.colour.srgb import D50_TO_SRGB, srgb_encoded

WHITE = 203.0
"""cd/m²."""
_HLG_PEAK = 1000.0
"""cd/m², of the nominal display, for which the system gamma is 1.2 (ITU-R BT.2100-2, table 5, note 5f)."""
_HLG_GAMMA = 1.2

_PEAK_PERCENTILE = 99.9
_MEASURED_PIXELS = 250_000
_STEPS = 65535
"""Of linear light in the tables. Near black, where sRGB is steepest, one is a twentieth of a level of 255."""


def hdr_from_profile(profile: bytes | None) -> Hdr | None:
    """Return what the tag `cicp` of an RGB profile means (ICC.1:2022, 9.2.17), if that is high dynamic range."""
    try:
        tags = Tags(profile or b"")
        body = tags.body(b"cicp") if tags.space == b"RGB " and b"cicp" in tags else b""
    except BadProfileError:
        return None
    return hdr_from_codes(body[8], body[9]) if len(body) >= 12 else None


def tone_mapped(read_codes: ReadRows, hdr: Hdr, width: int, height: int) -> ReadRows:
    """Make sRGB rows of rows of HDR samples; the picture is read once more, thinned out, for its peak.

    Parameters
    ----------
    read_codes : ReadRows
        Colour uint8 or uint16, straight, as stored; the largest number is the full signal.
    hdr : Hdr
    width, height : int
        Of the picture.

    Returns
    -------
    ReadRows
        Colour uint8, sRGB. Alpha passes through.
    """
    light = _Light(hdr)
    mapping = ToneMap(light, _peak(read_codes, light, width, height))

    def read_rows(top: int, bottom: int) -> Rows:
        codes, alpha = read_codes(top, bottom)
        return mapping.convert(codes), alpha

    return read_rows


class _Light:
    """Samples → linear light of a display, 1 for white, in the primaries of the picture."""

    def __init__(self, hdr: Hdr) -> None:
        _, corners, white = PRIMARIES[hdr.primaries]
        self.to_srgb = (D50_TO_SRGB @ rgb_to_d50(corners, white)).astype(np.float32)
        self._is_hlg = hdr.transfer == HLG
        self._luminance = rgb_to_xyz(corners, white)[1].astype(np.float32)
        self._levels: NDArray[np.float32] = np.empty(0, np.float32)
        # Over the root of luminance, because near black a power of 0.2 is too steep for even steps.
        roots = np.linspace(0, 1, _STEPS + 1)
        self._system_gains = (roots ** (2 * (_HLG_GAMMA - 1)) * (_HLG_PEAK / WHITE)).astype(np.float32)

    def _levels_of(self, dtype: np.dtype[Any]) -> NDArray[np.float32]:
        count = 1 << 8 * dtype.itemsize
        if len(self._levels) != count:
            signal = np.arange(count) / (count - 1)
            light = _hlg_scene_light(signal) if self._is_hlg else pq_light(signal) / WHITE
            self._levels = light.astype(np.float32)
        return self._levels

    def planes(self, codes: NDArray[np.uint8 | np.uint16]) -> NDArray[np.float32]:
        """HxWx3 samples → (3, H, W) float32, at least 0."""
        levels = self._levels_of(codes.dtype)
        planes = np.empty((3, *codes.shape[:2]), np.float32)
        for channel in range(3):
            np.take(levels, codes[..., channel], out=planes[channel], mode="clip")
        if self._is_hlg:
            # BT.2100-2, table 5: the system gamma is applied to luminance, so that it keeps colours.
            luminance = np.einsum("i,ihw->hw", self._luminance, planes)
            planes *= _looked_up(self._system_gains, np.sqrt(luminance, out=luminance))
        return planes


class ToneMap:
    """Linear light up to a peak → sRGB.

    Parameters
    ----------
    light : _Light
    peak : float
        In cd/m²; nothing is changed but gamut and curve where that is `WHITE` or less.
    """

    def __init__(self, light: _Light, peak: float) -> None:
        self._light = light
        self._encoded = quantise(srgb_encoded(np.linspace(0, 1, _STEPS + 1, dtype=np.float32)))
        self._peak = max(1.0, peak / WHITE)
        self._gains = None if self._peak == 1 else roll_off(self._peak)

    def convert(self, codes: NDArray[np.uint8 | np.uint16]) -> NDArray[np.uint8]:
        """HxWx3 samples → HxWx3 uint8, sRGB."""
        planes = self._light.planes(codes)
        if self._gains is not None:
            largest = np.maximum(np.maximum(planes[0], planes[1]), planes[2])
            above = np.maximum(largest, np.float32(self._peak))
            gain = _looked_up(self._gains, largest * np.float32(1 / self._peak))
            # Beyond the peak there is white, or the colour's own brightest.
            gain *= np.float32(self._peak) / above
            planes *= gain
        linear: NDArray[np.float32] = np.einsum("ij,jhw->ihw", self._light.to_srgb, planes)
        return np.ascontiguousarray(np.moveaxis(_looked_up(self._encoded, linear), 0, -1))


def _looked_up(table: NDArray[Any], places: NDArray[np.float32]) -> NDArray[Any]:
    """Take the nearest of a table over [0, 1]; what lies outside gets its ends. `places` is overwritten."""
    places *= np.float32(_STEPS)
    places += np.float32(0.5)
    return np.take(table, places.astype(np.int32), mode="clip")


def roll_off(peak: float) -> NDArray[np.float32]:
    """Return by how much light of 0 to `peak` (1 for white) is to be scaled, so that the peak becomes white.

    Source: ITU-R BT.2390-11, 5.4.1, steps 2 to 5, with both blacks at 0.
    """
    light = np.linspace(0, peak, _STEPS + 1)
    brightest = pq_signal(np.array(peak * WHITE))
    signal = pq_signal(light * WHITE) / brightest
    white = pq_signal(np.array(WHITE)) / brightest
    knee = max(0.0, 1.5 * float(white) - 0.5)
    t = np.clip((signal - knee) / (1 - knee), 0, 1)
    bent = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (3 * t**2 - 2 * t**3) * white
    mapped = pq_light(np.where(signal < knee, signal, bent) * brightest) / WHITE
    gains = np.ones(light.shape)
    np.divide(mapped, light, out=gains, where=light > 0)
    return gains.astype(np.float32)


def _peak(read_codes: ReadRows, light: _Light, width: int, height: int) -> float:
    """Brightest light of what is seen, in cd/m²; a thousandth of the pixels may be brighter (ringing, glints)."""
    step = max(1, round((width * height / _MEASURED_PIXELS) ** 0.5))
    found = []
    for row in range(0, height, step):
        codes, alpha = read_codes(row, row + 1)
        largest = light.planes(codes[:, ::step]).max(axis=0)
        found.append(largest.reshape(-1) if alpha is None else largest[alpha[:, ::step] > 0])
    seen = np.concatenate(found)
    return float(np.percentile(seen, _PEAK_PERCENTILE)) * WHITE if seen.size else WHITE


# SMPTE ST 2084:2014, 5.2
_M1, _M2 = 2610 / 16384, 2523 / 32
_C1, _C2, _C3 = 3424 / 4096, 2413 / 128, 2392 / 128


def pq_light(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """PQ signal in [0, 1] → cd/m²."""
    root = signal ** (1 / _M2)
    return np.asarray(10000 * (np.maximum(root - _C1, 0) / (_C2 - _C3 * root)) ** (1 / _M1))


def pq_signal(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """cd/m² → PQ signal in [0, 1]."""
    power = (light / 10000) ** _M1
    return np.asarray(((_C1 + _C2 * power) / (1 + _C3 * power)) ** _M2)


def _hlg_scene_light(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """HLG signal in [0, 1] → light of the scene in [0, 1] (ITU-R BT.2100-2, table 5)."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)

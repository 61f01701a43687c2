"""Pictures of high dynamic range drawn by code, by formulas of its own. No test is in here."""

import numpy as np

SRGB_TO_BT2020 = np.array(
    [[0.627404, 0.329283, 0.043313], [0.069097, 0.919540, 0.011362], [0.016391, 0.088013, 0.895595]]
)  # ITU-R BT.2087-0, M2
PQ_BT2020, HLG_BT2020 = (9, 16), (9, 18)


def linear(srgb):
    """8-bit sRGB → linear light in [0, 1]."""
    v = np.asarray(srgb) / 255
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)


def pq(nits):
    y = (np.asarray(nits) / 10000) ** 0.1593017578125
    return ((0.8359375 + 18.8515625 * y) / (1 + 18.6875 * y)) ** 78.84375


def hlg(nits):
    """HxWx3 display light in BT.2020 of a 1000-nit display → signal; the system gamma of 1.2 is taken out."""
    display = np.asarray(nits) / 1000
    luminance = np.maximum(display @ [0.2627, 0.6780, 0.0593], 1e-12)[..., np.newaxis]
    scene = display * luminance ** (1 / 1.2 - 1)
    bright = 0.17883277 * np.log(12 * np.maximum(scene, 1 / 12) - 0.28466892) + 0.55991073
    return np.where(scene <= 1 / 12, np.sqrt(3 * scene), bright)


def coded(srgb, curve=pq, white=203.0, largest=65535):
    """An sRGB picture as BT.2020 samples whose white has so many nits."""
    signal = curve(np.clip(linear(srgb) @ SRGB_TO_BT2020.T, 0, None) * white)
    return np.rint(np.clip(signal, 0, 1) * largest).astype(int)

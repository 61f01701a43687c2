"""PQ and HLG in PNG, AVIF, HEIC and profiles: graphics come out as they were made, highlights roll off."""

import zlib

import numpy as np
import pytest

from cutout.colour.codes import Hdr, hdr_from_codes, profile_from_codes
from cutout.colour.hdr import WHITE, pq_light, pq_signal, roll_off, tone_mapped
from cutout.colour.quantise import STRIP_BYTES
from cutout.formats.original_preview import original_preview
from tests.cutout import profiles
from tests.cutout.codecs_player import decode_file
from tests.cutout.drawing import chunk, colours, drawn_heic, png, saved, smooth
from tests.cutout.hdr_drawing import HLG_BT2020, PQ_BT2020, coded, hlg, linear, pq
from tests.cutout.test_decode_heif import Played
from tests.cutout.test_isobmff import box, still

LOSSLESS = {"PNG": {}, "WEBP": {"lossless": True}, "AVIF": {"quality": 100, "subsampling": "4:4:4"}}
P3_PROFILE = profile_from_codes(12, 13)


def cicp(primaries, transfer):
    return chunk(b"cICP", bytes([primaries, transfer, 0, 1]))


def rows_of(codes, alpha=None):
    return lambda top, bottom: (codes[top:bottom], None if alpha is None else alpha[top:bottom])


def mapped(codes, codes_of=PQ_BT2020, alpha=None):
    height, width = codes.shape[:2]
    read_rows = tone_mapped(rows_of(codes, alpha), Hdr(*codes_of), width, height)
    return read_rows(0, height)[0]


def grey_ramp(nits):
    signal = pq(np.array(nits, float)) * 65535
    return np.repeat(np.rint(signal).astype(np.uint16)[np.newaxis, :, np.newaxis], 3, axis=2)


def test_published_values():
    # ITU-R BT.2408-7, table 1: 203 cd/m² is a signal of 58 % in PQ and of 75 % in HLG. SMPTE ST 2084: 100 is 0.5081.
    assert pq_signal(np.array(WHITE)) == pytest.approx(0.58, abs=2e-3)
    assert pq_signal(np.array(100.0)) == pytest.approx(0.5081, abs=1e-4)
    np.testing.assert_allclose(pq_light(np.array([0, 0.5081, 1])), [0, 100, 10000], rtol=1e-3)
    seventy_five = np.full((8, 8, 3), round(0.75 * 65535), np.uint16)
    assert (mapped(seventy_five, HLG_BT2020) >= 254).all()


@pytest.mark.parametrize("bits", [16, 8])
@pytest.mark.parametrize(("curve", "codes"), [(pq, PQ_BT2020), (hlg, HLG_BT2020)])
def test_graphics_in_png_come_out_as_they_were_made(curve, codes, bits):
    picture = smooth(60, 80)
    samples = coded(picture, curve, largest=(1 << bits) - 1)
    photo = decode_file(png(samples, bits, 2, before_pixels=[cicp(*codes)]))
    apart = np.abs(photo.rgb.astype(int) - picture)
    assert (apart.max() <= 1) if bits == 16 else (apart.mean() < 4)
    assert photo.icc_profile is None and photo.details["source_range"] == ("PQ" if codes == PQ_BT2020 else "HLG")
    assert np.abs(samples * 255 / ((1 << bits) - 1) - picture).mean() > 10, "raw numbers would be far off"


@pytest.mark.parametrize(("curve", "codes"), [(pq, PQ_BT2020), (hlg, HLG_BT2020)])
@pytest.mark.parametrize("chroma", [422, 444])
def test_heic_of_ten_bits(curve, codes, chroma):
    picture = smooth(64, 96)
    nclx = {"color_primaries": codes[0], "transfer_characteristics": codes[1], "matrix_coefficients": 9}
    samples = coded(picture, curve).astype(np.uint16)
    data = drawn_heic(samples, bits=10, chroma=chroma, full_range_flag=1, **nclx)
    photo = decode_file(data)
    assert photo.details["source_range"] and photo.details["source_bits"] == 10
    assert np.abs(photo.rgb.astype(int) - picture).mean() < 2.5
    assert original_preview(photo).startswith(b"\xff\xd8"), "people compare with what was cut out"


@pytest.mark.parametrize(("curve", "codes"), [(pq, PQ_BT2020), (hlg, HLG_BT2020)])
@pytest.mark.parametrize("beside", [b"", box(b"colr", b"prof", P3_PROFILE)], ids=["alone", "with a profile"])
def test_avif_of_ten_bits_also_beside_a_profile(curve, codes, beside):
    picture = smooth(30, 40)
    nclx = box(b"colr", b"nclx", bytes([0, codes[0], 0, codes[1], 0, 9, 0x80]))
    samples = np.dstack([coded(picture, curve), np.full((30, 40, 1), 65535)]).astype(np.uint16)
    photo = decode_file(still(nclx, *[beside] * bool(beside)), codecs=Played(samples))
    assert np.abs(photo.rgb.astype(int) - picture).max() <= 1
    assert photo.icc_profile is None and photo.details["icc_profile"] == ("converted" if beside else "none")
    assert original_preview(photo) != b"", "browsers show such a file darker"


def test_numbers_win_over_a_profile_in_png():
    picture = smooth(30, 40)
    profile = chunk(b"iCCP", b"x\0\0" + zlib.compress(P3_PROFILE))
    photo = decode_file(png(coded(picture), 16, 2, before_pixels=[profile, cicp(*PQ_BT2020)]))
    assert np.abs(photo.rgb.astype(int) - picture).max() <= 1 and photo.icc_profile is None


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_a_profile_that_says_pq_by_number(kind):
    """ICC.1:2022, 9.2.17: the tag `cicp`."""
    tags = {b"desc": profiles.text("pq"), b"cprt": profiles.FREE, b"wtpt": profiles.WHITE, **profiles.ADOBE_RGB}
    curve = profiles.gamma(2.2)
    tags |= {b"rTRC": curve, b"gTRC": curve, b"bTRC": curve, b"cicp": b"cicp" + bytes(4) + bytes([9, 16, 0, 1])}
    picture = smooth(64, 80)
    profile = profiles.profile(b"RGB ", b"XYZ ", tags, 4)
    data = saved(coded(picture, largest=255).astype(np.uint8), kind, icc_profile=profile, **LOSSLESS[kind])
    photo = decode_file(data)
    assert photo.icc_profile is None and photo.details["icc_profile"] == "converted"
    assert np.abs(photo.rgb.astype(int) - picture).mean() < 4, "8 bits of PQ are coarse"


def test_highlights_roll_off_to_white_and_the_middle_stays():
    nits = np.linspace(0, 1000, 5000)
    out = mapped(grey_ramp(nits))[0, :, 1].astype(int)
    assert (np.diff(out) >= 0).all() and out[-1] == 255 and out[nits < 990].max() <= 255
    dim = nits < 85
    unchanged = mapped(grey_ramp(nits[dim]))[0, :, 1]
    assert np.abs(out[dim] - unchanged).max() <= 1
    assert 220 <= out[np.searchsorted(nits, WHITE)] < 240, "white gives some room to what is brighter"
    assert len(np.unique(out[nits > WHITE])) > 20, "detail in highlights is left"


def test_hues_stay_when_light_is_rolled_off():
    bright = np.array([900.0, 300.0, 90.0])
    codes = np.rint(pq(np.full((40, 40, 3), bright)) * 65535).astype(np.uint16)
    found = linear(mapped(codes, (1, 16))[0, 0])
    np.testing.assert_allclose(found / found[0], bright / bright[0], atol=0.01)


@pytest.mark.parametrize("peak", [1.001, 2, 5, 20, 49])
def test_the_curve_never_brightens_and_ends_at_white(peak):
    gains = roll_off(peak)
    light = np.linspace(0, peak, len(gains))
    assert (gains <= 1 + 1e-4).all() and (np.diff(gains * light) >= -1e-5).all()
    assert gains[-1] * peak == pytest.approx(1, abs=1e-3)


def test_what_nobody_sees_and_single_glints_do_not_dim_the_picture():
    nits = np.full((300, 300), 100.0)
    plain = mapped(np.repeat(np.rint(pq(nits) * 65535).astype(np.uint16)[..., np.newaxis], 3, 2))
    nits[10, :50] = 8000
    nits[100:200] = 5000
    alpha = np.ones((300, 300), np.float32)
    alpha[100:200] = 0
    seen = mapped(np.repeat(np.rint(pq(nits) * 65535).astype(np.uint16)[..., np.newaxis], 3, 2), alpha=alpha)
    np.testing.assert_array_equal(seen[250:], plain[250:])
    assert (seen[10, :50] == 255).all()


def test_grey_and_palette_files_are_mapped_too():
    grey = coded(np.repeat(smooth(30, 40)[..., :1], 3, 2))[..., :1]
    photo = decode_file(png(grey, 16, 0, before_pixels=[cicp(*PQ_BT2020)]))
    assert np.abs(photo.rgb.astype(int) - smooth(30, 40)[..., :1]).max() <= 1
    palette = coded(colours(1, 256), largest=255)[0].astype(np.uint8)
    before = [cicp(*PQ_BT2020), chunk(b"PLTE", palette.tobytes())]
    data = png(np.arange(256).reshape(16, 16, 1), 8, 3, before_pixels=before)
    assert np.abs(decode_file(data).rgb.reshape(256, 3).astype(int) - colours(1, 256)[0]).mean() < 4


def test_strips_of_a_large_picture_have_the_same_curve():
    height = STRIP_BYTES // (4 * 500) * 2 + 37
    samples = np.repeat(grey_ramp(np.linspace(1, 2000, 500)).astype(int), height, axis=0)
    photo = decode_file(png(samples, 16, 2, before_pixels=[cicp(*PQ_BT2020)]))
    assert (photo.rgb == photo.rgb[:1]).all()


def test_all_transparent_and_all_black_are_no_special_case():
    black = np.zeros((5, 7, 3), np.uint16)
    assert (mapped(black) == 0).all() and (mapped(black, HLG_BT2020) == 0).all()
    assert (mapped(black, alpha=np.zeros((5, 7), np.float32)) == 0).all()
    assert hdr_from_codes(2, 16) == Hdr(1, 16) and hdr_from_codes(9, 14) is None


def test_the_codec_is_asked_for_all_bits():
    played = Played(np.zeros((30, 40, 4), np.uint16))
    nclx = box(b"colr", b"nclx", bytes([0, 9, 0, 16, 0, 9, 0x80]))
    av1c = box(b"av1C", bytes([0x81, 0, 0x40, 0]))
    decode_file(still(nclx, av1c), codecs=played)
    assert played.deep == [True]


def test_a_real_avif_of_pillow_is_mapped():
    file = saved(coded(smooth(64, 96), largest=255).astype(np.uint8), "AVIF", **LOSSLESS["AVIF"])
    data = file.replace(b"colrnclx\0\1\0\x0d", b"colrnclx\0\x09\0\x10")
    photo = decode_file(data)
    assert photo.details["source_range"] == "PQ" and np.abs(photo.rgb.astype(int) - smooth(64, 96)).mean() < 4

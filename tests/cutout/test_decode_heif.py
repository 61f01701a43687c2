"""HEIC and AVIF: turned once, cropped, straight alpha, colour named by number, and whatever a codec does wrong."""

import asyncio
import struct
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutout.bridge.codecs import JsCodecs
from cutout.colour.codes import profile_from_codes
from cutout.colour.icc import to_srgb
from cutout.colour.quantise import nearest_eight_bits
from cutout.errors import CutoutError, DecodeFailedError, OutOfMemoryError, PhotoTooLargeError
from cutout.formats.heif import source as heif_source
from cutout.formats.heif.pixels import rows_of
from tests.cutout.codecs_player import CPythonCodecs, decode_file
from tests.cutout.drawing import drawn_heic, exif, rgba_profile, saved, smooth, stored_for
from tests.cutout.found_facts import what_is_wrong
from tests.cutout.heif_drawing import box, clap, irot, nclx, still


class Played:
    """Codecs that hand out a given picture, or raise a given error, and count."""

    def __init__(self, answer):
        self.answer = answer
        self.asked = []
        self.deep = []

    async def decode(self, kind, data, *, deep=False):
        self.asked.append(kind)
        self.deep.append(deep)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def rgba(picture, alpha=255):
    return np.dstack([picture, np.full(picture.shape[:2], alpha, np.uint8)])


def close(found, expected, tolerance):
    assert found.shape == expected.shape
    assert np.abs(found.astype(int) - expected).max() <= tolerance


@pytest.mark.parametrize("orientation", range(1, 9))
def test_heic_comes_upright_and_is_not_turned_again(orientation):
    upright = smooth(64, 96)
    data = drawn_heic(stored_for(upright, orientation), orientation=orientation)
    photo = decode_file(data)
    close(photo.rgb, upright, 2)
    assert photo.details["orientation"] == orientation and photo.alpha is None


@pytest.mark.parametrize("orientation", range(1, 9))
def test_avif_is_turned_once(orientation):
    upright = smooth(64, 96)
    data = saved(stored_for(upright, orientation), "AVIF", exif=exif(orientation), quality=95, subsampling="4:4:4")
    close(decode_file(data).rgb, upright, 10)


def test_exif_alone_turns_nothing_in_these_files():
    data = bytearray(saved(smooth(64, 96), "AVIF", exif=exif(6)))
    assert decode_file(bytes(data)).rgb.shape == (96, 64, 3)
    data[data.index(b"irot") + 4] = 0  # no quarter turns; the EXIF block still asks for one
    assert decode_file(bytes(data)).rgb.shape == (64, 96, 3)


def test_avif_is_cropped_to_its_clean_aperture_before_it_is_turned():
    stored = np.random.default_rng(1).integers(0, 256, (30, 40, 3), np.uint8)
    photo = decode_file(still(clap(20, 10, -5, 3), irot(1)), codecs=Played(rgba(stored)))
    np.testing.assert_array_equal(photo.rgb, np.rot90(stored[13:23, 5:25]))


@pytest.mark.parametrize("kind", ["HEIC", "AVIF"])
def test_alpha_is_straight(kind):
    picture = smooth(64, 64)
    alpha = np.tile(np.arange(64, dtype=np.uint8) * 4, (64, 1))
    pixels = np.dstack([picture, alpha])
    photo = decode_file(drawn_heic(pixels) if kind == "HEIC" else saved(pixels, "AVIF", quality=100))
    close(photo.rgb[:, 8:], picture[:, 8:], 12)
    assert photo.alpha.dtype == np.float32
    assert np.abs(photo.alpha * 255 - alpha).max() <= 3
    opaque = np.dstack([picture, np.full((64, 64), 255, np.uint8)])
    assert decode_file(drawn_heic(opaque)).alpha is None


def test_multiplied_colours_of_heic_are_divided():
    picture = np.full((4, 4, 4), (60, 30, 0, 128), np.uint8)
    picture[0, 0] = (200, 0, 0, 0)
    for stored in (picture, picture.astype(np.uint16) * 257):
        rgb, alpha = rows_of(stored, premultiplied=True)(0, 4)
        assert nearest_eight_bits(rgb[1, 1]).tolist() == [120, 60, 0] and abs(alpha[1, 1] - 128 / 255) < 1e-6
        assert rgb.dtype == stored.dtype and alpha[0, 0] == 0


def test_deep_samples_are_asked_for_where_the_file_has_them_and_rounded_once():
    samples = np.random.default_rng(3).integers(0, 65536, (30, 40, 4), np.uint16)
    codecs = Played(samples)
    photo = decode_file(still(box(b"av1C", b"\x81\x00\x40\x00")), codecs=codecs)
    assert codecs.deep == [True] and photo.details["source_bits"] == 10
    np.testing.assert_array_equal(photo.rgb, np.rint(samples[..., :3] / 257))
    codecs = Played(rgba(smooth(30, 40)))
    decode_file(still(box(b"av1C", b"\x81\x00\x00\x00")), codecs=codecs)
    assert codecs.deep == [False]


def test_a_deep_picture_too_large_for_sixteen_bits_comes_with_eight(monkeypatch):
    monkeypatch.setattr(heif_source, "DEEP_MAX_PIXELS", 1199)
    codecs = Played(rgba(smooth(30, 40)))
    decode_file(still(box(b"av1C", b"\x81\x00\x40\x00")), codecs=codecs)
    assert codecs.deep == [False]


@pytest.mark.parametrize("bits", [9, 10, 12, 15])
def test_samples_of_the_page_are_stretched_to_sixteen_bits(bits):
    largest = (1 << bits) - 1
    samples = np.arange(largest + 1, dtype="<u2").reshape(-1, 2, 4)

    class Page:
        async def decode(self, *_args):
            return SimpleNamespace(data=samples.tobytes(), width=2, height=len(samples), bits=bits)

    found = asyncio.run(JsCodecs(Page()).decode("avif", b"", deep=True))
    assert found.dtype == np.uint16
    np.testing.assert_array_equal(found, np.rint(samples * (65535 / largest)))


def test_tiles_and_deep_samples():
    upright = smooth(96, 160)
    photo = decode_file(drawn_heic(upright, tile_size=64))
    close(photo.rgb, upright, 2)
    assert photo.details["source_tiles"] == 6
    deep = decode_file(drawn_heic(upright.astype(np.uint16) * 257, bits=10))
    close(deep.rgb, upright, 2)
    assert deep.details["source_bits"] == 10


def test_grey():
    grey = smooth(48, 64)[..., :1]
    close(decode_file(drawn_heic(grey, chroma=None)).rgb, np.repeat(grey, 3, 2), 2)


@pytest.mark.parametrize(
    ("codes", "name", "generated"),
    [
        ((1, 13), "BT.709, sRGB", False),
        ((1, 1), "BT.709, BT.709", False),
        ((12, 13), "Display P3, sRGB", True),
        ((9, 1), "BT.2020, BT.709", True),
        ((9, 16), "BT.2020, PQ", False),
        ((12, 18), "Display P3, HLG", False),
        ((99, 77), "primaries 99, transfer 77", False),
    ],
)
def test_colour_by_number_is_named_and_where_it_can_be_carried_becomes_a_profile(codes, name, generated):
    picture = smooth(30, 40)
    photo = decode_file(still(nclx(*codes)), codecs=Played(rgba(picture)))
    if photo.details.get("source_range") is None:
        np.testing.assert_array_equal(photo.rgb, picture)
    assert photo.details["source_colour"] == name
    assert (photo.icc_profile is not None) is generated
    if generated:
        assert np.abs(to_srgb(picture, photo.icc_profile).astype(int) - picture).max() > 5


def test_numbers_beside_a_profile_of_no_use_still_count():
    nclx = box(b"colr", b"nclx", struct.pack(">HHHB", 12, 13, 6, 0x80))
    for profile in (b"nonsense", rgba_profile(b"GRAY")):
        photo = decode_file(still(box(b"colr", b"prof", profile), nclx), codecs=Played(rgba(smooth(30, 40))))
        assert photo.icc_profile == profile_from_codes(12, 13)
    kept = decode_file(still(nclx, box(b"colr", b"prof", rgba_profile())), codecs=Played(rgba(smooth(30, 40))))
    assert kept.icc_profile == rgba_profile()


def test_a_profile_in_the_file_wins():
    data = saved(smooth(48, 64), "AVIF", icc_profile=rgba_profile())
    photo = decode_file(data)
    assert photo.icc_profile == rgba_profile() and photo.details["icc_profile"] == "kept"


@pytest.mark.parametrize(("brand", "coding", "kind"), [(b"avif", b"av01", "avif"), (b"heic", b"hvc1", "heic")])
def test_the_size_is_checked_before_the_codec_is_asked(brand, coding, kind):
    codecs = Played(rgba(smooth(30, 40)))
    with pytest.raises(PhotoTooLargeError, match=r"pixels.*width=20000, height=20000"):
        decode_file(still(brand=brand, kind=coding, size=(20_000, 20_000)), codecs=codecs)
    with pytest.raises(PhotoTooLargeError, match="max_pixels=100000"):
        decode_file(still(brand=brand, kind=coding, size=(1000, 200)), codecs=codecs, max_pixels=100_000)
    assert codecs.asked == []
    decode_file(still(brand=brand, kind=coding), codecs=codecs)
    assert codecs.asked == [kind]


def test_a_picture_of_another_size_than_declared_is_refused():
    with pytest.raises(DecodeFailedError) as caught:
        decode_file(still(), codecs=Played(rgba(smooth(10, 20))))
    assert "declares 40 x 30 pixels, and 20 x 10 came out" in caught.value.detail


def test_other_files_never_ask_the_codecs():
    codecs = Played(RuntimeError("asked"))
    decode_file(saved(smooth(8, 8), "PNG"), codecs=codecs)
    assert codecs.asked == []


@pytest.mark.parametrize("words", ["libheif: Unspecified", "Memory allocation error: Security limit exceeded"])
def test_a_codecs_words_are_in_the_detail(words):
    with pytest.raises(DecodeFailedError) as caught:
        decode_file(still(), codecs=Played(RuntimeError(words)))
    assert words in caught.value.detail
    assert caught.value.found == {"case": "undecodable", "format": "AVIF"}


@pytest.mark.parametrize(
    "words", ["Array buffer allocation failed", "abort(OOM): Cannot enlarge memory arrays", "out of memory"]
)
def test_memory_is_not_the_files_fault(words):
    with pytest.raises(OutOfMemoryError, match=r"decode.*AVIF"):
        decode_file(still(), codecs=Played(RuntimeError(words)))


VALID = {
    "heic": drawn_heic(smooth(64, 64), orientation=3),
    "avif": saved(smooth(16, 16), "AVIF", exif=exif(6)),
    "avif alpha": saved(np.dstack([smooth(16, 16), smooth(16, 16)[..., :1]]), "AVIF"),
}


@pytest.mark.parametrize("name", VALID)
@given(data=st.data())
@settings(max_examples=40)
def test_damaged_files(name, data):
    damaged = bytearray(VALID[name])
    edits = st.lists(st.tuples(st.integers(0, len(damaged) - 1), st.integers(0, 255)), max_size=6)
    for at, value in data.draw(edits):
        damaged[at] = value
    stop = data.draw(st.one_of(st.just(len(damaged)), st.integers(0, len(damaged))))
    try:
        photo = decode_file(bytes(damaged[:stop]), codecs=CPythonCodecs(), max_pixels=250_000)
    except CutoutError as error:
        assert what_is_wrong(error.found) == ""
        return
    assert photo.rgb.shape == (photo.height, photo.width, 3)

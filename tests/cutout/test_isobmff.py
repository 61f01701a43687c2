"""The container of HEIC and AVIF: what drawn files declare, files put together box by box, and any damage to them."""

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutout.formats.heif.boxes import BrokenBoxesError
from cutout.formats.heif.header import read_header
from cutout.formats.heif.properties import Nclx
from tests.cutout.drawing import drawn_heic, exif, rgba_profile, saved, smooth
from tests.cutout.heif_drawing import Item, auxiliary, box, container, ispe, nclx, still

DRAWN = {
    "heic": drawn_heic(smooth(64, 96), orientation=6),
    "heic grid": drawn_heic(smooth(96, 160), tile_size=64),
    "heic alpha": drawn_heic(np.dstack([smooth(64, 64), smooth(64, 64)[..., :1]])),
    "avif": saved(smooth(48, 64), "AVIF", exif=exif(5), icc_profile=rgba_profile()),
    "avif alpha": saved(np.dstack([smooth(48, 64), smooth(48, 64)[..., :1]]), "AVIF"),
}


def test_drawn_files():
    heic, grid, alpha = (read_header(DRAWN[name]) for name in ("heic", "heic grid", "heic alpha"))
    assert (heic.codec, heic.width, heic.height, heic.geometry.orientation, heic.geometry.upright_size) == (
        b"hvc1",
        96,
        64,
        6,
        (64, 96),
    )
    assert (grid.item_type, grid.codec, grid.tiles, grid.geometry.upright_size) == (b"grid", b"hvc1", 6, (160, 96))
    assert alpha.has_alpha and not heic.has_alpha and not grid.has_alpha and not alpha.premultiplied
    avif = read_header(DRAWN["avif"])
    assert (avif.codec, avif.geometry.upright_size, avif.geometry.orientation) == (b"av01", (48, 64), 5)
    assert avif.icc_profile == rgba_profile() and avif.bits == 8
    assert read_header(DRAWN["avif alpha"]).has_alpha


def test_deep_samples_are_told_by_the_codecs_configuration():
    deep = smooth(64, 64).astype(np.uint16) * 257
    assert read_header(drawn_heic(deep, bits=10)).bits == 10


def test_a_sequence_gives_its_track():
    header = read_header(saved(smooth(48, 64), "AVIF", save_all=True, append_images=[]))
    assert not header.is_sequence
    from PIL import Image

    data = saved(smooth(48, 64), "AVIF", save_all=True, append_images=[Image.fromarray(255 - smooth(48, 64))])
    header = read_header(data)
    assert header.is_sequence and (header.width, header.height) == (64, 48) and header.codec == b"av01"


def test_colour_by_number_and_by_profile():
    header = read_header(still(nclx(12, 13), box(b"colr", b"prof", rgba_profile())))
    assert header.nclx == Nclx(12, 13, 6, True) and header.icc_profile == rgba_profile()


@pytest.mark.parametrize("lists", [1, 2])
def test_alpha_and_multiplied_colours(lists):
    picture = Item(b"av01", [ispe(40, 30)], prem=(2,))
    alpha = Item(b"av01", [ispe(40, 30), auxiliary()], auxl=(1,))
    header = read_header(container(picture, alpha, lists=lists))
    assert header.has_alpha and header.premultiplied
    assert not read_header(container(picture, alpha.without(b"auxC"))).has_alpha
    assert not read_header(container(Item(b"av01", [ispe(40, 30)]), alpha)).premultiplied


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "does not begin with a file type box"),
        (box(b"ftyp", b"avif", bytes(4)), "no picture is declared"),
        (box(b"ftyp", b"avif", bytes(4)) + struct.pack(">I4s", 99, b"meta"), "goes on behind the end"),
        (box(b"ftyp", b"avif", bytes(4)) + struct.pack(">I4s", 7, b"free"), "says it has 7 bytes"),
        (still()[:100], "goes on behind the end"),
        (still(size=(1, 1)).replace(b"ispe", b"ispX"), "declares no size"),
        (still(box(b"clap", bytes(8))), "4 bytes are missing"),
        (still(box(b"irot")), "1 bytes are missing"),
        (still().replace(b"infe", b"infX"), "does not exist"),
        (box(b"ftyp", b"avif", bytes(4)) + box(b"free") * 500_001, "more than 500000 boxes"),
    ],
)
def test_damage_is_named(data, words):
    with pytest.raises(BrokenBoxesError, match=words):
        read_header(data)


def test_a_tile_that_is_made_of_itself_ends():
    assert read_header(container(Item(b"grid", [ispe(40, 30)], dimg=(1,)))).codec == b"grid"


@pytest.mark.parametrize("name", DRAWN)
@given(data=st.data())
@settings(max_examples=80)
def test_nothing_else_is_raised_for_damaged_headers(name, data):
    damaged = bytearray(DRAWN[name])
    edits = st.lists(st.tuples(st.integers(0, min(900, len(damaged) - 1)), st.integers(0, 255)), max_size=5)
    for at, value in data.draw(edits):
        damaged[at] = value
    try:
        header = read_header(bytes(damaged[: data.draw(st.integers(0, len(damaged)))]))
    except BrokenBoxesError:
        return
    left, top, right, bottom = header.geometry.rectangle
    assert header.geometry.orientation in range(1, 9)
    if header.width and header.height:
        assert 0 <= left < right <= header.width and 0 <= top < bottom <= header.height


@given(st.lists(st.tuples(st.sampled_from([b"meta", b"moov", b"trak", b"iprp", b"ipco", b"free"]), st.binary())))
def test_nothing_else_is_raised_for_boxes_of_rubbish(parts):
    try:
        read_header(box(b"ftyp", b"avis", bytes(4)) + b"".join(box(kind, body) for kind, body in parts))
    except BrokenBoxesError as error:
        assert str(error)

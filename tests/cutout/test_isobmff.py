"""The container of HEIC and AVIF: what drawn files declare, files put together box by box, and any damage to them."""

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutout.boxes import BrokenBoxesError
from cutout.heif_properties import CleanAperture, Nclx, combined
from cutout.isobmff import read_header
from tests.cutout.drawing import drawn_heic, exif, rgba_profile, saved, smooth, stored_for

DRAWN = {
    "heic": drawn_heic(smooth(64, 96), orientation=6),
    "heic grid": drawn_heic(smooth(96, 160), tile_size=64),
    "heic alpha": drawn_heic(np.dstack([smooth(64, 64), smooth(64, 64)[..., :1]])),
    "avif": saved(smooth(48, 64), "AVIF", exif=exif(5), icc_profile=rgba_profile()),
    "avif alpha": saved(np.dstack([smooth(48, 64), smooth(48, 64)[..., :1]]), "AVIF"),
}


def box(kind, *bodies):
    body = b"".join(bodies)
    return struct.pack(">I", 8 + len(body)) + kind + body


def full_box(kind, *bodies, version=0, flags=0):
    return box(kind, struct.pack(">I", version << 24 | flags), *bodies)


def still(*properties, kind=b"av01", size=(40, 30), brand=b"avif", references=b"", more_items=()):
    """A file with one item and no pixels; the size is property 1."""
    found = [full_box(b"ispe", struct.pack(">II", *size)), *properties]
    items = [(1, kind), *more_items]
    entries = [full_box(b"infe", struct.pack(">HH4s", number, 0, coding), b"\0", version=2) for number, coding in items]
    indices = bytes([len(found), *range(1, len(found) + 1)])
    meta = full_box(
        b"meta",
        full_box(b"pitm", struct.pack(">H", 1)),
        full_box(b"iinf", struct.pack(">H", len(items)), *entries),
        full_box(b"iref", references) if references else b"",
        box(b"iprp", box(b"ipco", *found), full_box(b"ipma", struct.pack(">IH", 1, 1), indices)),
    )
    return box(b"ftyp", brand, bytes(4), b"mif1") + meta


def test_drawn_files():
    heic, grid, alpha = (read_header(DRAWN[name]) for name in ("heic", "heic grid", "heic alpha"))
    assert (heic.codec, heic.width, heic.height, heic.orientation, heic.upright_size) == (b"hvc1", 96, 64, 6, (64, 96))
    assert (grid.item_type, grid.codec, grid.tiles, grid.upright_size) == (b"grid", b"hvc1", 6, (160, 96))
    assert alpha.has_alpha and not heic.has_alpha and not grid.has_alpha and not alpha.premultiplied
    avif = read_header(DRAWN["avif"])
    assert (avif.codec, avif.upright_size, avif.orientation) == (b"av01", (48, 64), 5)
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


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("axis", [None, 0, 1])
def test_turning_and_mirroring_make_one_orientation(turns, axis):
    properties = [box(b"irot", bytes([turns]))]
    if axis is not None:
        properties.append(box(b"imir", bytes([axis])))
    header = read_header(still(*properties))
    stored = np.arange(6).reshape(2, 3)
    shown = np.rot90(stored, turns)  # anticlockwise, as in the file
    shown = shown if axis is None else shown[::-1] if axis == 0 else shown[:, ::-1]
    np.testing.assert_array_equal(stored_for(shown, header.orientation), stored)


@given(st.integers(1, 8), st.integers(1, 8))
def test_two_orientations_after_each_other(first, second):
    picture = np.arange(6).reshape(2, 3)
    once = stored_for(stored_for(picture, second), first)
    np.testing.assert_array_equal(stored_for(picture, combined(first, second)), once)


def test_clean_aperture():
    clap = struct.pack(">IIIIiIiI", 20, 1, 10, 1, -5, 1, 3, 1)
    header = read_header(still(box(b"clap", clap), box(b"irot", b"\1")))
    assert header.clap == CleanAperture(20, 10, -5, 3)
    assert header.clap.rectangle(40, 30) == (5, 13, 25, 23)
    assert header.upright_size == (10, 20)
    outside = struct.pack(">IIIIiIiI", 20, 1, 10, 1, -500, 1, 3, 1)
    assert read_header(still(box(b"clap", outside))).upright_size == (40, 30)


def test_colour_by_number_and_by_profile():
    nclx = box(b"colr", b"nclx", struct.pack(">HHHB", 12, 13, 6, 0x80))
    profile = box(b"colr", b"prof", rgba_profile())
    header = read_header(still(nclx, profile))
    assert header.nclx == Nclx(12, 13, 6, True) and header.icc_profile == rgba_profile()


def test_premultiplied_alpha():
    auxiliary = full_box(b"auxC", b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0")
    references = box(b"auxl", struct.pack(">HHH", 2, 1, 1)) + box(b"prem", struct.pack(">HHH", 1, 1, 2))
    data = bytearray(still(auxiliary, references=references, more_items=[(2, b"av01")]))
    assert not read_header(bytes(data)).has_alpha  # the type belongs to item 1 so far
    at = data.index(b"ipma")
    old = bytes(data[at + 4 :])
    both = struct.pack(">IIHBBHBB", 0, 2, 1, 1, 1, 2, 1, 2)
    grown = bytes(data[: at + 4]) + both
    for name in (b"ipma", b"iprp", b"meta"):
        place = grown.index(name) - 4
        size = int.from_bytes(grown[place : place + 4], "big") + len(both) - len(old)
        grown = grown[:place] + struct.pack(">I", size) + grown[place + 4 :]
    header = read_header(grown)
    assert header.has_alpha and header.premultiplied


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "does not begin with a file type box"),
        (box(b"ftyp", b"avif", bytes(4)), "no picture is declared"),
        (box(b"ftyp", b"avif", bytes(4)) + struct.pack(">I4s", 99, b"meta"), "goes on behind the end"),
        (box(b"ftyp", b"avif", bytes(4)) + struct.pack(">I4s", 7, b"free"), "says it has 7 bytes"),
        (still()[:-1], "goes on behind the end"),
        (still(size=(1, 1)).replace(b"ispe", b"ispX"), "declares no size"),
        (still(box(b"clap", bytes(32))), "divides by zero"),
        (still(box(b"clap", bytes(8))), "cut short"),
        (still(box(b"irot")), "1 bytes are missing"),
        (still().replace(b"infe", b"infX"), "does not exist"),
        (box(b"ftyp", b"avif", bytes(4)) + box(b"free") * 500_001, "more than 500000 boxes"),
    ],
)
def test_damage_is_named(data, words):
    with pytest.raises(BrokenBoxesError, match=words):
        read_header(data)


def test_a_tile_that_is_made_of_itself_ends():
    references = box(b"dimg", struct.pack(">HHH", 1, 1, 1))
    assert read_header(still(kind=b"grid", references=references)).codec == b"grid"


@pytest.mark.parametrize("name", DRAWN)
@given(data=st.data())
@settings(deadline=None, max_examples=80)
def test_nothing_else_is_raised_for_damaged_headers(name, data):
    damaged = bytearray(DRAWN[name])
    edits = st.lists(st.tuples(st.integers(0, min(900, len(damaged) - 1)), st.integers(0, 255)), max_size=5)
    for at, value in data.draw(edits):
        damaged[at] = value
    try:
        header = read_header(bytes(damaged[: data.draw(st.integers(0, len(damaged)))]))
    except BrokenBoxesError:
        return
    assert header.orientation in range(1, 9) and header.width >= 0
    left, top, right, bottom = (0, 0, header.width, header.height)
    if header.clap is not None and header.width and header.height:
        left, top, right, bottom = header.clap.rectangle(header.width, header.height)
        assert 0 <= left < right <= header.width and 0 <= top < bottom <= header.height


@given(st.lists(st.tuples(st.sampled_from([b"meta", b"moov", b"trak", b"iprp", b"ipco", b"free"]), st.binary())))
@settings(deadline=None)
def test_nothing_else_is_raised_for_boxes_of_rubbish(parts):
    try:
        read_header(box(b"ftyp", b"avis", bytes(4)) + b"".join(box(kind, body) for kind, body in parts))
    except BrokenBoxesError as error:
        assert str(error)

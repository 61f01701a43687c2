"""What a decoder gets: files that decoders refuse for what stands beside the picture, read by decoders in CPython."""

import struct
from dataclasses import replace

import numpy as np
import pytest

from cutout.errors import DecodeFailedError, PhotoTooLargeError
from cutout.formats.heif.boxes import BrokenBoxesError
from cutout.formats.heif.header import read_file, read_header
from cutout.formats.heif.hevc_parameters import hevc_parameters
from cutout.formats.heif.still import still_file
from tests.cutout.codecs_player import decode_file
from tests.cutout.coded_headers import av1_sequence_header, av1_unit
from tests.cutout.drawing import drawn_heic, saved, smooth
from tests.cutout.heif_drawing import (
    Item,
    auxiliary,
    box,
    clap,
    container,
    imir,
    irot,
    ispe,
    items_of,
    sequence,
    still,
    track,
)

HEIGHT, WIDTH = 240, 320
PICTURE = smooth(HEIGHT, WIDTH)
ALPHA = np.tile((np.arange(WIDTH) * 255 // WIDTH).astype(np.uint8), (HEIGHT, 1))
RGBA = np.dstack([PICTURE, ALPHA])
HEIC = {
    "single": drawn_heic(PICTURE),
    "alpha": drawn_heic(RGBA),
    "tiles": drawn_heic(PICTURE, tile_size=128),
    "tiles and alpha": drawn_heic(RGBA, tile_size=128),
}
AVIF = {
    "avif": saved(PICTURE, "AVIF", quality=100, subsampling="4:4:4"),
    "avif and alpha": saved(RGBA, "AVIF", quality=100, subsampling="4:4:4"),
}
KINDS = {name: (b"heic", data) for name, data in HEIC.items()} | {name: (b"avif", data) for name, data in AVIF.items()}
STEPS = {
    "small part": [clap(100, 60, 90, -70)],
    "part, turned": [clap(100, 60, 90, -70), irot(1)],
    "part, turned over": [clap(100, 60, 90, -70), irot(2)],
    "part, turned and mirrored": [clap(100, 60, 90, -70), irot(3), imir(0)],
    "part, mirrored": [clap(100, 60, 90, -70), imir(1)],
}


def changed(data, brand, steps, **options):
    """A drawn file whose picture, and its alpha, get more properties; and another size if `size` is given."""
    items = []
    for place, item in enumerate(items_of(data)):
        if place == 0 or item.auxl == (1,):
            properties = [
                ispe(*options["size"]) if p[4:8] == b"ispe" and "size" in options else p for p in item.properties
            ]
            item = replace(item, properties=[*properties, *steps])
        items.append(item)
    return container(*items, brand=brand, lists=options.get("lists", 1))


def expected(stored, name):
    top, left = (HEIGHT - 60) // 2 - 70, (WIDTH - 100) // 2 + 90
    part = stored[top : top + 60, left : left + 100]
    turns = {"part, turned": 1, "part, turned over": 2, "part, turned and mirrored": 3}.get(name, 0)
    part = np.rot90(part, turns)
    return part[::-1] if name.endswith("turned and mirrored") else part[:, ::-1] if name == "part, mirrored" else part


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("drawn", [*HEIC, *AVIF])
def test_a_small_part_of_a_picture_is_cropped_turned_and_mirrored(drawn, name):
    brand, data = KINDS[drawn]
    photo = decode_file(changed(data, brand, STEPS[name]))
    whole = decode_file(data)
    np.testing.assert_array_equal(photo.rgb, expected(whole.rgb, name))
    assert np.abs(photo.rgb.astype(int) - expected(PICTURE, name)).max() <= 6
    if drawn.endswith("alpha"):
        np.testing.assert_array_equal(photo.alpha, expected(whole.alpha, name))
        assert np.abs(photo.alpha * 255 - expected(ALPHA, name)).max() <= 2


@pytest.mark.parametrize("drawn", ["single", "alpha", *AVIF])
@pytest.mark.parametrize("size", [(319, 239), (312, 240), (257, 178), (64, 64)])
def test_of_a_picture_that_is_coded_with_padding_the_declared_part_is_shown(drawn, size):
    brand, data = KINDS[drawn]
    width, height = size
    photo, whole = decode_file(changed(data, brand, [], size=size)), decode_file(data)
    np.testing.assert_array_equal(photo.rgb, whole.rgb[:height, :width])
    if drawn.endswith("alpha"):
        np.testing.assert_array_equal(photo.alpha, whole.alpha[:height, :width])
    turned = decode_file(changed(data, brand, [clap(32, 20, 0, 0), irot(1)], size=size))
    top, left = (height - 20) // 2, (width - 32) // 2
    part = (
        photo.rgb[top : top + 20, left : left + 32]
        if height % 2 == 0
        else photo.rgb[top + 1 : top + 21, left : left + 32]
    )
    np.testing.assert_array_equal(turned.rgb, np.rot90(part))


@pytest.mark.parametrize("drawn", ["single", "avif"])
@pytest.mark.parametrize("size", [(330, 240), (240, 320), (400, 300)])
def test_a_picture_that_declares_more_than_is_coded_is_refused(drawn, size):
    brand, data = KINDS[drawn]
    with pytest.raises(DecodeFailedError) as caught:
        decode_file(changed(data, brand, [], size=size))
    assert f"declares {size[0]} x {size[1]} pixels, and 320 x 240 came out" in caught.value.detail


@pytest.mark.parametrize("drawn", ["single", "avif"])
def test_both_sizes_are_checked_before_anything_is_decoded(drawn):
    brand, data = KINDS[drawn]
    for size, words in (((64, 64), "width=320, height=240"), ((400, 300), "width=400, height=300")):
        with pytest.raises(PhotoTooLargeError, match=words):
            decode_file(changed(data, brand, [], size=size), max_pixels=50_000)


@pytest.mark.parametrize("is_still", [True, False])
def test_only_a_still_picture_of_av1_has_the_size_of_its_header(is_still):
    data = av1_unit(1, av1_sequence_header(lambda _: 0, None, size=(48, 32), is_still=is_still))
    written = still_file(read_file(container(Item(b"av01", [ispe(40, 30), box(b"av1C", b"\x81\0\0\0")], data))))
    assert (read_header(written).width, read_header(written).height) == ((48, 32) if is_still else (40, 30))


@pytest.mark.parametrize(("width", "height"), [(64, 64), (66, 70), (641, 481)])
@pytest.mark.parametrize("chroma", [420, 422, 444])
def test_the_coded_size_stands_in_the_parameter_sets(width, height, chroma):
    data = drawn_heic(smooth(height, width), chroma=chroma)
    configuration = next(p for p in items_of(data)[0].properties if p[4:8] == b"hvcC")
    found = hevc_parameters(memoryview(configuration)[8:]).size
    assert found[0] - width in (0, 1) and found[1] - height in (0, 1)
    for stop in range(len(configuration) - 8):
        hevc_parameters(memoryview(configuration)[8 : 8 + stop])  # damage is no error, but unknown


def test_avif_with_two_lists_of_properties_and_without_bit_depths():
    for drawn, data in AVIF.items():
        items = [item.without(b"pixi") for item in items_of(data)]
        odd = container(*items, lists=2)
        np.testing.assert_array_equal(decode_file(odd).rgb, decode_file(data).rgb)
        assert (decode_file(odd).alpha is not None) == drawn.endswith("alpha")


@pytest.mark.parametrize("first", ["sound", "pictures"])
def test_a_sequence_with_sound_shows_its_first_picture(first):
    picture = items_of(AVIF["avif and alpha"])
    sound = b"\x55" * 40
    pixels, alpha = picture[0], picture[1]

    def tracks(sound_at, pixels_at, alpha_at):
        auxi = box(b"auxi", auxiliary()[8:])
        size = (WIDTH, HEIGHT)
        found = [
            track(sound_at, sound, b"Opus", size=size, handler=b"soun", number=3, shown=False),
            track(pixels_at, pixels.data, b"av01", size=size, properties=pixels.without(b"ispe").properties, number=1),
            track(
                alpha_at,
                alpha.data,
                b"av01",
                size=size,
                properties=[*alpha.without(b"ispe", b"auxC").properties, auxi],
                handler=b"auxv",
                number=2,
                references=box(b"auxl", struct.pack(">I", 1)),
            ),
        ]
        return found if first == "sound" else [*found[1:], found[0]]

    photo = decode_file(sequence(tracks, sound, pixels.data, alpha.data))
    whole = decode_file(AVIF["avif and alpha"])
    np.testing.assert_array_equal(photo.rgb, whole.rgb)
    np.testing.assert_array_equal(photo.alpha, whole.alpha)
    assert photo.details["source_sequence"] is True


@pytest.mark.parametrize("handler", [b"pict", b"vide"])
def test_a_heic_sequence_shows_its_first_picture(handler):
    picture = items_of(HEIC["single"])[0]

    def tracks(at):
        properties = picture.without(b"ispe").properties
        return [track(at, picture.data, b"hvc1", size=(WIDTH, HEIGHT), properties=properties, handler=handler)]

    photo = decode_file(sequence(tracks, picture.data, brand=b"hevc"))
    np.testing.assert_array_equal(photo.rgb, decode_file(HEIC["single"]).rgb)


@pytest.mark.parametrize("drawn", ["single", "avif"])
@pytest.mark.parametrize("part", [clap(800, 600, 0, 0), clap(150, 100, 200, 0), clap(640, 150, 0, 0)])
def test_an_aperture_that_cannot_be_used_is_said(drawn, part):
    brand, data = KINDS[drawn]
    photo, whole = decode_file(changed(data, brand, [part])), decode_file(data)
    np.testing.assert_array_equal(photo.rgb, whole.rgb)
    assert photo.details["source_clap_ignored"] is True
    assert "source_clap_ignored" not in whole.details


def test_thumbnails_and_other_pictures_beside_are_not_in_it():
    other = Item(b"av01", [ispe(4, 4)], b"thumbnail")
    file = read_file(container(Item(b"av01", [ispe(40, 30)], b"picture"), other))
    written = still_file(file)
    assert b"picture" in written and b"thumbnail" not in written
    assert read_header(written).geometry == file.header.geometry


def test_pieces_keep_their_own_turning_and_their_order():
    pieces = [Item(b"hvc1", [ispe(20, 20), irot(turns)], f"piece {turns}".encode()) for turns in (3, 1, 2)]
    overlay = Item(b"iovl", [ispe(40, 30), irot(1)], b"where", dimg=(4, 2, 3))
    written = still_file(read_file(container(overlay, *pieces, brand=b"heic")))
    found = items_of(written.replace(b"iovl", b"grid"))
    assert [item.kind for item in found] == [b"grid", b"hvc1", b"hvc1", b"hvc1"]
    assert b"irot" not in b"".join(found[0].properties)
    order = [found[place - 1] for place in found[0].dimg]
    assert [(item.data, item.properties[-1]) for item in order] == [
        (f"piece {turns}".encode(), irot(turns)) for turns in (2, 3, 1)
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (container(Item(b"grid", [ispe(40, 30)], dimg=(2,)))[:-6] + b"pixels", "item 2.* does not exist"),
        (still().replace(b"iloc", b"free"), "has no place"),
        (still()[:-3], "lies outside the file"),
        (sequence(lambda at: [track(at + 99, b"12", b"av01", size=(4, 4))], b"12"), "lies outside the file"),
    ],
)
def test_what_is_missing_is_named(data, words):
    with pytest.raises(BrokenBoxesError, match=words):
        still_file(read_file(data))


def test_items_that_share_bytes_cannot_make_a_small_file_large():
    tiles = [Item(b"hvc1", [ispe(20, 20)], b"") for _ in range(120)]
    grid = Item(b"grid", [ispe(40, 30)], bytes(20_000), dimg=tuple(range(2, 122)))
    data = bytearray(container(grid, *tiles, brand=b"heic"))
    at = data.index(b"iloc") + 12 + 14
    for number in range(120):  # each tile is the whole file
        data[at + 14 * number + 6 : at + 14 * number + 14] = struct.pack(">II", 0, len(data))
    with pytest.raises(BrokenBoxesError, match="far more than the file"):
        still_file(read_file(bytes(data)))

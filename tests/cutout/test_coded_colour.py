"""Colour by number that only the coded picture says: AV1's sequence header and HEVC's parameter set."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cutout.colour.codes import profile_from_codes
from cutout.formats.heif.av1_header import Av1Parameters, av1_parameters
from cutout.formats.heif.coded_colour import coded_colour
from cutout.formats.heif.header import read_file
from cutout.formats.heif.hevc_parameters import hevc_parameters
from cutout.formats.heif.properties import Nclx
from cutout.formats.heif.still import still_file
from tests.cutout.codecs_player import decode_file
from tests.cutout.coded_headers import av1_sequence_header, av1_unit, hevc_configuration, hevc_parameter_set, packed
from tests.cutout.drawing import drawn_heic, saved, smooth
from tests.cutout.hdr_drawing import coded
from tests.cutout.heif_drawing import Item, box, container, full_box, ispe, items_of, nclx, sequence, still, track

PICTURE = smooth(64, 96)
PQ_SAMPLES = coded(PICTURE, largest=255).astype(np.uint8)
PQ, P3 = (9, 16, 6), (12, 13, 6)
SAID = {"AVIF": Nclx(*PQ, True), "HEIC": Nclx(*PQ, True)}
NUMBERS = st.tuples(*(st.integers(0, 255),) * 3)


def in_sequence_header(data, numbers):
    """Other numbers in place of those that Pillow's encoder writes: BT.709, sRGB, BT.601."""
    bits = "".join(f"{byte:08b}" for byte in data[:24])
    written = f"{0x010D06:024b}"
    assert bits.count(written) == 1
    changed = bits.replace(written, "".join(f"{n:08b}" for n in numbers))
    return int(changed, 2).to_bytes(24, "big") + data[24:]


def drawn(kind, samples, numbers=PQ, **options):
    """A file without `colr` whose coded picture says numbers."""
    if kind == "AVIF":
        items = items_of(saved(samples, "AVIF", quality=100, subsampling="4:4:4"))
        items[0] = replace(items[0], data=in_sequence_header(items[0].data, numbers))
    else:
        names = "color_primaries", "transfer_characteristics", "matrix_coefficients"
        said = dict(zip(names, numbers, strict=True))
        items = items_of(drawn_heic(samples, quality=100, full_range_flag=1, **said, **options))
    assert any(p[4:8] == b"colr" for p in items[0].properties)
    return container(*(item.without(b"colr") for item in items), brand=kind.lower().encode())


def said_in(data):
    return coded_colour(read_file(data))


def with_first(data, *properties, **options):
    first, *others = items_of(data)
    return container(replace(first, properties=[*first.properties, *properties]), *others, **options)


@pytest.mark.parametrize("kind", ["AVIF", "HEIC"])
@pytest.mark.parametrize("alpha", [False, True])
def test_pq_that_only_the_coded_picture_says_is_tone_mapped(kind, alpha):
    samples = np.dstack([PQ_SAMPLES, np.full((64, 96), 200, np.uint8)]) if alpha else PQ_SAMPLES
    data = drawn(kind, samples)
    assert said_in(data) == SAID[kind]
    photo = decode_file(data)
    assert photo.details["source_range"] == "PQ" and photo.details["source_colour"] == "BT.2020, PQ"
    assert np.abs(photo.rgb.astype(int) - PICTURE).mean() < 4, "8 bits of PQ are coarse"
    assert np.abs(PQ_SAMPLES.astype(int) - PICTURE).mean() > 10, "raw numbers would be far off"


@pytest.mark.parametrize("kind", ["AVIF", "HEIC"])
def test_a_wide_gamut_gets_its_profile(kind):
    photo = decode_file(drawn(kind, PICTURE, P3))
    assert photo.icc_profile == profile_from_codes(12, 13) and photo.details["source_colour"] == "Display P3, sRGB"


@pytest.mark.parametrize("kind", ["AVIF", "HEIC"])
def test_the_box_wins_also_with_nothing_to_say(kind):
    data, brand = drawn(kind, PQ_SAMPLES), kind.lower().encode()
    for said in ((1, 13), (2, 2)):
        photo = decode_file(with_first(data, nclx(*said), brand=brand))
        assert "source_range" not in photo.details and photo.icc_profile is None


@pytest.mark.parametrize("kind", ["AVIF", "HEIC"])
def test_a_profile_counts_before_the_numbers_of_a_standard_range(kind):
    profile = profile_from_codes(9, 4)
    data = with_first(drawn(kind, PICTURE, P3), box(b"colr", b"prof", profile), brand=kind.lower().encode())
    assert decode_file(data).icc_profile == profile


def test_unspecified_numbers_say_nothing():
    unit = hevc_parameter_set(lambda _: 0, (40, 30), (2, 2, 6))
    assert said_in(still(box(b"hvcC", hevc_configuration(unit)), kind=b"hvc1")) is None
    data = drawn("AVIF", PICTURE, (2, 2, 6))
    assert said_in(data) is None
    photo = decode_file(data)
    assert photo.icc_profile is None and "source_colour" not in photo.details


def test_of_a_grid_the_first_tile_is_asked():
    assert said_in(drawn("HEIC", PQ_SAMPLES, tile_size=64)) == SAID["HEIC"]
    tile = items_of(drawn("AVIF", PQ_SAMPLES))[0]
    grid = Item(b"grid", [ispe(192, 64)], bytes([0, 0, 0, 1, 0, 192, 0, 64]), dimg=(2, 3))
    assert said_in(container(grid, tile, tile)) == SAID["AVIF"]


@pytest.mark.parametrize("kind", ["AVIF", "HEIC"])
def test_of_a_sequence_the_first_picture_is_asked(kind):
    picture, codec = items_of(drawn(kind, PQ_SAMPLES))[0], {"AVIF": b"av01", "HEIC": b"hvc1"}[kind]
    brand = {"AVIF": b"avis", "HEIC": b"hevc"}[kind]
    properties = picture.without(b"ispe").properties
    data = sequence(
        lambda at: [track(at, picture.data, codec, size=(96, 64), properties=properties)], picture.data, brand=brand
    )
    assert said_in(data) == SAID[kind]
    assert decode_file(data).details["source_range"] == "PQ"


def test_what_av1_data_does_not_say_its_configuration_may():
    unit = av1_unit(1, av1_sequence_header(lambda _: 0, PQ))
    configuration = box(b"av1C", b"\x81\0\0\0", unit)
    assert said_in(still(configuration)) == Nclx(*PQ, True)
    other = container(Item(b"av01", [ispe(40, 30), configuration], av1_unit(1, av1_sequence_header(lambda _: 0, P3))))
    assert said_in(other) == Nclx(*P3, True)


@pytest.mark.parametrize("kind", [b"av01", b"hvc1", b"jpeg"])
def test_what_cannot_be_read_is_not_said_and_fails_nothing(kind):
    odd = [b"", b"\0", b"\xff" * 300, bytes(300)]
    for body in odd:
        properties = [ispe(40, 30), full_box(b"av1C", body), full_box(b"hvcC", body)]
        properties = [p for p in properties if p[4:8] != b"av1C" or len(body) > 3]
        properties = [p for p in properties if p[4:8] != b"hvcC" or len(body) > 20]
        assert said_in(container(Item(kind, properties, body))) is None
    assert said_in(still(kind=kind).replace(b"iloc", b"free")) is None, "its bytes have no place"
    assert said_in(sequence(lambda at: [track(at + 999, b"12", kind, size=(4, 4))], b"12")) is None


@settings(max_examples=60)
@example(1, (1, 13, 0), False, False, False)
@given(st.integers(), NUMBERS, st.booleans(), st.booleans(), st.booleans())
def test_an_av1_header_with_anything_in_it(seed, numbers, full_range, reduced, extended):
    choose = random.Random(seed)
    size, is_still = (choose.randint(1, 65536), choose.randint(1, 65536)), reduced or choose.random() < 0.5
    options = {"size": size, "is_still": is_still}
    body = av1_sequence_header(lambda most: choose.randint(0, most), numbers, full_range, reduced, **options)
    expected = Av1Parameters(size if is_still else None, Nclx(*numbers, full_range or numbers == (1, 13, 0)))
    header = av1_unit(1, body, extended=extended)
    assert av1_parameters(av1_unit(2, b"", extended=extended) + header + b"frames") == expected
    assert av1_parameters(av1_unit(1, body, sized=False)) == expected, "the last unit may have no size"
    for stop in range(0, len(header), 5):
        assert av1_parameters(header[:stop]) in (None, expected, expected._replace(colour=None))


def test_an_av1_header_that_says_nothing():
    for reduced in (False, True):
        header = av1_sequence_header(lambda most: most, None, reduced=reduced)
        assert av1_parameters(av1_unit(1, header)) == ((1, 1), None)
    assert av1_parameters(av1_unit(2, b"") * 100_000) is None


@settings(max_examples=60)
@given(st.integers(), NUMBERS, st.booleans())
def test_an_hevc_parameter_set_with_anything_in_it(seed, numbers, full_range):
    choose = random.Random(seed)
    unit = hevc_parameter_set(lambda most: choose.randint(0, most), (640, 480), numbers, full_range)
    found = hevc_parameters(memoryview(hevc_configuration(unit)))
    assert found == ((640, 480), Nclx(*numbers, full_range))
    for stop in range(2, len(unit), 29):
        found = hevc_parameters(memoryview(hevc_configuration(unit[:stop])))
        assert found is None or (found.size == (640, 480) and found.colour in (None, Nclx(*numbers, full_range)))


def test_a_parameter_set_that_says_no_colours():
    for choice in (lambda _: 0, lambda most: most):
        unit = hevc_parameter_set(choice, (640, 480), None)
        assert hevc_parameters(memoryview(hevc_configuration(unit))) == ((640, 480), None)


def test_more_than_any_encoder_may_write_ends_the_search_but_keeps_the_size():
    start = hevc_parameter_set(lambda _: 0, (640, 480), None)
    huge = packed("0" * 31 + "1" * 32)
    for at in range(17, len(start)):
        found = hevc_parameters(memoryview(hevc_configuration(start[:at] + huge * 2000)))
        assert found is None or found.colour is None or isinstance(found.colour, Nclx)
    assert hevc_parameters(memoryview(hevc_configuration(start[:-4] + huge * 2000))).size == (640, 480)


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_random_bytes_raise_nothing(data):
    for found in (av1_parameters(data), av1_parameters(b"\x08" + data)):
        assert found is None or isinstance(found, Av1Parameters)
    for configuration in (data, hevc_configuration(data), hevc_configuration(b"\x42\x01\x01" + bytes(12) + data)):
        hevc_parameters(memoryview(configuration))


def test_parts_that_lie_upon_one_another_are_not_put_together_for_a_look():
    data = still()
    file = read_file(data)
    place = file.picture.places[file.picture.primary]
    file.picture.places[file.picture.primary] = replace(place, extents=((0, len(data)),) * 20_000)
    assert len(file.picture.data_of(file.picture.primary, file.data, 5000)) == 5000
    with pytest.raises(ValueError, match="far more than the file"):
        still_file(file)

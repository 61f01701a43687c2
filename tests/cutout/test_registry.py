"""The formats' records: complete, each asked for by its own name, and used by whoever reads or writes."""

import asyncio
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from cutout.errors import EncodeFailedError
from cutout.export_formats import EXPORT_FORMATS, ExportFacts, ExportFormat
from cutout.formats import encode, registry, sniff, verify
from cutout.formats.first_bytes import PICTURES, TABLE
from cutout.formats.registry import EXPORTS, SOURCES
from cutout.formats.shared.records import ExportWriter
from cutout.options import Options
from cutout.pictures import Photo
from tests.cutout.codecs_player import CPythonCodecs


def test_each_export_format_has_facts_and_a_writer():
    assert set(EXPORT_FORMATS) == set(EXPORTS) == set(get_args(ExportFormat))


def test_titles_and_extensions_are_told_apart():
    for name in ("title", "extension", "media_type"):
        assert len({getattr(facts, name) for facts in EXPORT_FORMATS.values()}) == len(EXPORT_FORMATS), name
    assert all(facts.extension.startswith(".") for facts in EXPORT_FORMATS.values())
    assert all(facts.media_type.startswith("image/") for facts in EXPORT_FORMATS.values())


def test_what_a_file_costs_is_known_where_it_can_be_made_and_is_measured_against_png():
    assert EXPORT_FORMATS["png"].exact_cost == 1
    for facts in EXPORT_FORMATS.values():
        assert (facts.lossy_cost is not None) == facts.can_be_lossy
        assert min(facts.exact_cost, facts.lossy_cost or 1) >= 1


def test_each_format_that_the_first_bytes_can_name_is_read():
    named = {kind["format"] for kind in TABLE["signatures"] if "format" in kind} | set(PICTURES) - {"heif"}
    assert named == set(SOURCES)
    assert all(name == source.id for name, source in SOURCES.items())


def test_a_codec_of_heif_belongs_to_one_format():
    codecs = [codec for source in SOURCES.values() for codec in source.heif_codecs]
    assert len(codecs) == len(set(codecs)) > 0


@pytest.mark.parametrize("name", EXPORT_FORMATS)
def test_the_limits_of_a_format_hold_by_its_record(name, monkeypatch):
    facts = ExportFacts("Drawn", ".drawn", "image/drawn", can_be_lossy=False, keeps_profiles=True, exact_cost=1)
    monkeypatch.setattr(encode, "EXPORT_FORMATS", {name: replace(facts, max_side=30)})
    encode.check_export_size(name, 30, 30)
    with pytest.raises(EncodeFailedError, match=r"side.*Drawn.*width=31, height=1, max_side=30"):
        encode.check_export_size(name, 31, 1)
    monkeypatch.setattr(encode, "EXPORT_FORMATS", {name: replace(facts, max_pixels=900)})
    encode.check_export_size(name, 30, 30)
    with pytest.raises(EncodeFailedError, match=r"pixels.*Drawn.*width=17, height=53, max_pixels=900"):
        encode.check_export_size(name, 17, 53)


def test_a_format_is_written_and_checked_by_its_writer_alone(monkeypatch):
    heard = []

    async def write(photo, options, codecs):
        heard.append(("encode", photo.width, options.quality))
        return b"drawn"

    async def check(data, photo, options, codecs):
        heard.append(("verify", data, photo.height))

    monkeypatch.setattr(registry, "EXPORTS", {"webp": ExportWriter(write, check)})
    monkeypatch.setattr(encode, "EXPORTS", registry.EXPORTS)
    monkeypatch.setattr(verify, "EXPORTS", registry.EXPORTS)
    photo = Photo(np.zeros((3, 2, 3), np.uint8), np.ones((3, 2), np.float32))
    options = Options("webp", quality=41)

    async def both():
        data = await encode.encode(photo, options, CPythonCodecs())
        await verify.verify(data, photo, options, CPythonCodecs())

    asyncio.run(both())
    assert heard == [("encode", 2, 41), ("verify", b"drawn", 3)]


def test_a_format_that_is_known_by_its_first_bytes_alone_is_found_in_the_registry(monkeypatch):
    drawn = replace(SOURCES["png"], name="Drawn")
    monkeypatch.setattr(sniff, "SOURCES", {"png": drawn})
    assert sniff.sniff(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR") is drawn

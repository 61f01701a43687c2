"""Real and hostile files from a folder beside the repository, against the manifest that describes them.

Each file is decoded in another process under a time limit, so that a crash or a hang would be seen as what it is.
"""

import csv
import json
import multiprocessing
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from cutout.colour.icc import to_srgb
from tests.cutout.codecs_player import decode_file
from tests.cutout.corpus_worker import distance, outcome
from tests.cutout.found_facts import what_is_wrong

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "testdata"
FOLDERS = ("formats/", "photos/", "hostile/")
SECONDS_PER_FILE = 60
"""A hang, not slowness: the largest file, 51 megapixels of HEIC, takes 3 s on an idle machine."""
PEAK_MEMORY = 1000
"""MB of one process after all files; the largest needs 610 with its codec, which in the browser has its own memory."""
MEAN_DIFFERENCE = 0.5
"""Of 255. What is left is rounding, of 16-bit samples and of colours taken through a table."""

_LIBAVIF, _PNGSUITE, _HEIF = (
    "formats/avif/libavif/{}.avif",
    "formats/png/pngsuite/{}.png",
    "formats/heic/pillow_heif/{}.heif",
)
# fmt: off
_HDR = [
    *map(_LIBAVIF.format, (
        "color_grid_alpha_grid_gainmap_nogrid", "color_nogrid_alpha_nogrid_gainmap_grid", "colors_hdr_p3",
        "colors_hdr_srgb", "colors_text_hdr_p3", "colors_text_hdr_srgb", "colors_text_wcg_hdr_rec2020",
        "colors_wcg_hdr_rec2020", "seine_hdr_gainmap_srgb", "seine_hdr_srgb",
    )),
    "hostile/avif_libavif/seine_hdr_gainmap_wrongaltr.avif",
    "hostile/avif_libavif/unsupported_gainmap_version.avif",
]
_DEEP_GAMMA = [
    *map(_PNGSUITE.format, (
        "basn0g16", "basn2c16", "basn4a16", "basn6a16", "bggn4a16", "bgyn6a16", "cs3n2c16", "g07n0g16", "g25n0g16",
        "oi2n2c16", "oi4n2c16", "oi9n2c16", "ps1n2c16", "ps2n2c16", "tbbn2c16", "tbgn2c16",
    )),
    "hostile/gofuzz_png/basn4a16.png",
    "hostile/gofuzz_png/basn6a16.png",
]
# fmt: on
_DEEP_HEIC = map(_HEIF.format, ("RGBA_10__29x100", "RGBA_12__29x100", "RGB_10__29x100", "RGB_12__29x100"))
_PLUM = [
    f"formats/avif/linku/plum-blossom-{size}.profile{kind}.avif"
    for size in ("small", "large")
    for kind in (
        *(f"{kind}.alpha-full.monochrome" for kind in ("0.8bpc.yuv420", "0.10bpc.yuv420", "2.12bpc.yuv420")),
        *(f"{kind}.alpha-limited.monochrome" for kind in ("0.8bpc.yuv420", "0.10bpc.yuv420", "2.12bpc.yuv420")),
        *(f"2.{bits}bpc.yuv422.alpha-{levels}.monochrome" for bits in (8, 10) for levels in ("full", "limited")),
        *(f"{kind}.alpha-limited" for kind in ("1.8bpc.yuv444", "1.10bpc.yuv444", "2.12bpc.yuv422", "2.12bpc.yuv444")),
    )
]
_WRONG_SIZES = (
    "7789dad247e1d465ba760c190c955213d4cf8544",
    "7d74440da4bee461a98f9999737753c6cf9a1e40",
    "b82e0b20fb3dd3509aa2839cf615a6f5118ddac4",
    "df337b963f6551dfd23824d5ba303ad9796a3f3e",
)

# What differs from Pillow's own reading by more, or cannot be read by it, and why.
EXPLAINED = {
    **dict.fromkeys(_HDR, "PQ is tone-mapped; Pillow shows the raw numbers"),
    **dict.fromkeys(
        _DEEP_GAMMA, "16 bits whose gAMA is not sRGB's get sRGB's curve; Pillow leaves gAMA to its callers"
    ),
    **dict.fromkeys(_DEEP_HEIC, "pillow-heif cuts deep samples off where we round"),
    "formats/avif/linku/kimono.crop.avif": "Pillow does not apply the clean aperture",
    "formats/avif/linku/kimono.mirror-vertical.rotate270.crop.avif": "Pillow does not apply the clean aperture",
    "formats/avif/pillow/xmp_tags_orientation.avif": "Pillow obeys an orientation in XMP as well",
    "formats/png/image_png/cicp_pq.png": "Pillow refuses the chunk cICP as it stands",
    "formats/png/jsquash/bad-icc-profile.png": "Pillow refuses the damaged profile",
    "hostile/gofuzz_png/bab2afd5b1c82095a63f311140c868bf8d0dd119-2": "Pillow refuses damage behind the pixels",
    "hostile/pillow/truncated_jpeg.jpg": "Pillow wants the end marker; of the picture nothing is missing",
    "hostile/pillow/unknown_compression_method.png": "Pillow refuses the profile's compression method",
    "formats/avif/libavif/pyramid_pymd.avif": "Pillow refuses the pyramid beside the picture",
    **dict.fromkeys(
        map("hostile/gofuzz_webp/{}".format, _WRONG_SIZES), "Pillow refuses a wrong size of the whole file"
    ),
    **dict.fromkeys(_PLUM, "Pillow refuses two lists of properties"),
}

# Files about which the manifest is wrong, and why; the test of the same files in Pyodide reads it too.
MANIFEST_ERRS = json.loads((Path(__file__).parents[1] / "manifest-errs.json").read_text("utf-8"))

pytestmark = [
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the folder {CORPUS.parent.name}/{CORPUS.name} is missing"),
    pytest.mark.timeout(600),  # hundreds of real files in one test
]


def rows():
    with (CORPUS / "MANIFEST.csv").open(encoding="utf-8", newline="") as manifest:
        found = [row for row in csv.DictReader(manifest) if row["file"].startswith(FOLDERS)]
    return [row | MANIFEST_ERRS.get(row["file"], {}) for row in found]


def in_other_processes(work, files):
    """The results of `work` for each file; a hang or a crash ends the test, with the file's name."""
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        pending = {file: pool.submit(work, str(CORPUS / file)) for file in files}
        results = {}
        for file, future in pending.items():
            try:
                results[file] = future.result(timeout=SECONDS_PER_FILE)
            except Exception as error:
                for process in list((pool._processes or {}).values()):
                    process.kill()
                pytest.fail(f"{file}: {type(error).__name__}: {error}")
    return results


@pytest.fixture(scope="module")
def outcomes():
    return in_other_processes(outcome, [row["file"] for row in rows()])


def is_right(row, found):
    accepted = found[0].isdigit()
    if row["expect"] == "accept":
        return found == row["upright_size"]
    if row["expect"] == "reject (unsupported type)":
        return found == "unsupported-format"
    if row["expect"] == "reject":
        return not accepted and found != "internal-error"
    return found != "internal-error"  # decoders disagree, or some part may be read: any clean outcome is right


def table(counted):
    """One line for each kind of file: how many, accepted, refused by code, wrong."""
    codes = {name for line in counted.values() for name in line} - {"files", "accepted", "wrong"}
    columns = ["files", "accepted", *sorted(codes), "wrong"]
    lines = [f"{'':<16}" + "".join(f"{name:>20}" for name in columns)]
    total = sum(counted.values(), Counter())
    for kind, line in [*sorted(counted.items()), ("all", total)]:
        lines.append(f"{kind:<16}" + "".join(f"{line[name]:>20}" for name in columns))
    return "\n".join(lines)


def test_every_file_is_accepted_or_refused_as_the_manifest_says(outcomes, capsys):
    counted, wrong = defaultdict(Counter), []
    manifest = rows()
    assert len(manifest) > 900
    for row in manifest:
        found, facts, _ = outcomes[row["file"]]
        kind = f"{row['file'].split('/')[0]} {row['type'] if row['file'][0] == 'f' else ''}"
        right = is_right(row, found)
        counted[kind].update(["files", "accepted" if found[0].isdigit() else found, *(() if right else ("wrong",))])
        if not right:
            expected = f"{row['expect']} {row['upright_size']}"
            wrong.append(f"{row['file']}: expected {expected}, found {found} {facts}")
    with capsys.disabled():
        print("\n" + table(counted))
    assert not wrong, f"{len(wrong)} of {len(manifest)} files are wrong:\n" + "\n".join(wrong)


def test_refusals_hold_no_words_of_a_library(outcomes):
    wrong = {
        file: f"{problem}: {facts}" for file, (_, facts, _) in outcomes.items() if (problem := what_is_wrong(facts))
    }
    assert wrong == {}


def test_what_is_only_unsupported_is_never_called_damaged(outcomes):
    unsupported = [row["file"] for row in rows() if row["expect"] == "reject (unsupported type)"]
    assert unsupported
    assert [file for file in unsupported if outcomes[file][1].get("case") == "damaged"] == []


def test_memory_stays_bounded(outcomes):
    assert max(peak for _, _, peak in outcomes.values()) < PEAK_MEMORY


def test_pixels_are_those_of_an_independent_reading(outcomes):
    accepted = [file for file, (found, _, _) in outcomes.items() if found[0].isdigit()]
    far = {
        file: found
        for file, found in in_other_processes(distance, accepted).items()
        if isinstance(found, str) or found > MEAN_DIFFERENCE
    }
    assert far.keys() == EXPLAINED.keys(), {file: far.get(file) for file in far.keys() ^ EXPLAINED.keys()}


@pytest.mark.parametrize(
    "file", sorted(CORPUS.glob("formats/*/*/red-at-12-oclock-with-color-profile*")), ids=lambda file: file.name
)
def test_red_is_at_twelve_oclock_after_the_profile(file):
    photo = decode_file(file.read_bytes())
    place = photo.rgb[photo.height // 8 : photo.height // 8 + 4, photo.width // 2 - 2 : photo.width // 2 + 2]
    red, green, blue = to_srgb(place, photo.icc_profile).reshape(-1, 3).mean(axis=0)
    assert red > 200 and green < 120 and blue < 120

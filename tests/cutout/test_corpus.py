"""Real and hostile files from a folder beside the repository, against the manifest that describes them."""

import csv
from pathlib import Path

import pytest

from cutout.decode import decode
from cutout.errors import CutoutError

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "testdata"
FOLDERS = ("formats/", "photos/", "hostile/")
NOT_YET = ("avif", "heif")  # recognised and refused for now, whatever the manifest expects of a decoder

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the folder {CORPUS.parent.name}/{CORPUS.name} is missing")


def outcome(path):
    try:
        photo = decode(path.read_bytes())
    except CutoutError as error:
        return error.code
    return f"{photo.width}x{photo.height}"


def is_right(row, found):
    accepted = "x" in found and found[0].isdigit()
    if row["type"] in NOT_YET:
        return found == "unsupported-format" or (not accepted and row["expect"].startswith("reject"))
    if row["expect"] == "accept":
        return found == row["upright_size"]
    if row["expect"] == "reject (unsupported type)":
        return found == "unsupported-format"
    if row["expect"].startswith("reject"):
        return not accepted and found != "internal-error"
    return True  # decoders disagree: any clean outcome is right


def test_every_file_is_accepted_or_refused_as_the_manifest_says():
    with (CORPUS / "MANIFEST.csv").open(encoding="utf-8", newline="") as manifest:
        rows = [row for row in csv.DictReader(manifest) if row["file"].startswith(FOLDERS)]
    assert len(rows) > 900
    table = [
        (row["file"], row["type"], row["expect"], row["upright_size"], outcome(CORPUS / row["file"])) for row in rows
    ]
    wrong = [line for row, line in zip(rows, table, strict=True) if not is_right(row, line[-1])]
    report = "\n".join(" | ".join(line) for line in table)
    summary = "\n".join(" | ".join(line) for line in wrong)
    assert not wrong, f"{len(wrong)} of {len(table)} files are wrong:\n{summary}\n\nall files:\n{report}"

"""The peers' server gives one weights file in both layouts and nothing beside them; the table counts our seconds."""

import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from bench.batch_run import BatchResult
from bench.peers_server import serving_peers
from bench.peers_table import our_seconds


def test_both_layouts_hold_the_same_weights(tmp_path: Path) -> None:
    weights = tmp_path / "any.onnx"
    weights.write_bytes(b"weights")
    with serving_peers(weights, 128.0, 256.0, 1024) as site:
        resources = json.loads(urlopen(f"{site}/weights/imgly/resources.json").read())
        (chunk,) = resources["/models/isnet_fp16"]["chunks"]
        assert chunk["offsets"] == [0, 7]
        assert urlopen(f"{site}/weights/imgly/{chunk['name'].removeprefix('./')}").read() == b"weights"
        folder = f"{site}/weights/transformers/isnet"
        assert urlopen(f"{folder}/onnx/model_fp16.onnx").read() == b"weights"
        scaling = json.loads(urlopen(f"{folder}/preprocessor_config.json").read())
    value = 200 * scaling["rescale_factor"]
    assert (value - scaling["image_mean"][0]) / scaling["image_std"][0] == pytest.approx((200 - 128) / 256)


def test_nothing_outside_its_folders_is_served(tmp_path: Path) -> None:
    with serving_peers(tmp_path, 128.0, 256.0, 1024) as site:
        page = urlopen(f"{site}/index.html")
        assert page.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
        for address in ("/../peers_server.py", "/modules/../package.json", "/missing.js"):
            with pytest.raises(HTTPError, match="404"):
                urlopen(site + address)


def test_our_seconds_are_what_each_photo_adds() -> None:
    jobs = [{"runAt": 2000, "doneAt": 5000}, {"runAt": 5100, "doneAt": 9000}]
    result = BatchResult(jobs, {}, [], 9.0, [], {}, {})
    assert our_seconds(result) == [3.0, 4.0]

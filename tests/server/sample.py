"""Writes a tiny build and tiny models for the server's tests; nothing in them can be run."""

import gzip
import hashlib
import json
from pathlib import Path

import brotli

BUILD = "0123456789ab"
UNITS = {name: f"/assets/{name}.{BUILD}/" for name in ("app", "pyodide", "python", "ort", "codecs", "vendor")}
APP = UNITS["app"]
SCRIPT = b"export const answer = 42; // the same words the same words the same words\n" * 20
ASSETS = {
    f"{APP}main.js": SCRIPT,
    f"{APP}empty.js": b"",
    f"{APP}icon.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    f"{APP}styles/main.css": b"p{}",
    f"{UNITS['pyodide']}pyodide.asm.wasm": b"\0asm" + bytes(200),
    f"{UNITS['pyodide']}numpy-2.4.3.whl": b"PK",
    f"{UNITS['python']}cutout.zip": b"PK",
    f"{UNITS['ort']}ort.mjs": b"export {};",
    f"{UNITS['ort']}lock.json": b"{}",
    f"{UNITS['codecs']}libheif-bundle.mjs": b"export {};",
    f"{UNITS['vendor']}picture.png": b"\x89PNG",
    f"{UNITS['vendor']}weights.bin": bytes(10),
}
COMPRESSED = (f"{APP}main.js", f"{UNITS['pyodide']}pyodide.asm.wasm")
GRAPH = bytes(range(256)) * 4
WEIGHTS = b"weights!" * 8
TEMPLATE = (
    "<!doctype html><title>{{ version }} {{ build }}</title>"
    '<script type="module" src="{{ units.app }}main.js"></script>'
    '<script type="application/json" id="cutroom-config">{{ config_json | safe }}</script>'
)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def write_dist(dist: Path) -> dict:
    """Write the build with .br and .gz siblings of two assets; return the manifest."""
    for url, content in ASSETS.items():
        path = dist / url[1:]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if url in COMPRESSED:
            path.with_name(path.name + ".br").write_bytes(brotli.compress(content))
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, mtime=0))
    files = {url: {"bytes": len(content), "sha256": sha256(content)} for url, content in ASSETS.items()}
    manifest = {"build": BUILD, "units": dict(UNITS), "files": files}
    write_json(dist / "manifest.json", manifest)
    return manifest


def write_model(models: Path, model_id: str = "balanced", **changes: object) -> dict:
    """Write a model of two files; ``changes`` replace fields of its descriptor. Returns the descriptor."""
    folder = models / model_id
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(GRAPH)
    (folder / "model.weights").write_bytes(WEIGHTS)
    descriptor = {
        "id": model_id,
        "title": "Balanced",
        "description": "For most photos.",
        "licence": "MIT",
        "commercial_use": True,
        "source": "https://example.org/",
        "spec": {
            "id": model_id,
            "input_name": "input",
            "looks": ["square 64"],
            "multiple": 64,
            "mean": [128, 128, 128],
            "std": [256, 256, 256.5],
            "output_name": "output",
            "activation": "none",
            "normalise": "none",
            "levels": [0, 1],
            "softness_limit": 0.33,
        },
        "variants": [
            {
                "precision": "float32",
                "providers": ["webgpu", "wasm"],
                "needs": [],
                "files": [
                    {"role": "graph", "path": "model.onnx", "bytes": len(GRAPH), "sha256": sha256(GRAPH)},
                    {"role": "weights", "path": "model.weights", "bytes": len(WEIGHTS), "sha256": sha256(WEIGHTS)},
                ],
            }
        ],
        **changes,
    }
    write_json(folder / "model.json", descriptor)
    return descriptor


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")

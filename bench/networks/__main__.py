"""Networks like RMBG-1.4 and RMBG-2.0, as exported and as our build prepares them, natively and in Chromium.

    python3 build.py bench networks [--network isnet] [--side 1024] [--variant prepared] [--provider wasm]
                                    [--limit 240] [--json FILE]
    python3 build.py bench networks --kernels

Weights are random, so nothing here says how well a network cuts out. WebGPU runs in software (SwiftShader): that it
computes the right values and what it needs counts there, its seconds do not.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from bench.networks.browser_run import run_in_browser
from bench.networks.catalogue import NETWORKS, SIDES, VARIANTS, Variant, write_variants
from bench.networks.kernels import compare_kernels
from bench.networks.native import run_native

PROVIDERS = ("native", "wasm", "webgpu")
ROW = "{:15} {:>5} {:14} {:8} {:>9} {:>8} {:>8} {:>8} {:>8} {:>9}  {}"
HEAD = ("network", "side", "variant", "provider", "file MB", "session", "run", "heap", "process", "deviation", "")
SHOWN_OF_ERROR = 150


def measure(name: str, side: int, variants: tuple[str, ...], providers: tuple[str, ...], limit: float) -> list[Any]:
    """Measure one network at one side and print a row for each cell."""
    network, rows, reference = NETWORKS[name], list[dict[str, Any]](), None
    with tempfile.TemporaryDirectory() as folder:
        for variant in write_variants(network, side, variants, Path(folder)):
            if variant.report and variant.name == "prepared":
                print(f"# {name} {side}: {'; '.join(variant.report.lines())}", flush=True)
            input_name = onnx.load(variant.graph, load_external_data=False).graph.input[0].name
            for provider in providers:
                if provider == "native":
                    result = run_native(variant.graph, side, limit)
                else:
                    result = run_in_browser(variant, provider, side, input_name, limit)
                output = result.pop("output", None)
                sample = None if output is None else _sample(np.asarray(output))
                reference = sample if reference is None else reference
                deviation = None if sample is None or reference is None else float(np.abs(sample - reference).max())
                cell = {"network": name, "like": network.like, "side": side, "variant": variant.name}
                report = variant.report.as_json() if variant.report else None
                row = {**cell, "provider": provider, "bytes": variant.bytes, **result, "deviation": deviation}
                rows.append({**row, "report": report})
                print(_line(row, variant), flush=True)
    return rows


def _sample(output: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Take the values that the worker sends too."""
    flat = output.ravel()
    if flat.size <= 2 * 4096:
        return flat
    step = flat.size // 4096
    return flat[: flat.size // step * step : step]


def _line(row: dict[str, Any], variant: Variant) -> str:
    def number(key: str, digits: int) -> str:
        value = row.get(key)
        return "-" if value is None else f"{value:.{digits}f}"

    deviation = "-" if row["deviation"] is None else f"{row['deviation']:.1e}"
    process = number("peak_mb" if row["provider"] == "native" else "process_mb", 0)
    words = (row.get("error") or "ok").replace("\n", " ")[:SHOWN_OF_ERROR]
    placed = row.get("placed") or {}
    where = f"; nodes {placed}, not on the GPU {row.get('on_processor') or 'none'}" if placed else ""
    cells = (number("session", 1), number("run", 1), number("heap_mb", 0), process, deviation, words + where)
    return ROW.format(
        row["network"], row["side"], row["variant"], row["provider"], f"{variant.bytes / 1e6:.0f}", *cells
    )


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(
        prog="build.py bench networks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--network", action="append", choices=list(NETWORKS))
    parser.add_argument("--side", action="append", type=int, help=f"of {SIDES}, or another multiple of 32")
    parser.add_argument("--variant", action="append", choices=VARIANTS)
    parser.add_argument("--provider", action="append", choices=PROVIDERS)
    parser.add_argument("--limit", type=float, default=240.0, help="seconds for one cell")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every measurement to a file")
    parser.add_argument("--kernels", action="store_true", help="only ask which operators WebGPU has kernels for")
    arguments = parser.parse_args()
    if arguments.kernels:
        sys.exit(0 if compare_kernels() else 1)
    print(ROW.format(*HEAD))
    rows = [
        row
        for name in arguments.network or NETWORKS
        for side in arguments.side or SIDES
        for row in measure(
            name,
            side,
            tuple(arguments.variant or VARIANTS),
            tuple(arguments.provider or PROVIDERS),
            arguments.limit,
        )
    ]
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

"""Runs one ONNX file in native onnxruntime, in a process of its own so that its peak memory is its own.

    python -m bench.networks.native GRAPH SIDE OUTPUT.npy

It prints a JSON object with `session` and `run` in seconds and `peak_mb`.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray


def run_native(graph: Path, side: int, limit: float) -> dict[str, Any]:
    """Run the file; return seconds, peak memory and `output`, or `error`."""
    target = graph.with_name("native.npy")
    command = [sys.executable, "-m", "bench.networks.native", str(graph), str(side), str(target)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=limit)
    except subprocess.TimeoutExpired:
        return {"error": f"not finished in {limit:.0f} s"}
    if done.returncode != 0:
        return {"error": (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1]}
    return {**json.loads(done.stdout), "output": np.load(target)}


def picture(side: int) -> NDArray[np.float32]:
    """Return the input that the worker draws too, 1 x 3 x side x side."""
    at = np.arange(3 * side * side, dtype=np.float64)
    return (np.sin(at * 0.37) * np.cos(at * 0.0011)).astype(np.float32).reshape(1, 3, side, side)


def main() -> None:
    """Run and print."""
    graph, side, target = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    started = time.perf_counter()
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    ready = time.perf_counter()
    (output,) = session.run(None, {session.get_inputs()[0].name: picture(side)})
    ended = time.perf_counter()
    np.save(target, output)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"session": ready - started, "run": ended - ready, "peak_mb": peak}))


if __name__ == "__main__":
    main()

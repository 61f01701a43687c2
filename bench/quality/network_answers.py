"""What a prepared model answers, natively, each answer computed once and kept in the user's cache folder.

It is not the pipeline: it gives the network's output for an input, and the alpha at the network's size for studies.

An answer is kept under the model's version and the sha256 of the input tensor. The tensor holds all that the network
is shown: the photo, the look and how the photo was brought to it. So an answer is never used for another question, and
two checkouts that ask the same share it. It is kept in 16 bits between its lowest and its highest value.
"""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from bench.quality.testdata import MissingDataError
from build_steps.places import MODELS, cache_folder
from cutout.matte.input import prepare_input
from cutout.matte.output import alpha_from_output
from cutout.model_spec import Look, ModelSpec

Run = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""[1, 3, h, w] float32 -> [1, 1, h, w] float32."""
_STEPS = 65535


class NetworkAnswers:
    """The answers of one model, from the cache where they are there, else from native ONNX Runtime.

    Parameters
    ----------
    model : str
        The id of a model in dist/models. Its last variant, the one that needs least, is run.
    folder : Path, optional
        Where answers are kept; the default is `answers` in Cutroom's cache folder.

    Raises
    ------
    MissingDataError
        The model is not prepared; the message says what to run.
    """

    def __init__(self, model: str = "balanced", folder: Path | None = None) -> None:
        descriptor_path = MODELS / model / "model.json"
        if not descriptor_path.is_file():
            raise MissingDataError(
                f"the model {model!r} is not prepared. `python3 build.py model list` shows what there is, "
                f"`python3 build.py model add {model}` fetches it"
            )
        descriptor = json.loads(descriptor_path.read_text("utf-8"))
        files = descriptor["variants"][-1]["files"]
        self.spec_words: dict[str, Any] = descriptor["spec"]
        self.spec = ModelSpec.from_mapping(self.spec_words)
        self.version = version_of([file["sha256"] for file in files])
        self._graph = descriptor_path.parent / next(file["path"] for file in files if file["role"] == "graph")
        self._session: onnxruntime.InferenceSession | None = None
        self.kept = KeptAnswers((folder or cache_folder() / "answers") / model / self.version, self._run)

    def output(self, tensor: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the network's output for an input tensor, [1, 3, h, w] float32, as the pipeline makes it."""
        return self.kept(tensor)

    def alpha(self, rgb: NDArray[np.uint8], look: Look | None = None) -> NDArray[np.float32]:
        """Return the alpha of an opaque sRGB photo, (H, W, 3) uint8, at the network's size; float32 in [0, 1].

        Without a look it is the one that is asked first.
        """
        tensor = prepare_input(rgb, None, self.spec, look or self.spec.looks[0])
        return alpha_from_output(self.output(tensor), self.spec, *tensor.shape[2:])

    def _run(self, tensor: NDArray[np.float32]) -> NDArray[np.float32]:
        if self._session is None:
            self._session = onnxruntime.InferenceSession(self._graph, providers=["CPUExecutionProvider"])
        (output,) = self._session.run([self.spec.output_name], {self.spec.input_name: tensor})
        return np.asarray(output, np.float32)


class KeptAnswers:
    """A network that remembers.

    Parameters
    ----------
    folder : Path
        Of one model in one version.
    run : callable
        Asked where there is no answer yet.
    """

    def __init__(self, folder: Path, run: Run) -> None:
        self._folder = folder
        self._run = run

    def __call__(self, tensor: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the answer. One that was just computed is read again from its file, so that both are the same."""
        path = self.path_of(tensor)
        if not path.is_file():
            self.keep(tensor, self._run(tensor))
        with np.load(path) as kept:
            low, high = kept["range"]
            return np.asarray(kept["steps"] * ((high - low) / np.float32(_STEPS)) + low, np.float32)

    def keep(self, tensor: NDArray[np.float32], output: NDArray[np.float32]) -> None:
        """Write an answer; several processes may do so at once."""
        low, high = output.min(), output.max()
        if not np.isfinite([low, high]).all():
            raise ValueError("the network's answer has values that are not finite; it is not kept")
        steps = np.rint((output.astype(np.float64) - low) * (_STEPS / ((float(high) - float(low)) or 1.0)))
        path = self.path_of(tensor)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.stem}.{os.getpid()}.part")
        with part.open("wb") as file:
            np.savez_compressed(file, steps=steps.astype(np.uint16), range=np.array([low, high], np.float32))
        part.replace(path)

    def path_of(self, tensor: NDArray[np.float32]) -> Path:
        """Return the file of the answer to an input tensor."""
        question = hashlib.sha256(repr(tensor.shape).encode())
        question.update(np.ascontiguousarray(tensor, np.float32).data)
        return self._folder / f"{question.hexdigest()[:40]}.npz"


def version_of(checksums: Sequence[str]) -> str:
    """Return what changes whenever a file of the model does."""
    return hashlib.sha256(" ".join(sorted(checksums)).encode()).hexdigest()[:16]

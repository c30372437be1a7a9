"""One line of print in, its characters out: a neural network that ships in a package.

The weights come with ``rapidocr`` (Apache-2.0) and are run by ``onnxruntime``
directly: rapidocr's own front door would fetch a model that it misses, and
nothing may be fetched while a report is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import cv2
import numpy as np
import onnxruntime  # type: ignore[import-untyped] # it ships no types

from nianbao.report.model import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

Pixels: TypeAlias = "NDArray[np.uint8]"
"""A grey picture: rows from above, 0 black, 255 white."""

HEIGHT: Final = 48
"""Pixels that the network wants a line to be high."""
_WIDEST: Final = 2_400
_STEP: Final = 16  # widths are rounded up to this, so that crops share a batch
_BATCH: Final = 1_600  # pixels of width in one batch: memory stays small


@dataclass(frozen=True, slots=True)
class Seen:
    """What a line of print was taken for, and the probability of its least certain character."""

    text: str
    least: float


class Recogniser:
    """The network, loaded. One thread: workers run side by side already."""

    def __init__(self, model: Path) -> None:
        """Load the network from an ONNX file that carries its own alphabet."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._input = self._session.get_inputs()[0].name
        listed = self._session.get_modelmeta().custom_metadata_map["character"]
        self._alphabet = ("", *listed.splitlines(), " ")

    def read(self, crops: Sequence[Pixels]) -> list[Seen]:
        """Read many lines, each cropped so that it fills the height; the answer keeps the order."""
        scaled = [_scaled(crop) for crop in crops]
        seen = [Seen("", 0.0)] * len(crops)
        for places in _batches([picture.shape[1] for picture in scaled]):
            stack = np.stack([scaled[place] for place in places]).astype(np.float32)
            stack = np.repeat((stack / 127.5 - 1)[:, None], 3, axis=1)
            (told,) = self._session.run(None, {self._input: stack})
            for place, one in zip(places, told, strict=True):
                seen[place] = self._decoded(one)
        return seen

    def _decoded(self, told: NDArray[np.float32]) -> Seen:
        """The characters of one line: each stretch of equal answers is one, the first is none."""
        best = told.argmax(axis=1)
        chances = told.max(axis=1)
        text, least, before = "", 1.0, 0
        for answer, chance in zip(best.tolist(), chances.tolist(), strict=True):
            if answer and answer != before:
                text += self._alphabet[answer]
                least = min(least, chance)
            before = answer
        return Seen(text.strip(), least if text else 0.0)


def _scaled(crop: Pixels) -> Pixels:
    """The crop at the network's height, its background drawn out to a round width."""
    height, width = crop.shape
    wide = min(max(round(width * HEIGHT / height), 1), _WIDEST)
    scaled = cv2.resize(crop, (wide, HEIGHT), interpolation=cv2.INTER_CUBIC)
    more = -wide % _STEP
    padded = cv2.copyMakeBorder(scaled, 0, 0, 0, more, cv2.BORDER_REPLICATE)
    return np.asarray(padded, dtype=np.uint8)


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of crops of equal width, so many at a time as memory allows."""
    by_width: dict[int, list[int]] = {}
    for place, width in enumerate(widths):
        by_width.setdefault(width, []).append(place)
    for width, places in sorted(by_width.items()):
        size = max(_BATCH // width, 1)
        yield from (places[start : start + size] for start in range(0, len(places), size))


@lru_cache(maxsize=1)
def shipped() -> Recogniser:
    """Return the recogniser with the model that the installed package brought.

    Raises:
        Unreadable: the package is there without its model.
    """
    spec = find_spec("rapidocr")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    models = [model for folder in folders for model in Path(folder).glob("models/*_rec_*.onnx")]
    if not models:
        raise Unreadable("未安装文字识别模型，扫描件需人工核对")
    return Recogniser(min(models))

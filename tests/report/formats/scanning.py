"""Paper put on a scanner: pages as grey pictures, turned a little, noisy, blurred, as JPEG."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter


@dataclass(frozen=True)
class Scanner:
    """One scanner's faults. ``skew`` in degrees to either side, ``noise`` in shades of grey."""

    dpi: int = 200
    skew: float = 1.2
    noise: float = 6.0
    blur: float = 0.6
    quality: int = 70
    paper: int = 240
    ink: int = 40
    shade: int = 12  # how much darker the paper is at its right edge

    def pdf(self, data: bytes, seed: int, pages: range | None = None) -> bytes:
        """The PDF's pages as a PDF of pictures, without any text."""
        first, *others = self.pictures(data, seed, pages)
        out = io.BytesIO()
        first.save(
            out,
            "PDF",
            save_all=True,
            append_images=others,
            resolution=self.dpi,
            quality=self.quality,
        )
        return out.getvalue()

    def pictures(self, data: bytes, seed: int, pages: range | None = None) -> list[Image.Image]:
        """The PDF's pages as grey pictures."""
        rng = np.random.default_rng(seed)
        document = pypdfium2.PdfDocument(data)
        drawn = [
            document[number].render(scale=self.dpi / 72).to_pil().convert("L")
            for number in pages or range(len(document))
        ]
        document.close()
        return [self._scanned(page, rng) for page in drawn]

    def _scanned(self, page: Image.Image, rng: np.random.Generator) -> Image.Image:
        angle = rng.uniform(-self.skew, self.skew)
        page = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
        page = page.filter(ImageFilter.GaussianBlur(self.blur))
        grey = np.asarray(page, dtype=np.float32) / 255 * (self.paper - self.ink) + self.ink
        grey += rng.normal(0, self.noise, grey.shape)
        grey -= np.linspace(0, self.shade, grey.shape[1])[None, :]
        return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def saved(picture: Image.Image, kind: str, **more: object) -> bytes:
    """One picture as a file of its own."""
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()

"""Whether pictures of text can be read here: the packages of the extra ``ocr``."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

_PACKAGES: Final = ("cv2", "onnxruntime", "rapidocr")

MISSING: Final = "文件是扫描件或图片，本系统未安装文字识别组件，需人工核对"
"""What an office reads where the extra is not installed."""


def is_installed() -> bool:
    """Return whether scans can be read. Nothing is imported for the answer."""
    return all(find_spec(package) is not None for package in _PACKAGES)

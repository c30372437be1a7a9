"""``python -m nianbao.cli``: the same as ``nianbao``, for children that we start ourselves."""

from __future__ import annotations

from nianbao.cli import main

main()

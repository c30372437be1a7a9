"""The key that signs links in mails: given, or made once and kept in the data folder."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nianbao.settings import Settings


def kept_secret(settings: Settings) -> str:
    """Return ``NIANBAO_SECRET_KEY``; without one, the key that this data folder keeps."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.data_dir / "secret_key"
    with suppress(FileExistsError):
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f"{path.name}.{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(32), encoding="ascii")
        try:
            os.link(made, path)  # whoever is first decides for all
        finally:
            made.unlink()
    return path.read_text(encoding="ascii")

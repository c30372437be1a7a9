"""One frozen object of settings, built at the door and handed down.

Every field is read from the environment under the prefix ``NIANBAO_``.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from nianbao import __version__
from nianbao.clock import Clock

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Settings(BaseSettings):
    """What may differ between installations."""

    model_config = SettingsConfigDict(env_prefix="NIANBAO_", frozen=True, extra="ignore")

    data_dir: Path = Field(Path("var"), description="where database, archive and logs are kept")
    database_url: str = Field("", description="SQLAlchemy URL; empty: SQLite in data_dir")
    redis_url: str = Field("", description="broker; empty: an embedded Valkey is started")
    smtp_url: str = Field("", description="smtp://user:password@host:port; empty: mails wait")
    mail_from: str = Field("nianbao@localhost", description="sender of every mail")
    mails_per_minute: int = Field(
        60, gt=0, description="mails a minute to recipients of one domain"
    )
    remind_after: str = Field(
        "5,10",
        pattern=r"^(\d{1,3}(,\d{1,3})*)?$",
        description="working days after which an open error is told again; empty: never",
    )
    escalate_after: int = Field(
        0, ge=0, description="working days until others of an office are told too; 0: never"
    )
    public_url: str = Field("http://127.0.0.1:8000", description="the console's address in mails")
    now: str = Field("", description="a fixed clock, or @FILE holding it; for demos and tests")
    contact: str = Field("", description="contact printed in the crawler's User-Agent")
    chromium: str = Field("", description="Chromium's program; empty: chromium on PATH, if any")
    exit_addresses: str = Field("", description="our public addresses, by commas: for letters")
    allow_private_hosts: bool = Field(
        default=False, description="let the crawler reach loopback (the demo's own portals)"
    )
    crawl_delay_seconds: float = Field(1.0, description="pause between requests to one host")
    crawl_batch_seconds: int = Field(1800, description="hard limit of one crawler process")
    crawl_portals_per_batch: int = Field(48, description="portals in one crawler process")
    download_max_bytes: int = Field(30_000_000, description="largest response that is kept")
    lease_seconds: int = Field(300, description="a run without news for so long is lost")
    tick_seconds: float = Field(60.0, description="pause between two ticks of beat")
    timestamp_url: str = Field("", description="RFC 3161 time-stamping service; empty: none")
    secret_key: str = Field("", description="signs links in mails; empty: kept in data_dir")

    @property
    def clock(self) -> Clock:
        """The clock that everything else is handed."""
        return Clock(self.now)

    @property
    def browser(self) -> str:
        """Chromium's program for portals whose lists a script draws; "" where there is none."""
        return self.chromium or next(filter(None, map(shutil.which, _BROWSERS)), "")

    @property
    def remind_steps(self) -> tuple[int, ...]:
        """Working days after the first telling at which something is told again, rising."""
        return tuple(sorted({int(part) for part in self.remind_after.split(",") if int(part or 0)}))

    @property
    def exit_address_list(self) -> tuple[str, ...]:
        """The addresses from which portals are asked, as a site's owner would let them in."""
        return tuple(text for part in self.exit_addresses.split(",") if (text := part.strip()))

    @property
    def user_agent(self) -> str:
        """The honest name under which portals are asked; a header holds ASCII only."""
        contact = f"; {self.contact}" if self.contact else ""
        name = f"Nianbao/{__version__} (annual open-information report monitor{contact})"
        return name.encode("ascii", "ignore").decode()

    @property
    def database(self) -> str:
        """The database's URL, with the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'nianbao.sqlite3'}"

    @property
    def archive_dir(self) -> Path:
        """Where WARC files and manifests are kept."""
        return self.data_dir / "evidence"

    @property
    def templates_dir(self) -> Path:
        """Where an office puts letter templates of its own; need not exist."""
        return self.data_dir / "templates"

    def masked(self) -> dict[str, str]:
        """Return every setting as text, with secrets replaced by stars."""
        shown = {name: str(value) for name, value in self.model_dump().items()}
        shown["secret_key"] = "***" if self.secret_key else ""
        return {name: _mask(text) for name, text in shown.items()}


def _mask(text: str) -> str:
    if "://" not in text:
        return text
    parts = urlsplit(text)
    if parts.password is None:
        return text
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username or ''}:***@{host}"))

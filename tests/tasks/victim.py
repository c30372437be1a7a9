"""A process that ticks and does what is rung for until nothing is left; it is there to be killed.

Like a worker in all but the broker, and started in a third of the time.
"""

from __future__ import annotations

from alerts.channel import EmailChannel, server_at
from nianbao import logs
from nianbao.settings import Settings
from storage.database import Database
from tasks.house import House, SilentBell
from tests.tasks.yard import work_off


def main() -> None:
    """Work off everything, on the installation that the environment names."""
    logs.configure()
    settings = Settings()
    channel = EmailChannel(server_at(settings.smtp_url))
    work_off(House(settings, Database(settings.database), channel, SilentBell()))


if __name__ == "__main__":
    main()

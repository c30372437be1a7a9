"""A yard with a real worker on a real broker, to be killed and started again."""

from __future__ import annotations

from nianbao.report.model import READER_VERSION
from nianbao.services import child
from storage.queries.documents import unread
from storage.queries.runs import runs as all_runs
from tasks.app import make_app
from tasks.rounds import open_runs
from tasks.standings import behind
from tests.tasks.yard import processes, start_worker, until


class Running:
    """A yard with a worker. ``tick`` is what beat does."""

    def __init__(self, yard, tmp_path):
        self.yard, self.log = yard, tmp_path / "worker.log"
        self.celery = make_app(yard.settings)
        self.worker = None

    def start(self):
        self.worker = start_worker(self.yard, self.log, "--concurrency=2")

    def kill(self):
        """Kill the worker and its pool processes, as a power cut would."""
        child.kill(self.worker)

    def stop(self):
        if self.worker is not None:
            child.kill(self.worker)
        self.celery.close()

    def tick(self):
        self.celery.send_task("nianbao.tick")

    def crawlers(self):
        return processes(str(self.yard.settings.archive_dir))

    def at_rest(self):
        self.tick()
        with self.yard.database.read() as session:
            waits = open_runs(session) or unread(session, READER_VERSION)
            waits = waits or behind(session, self.yard.settings.clock.now())
            has_run = all_runs(session)
        mails = [m for m in self.yard.messages() if m.state in {"pending", "claimed"}]
        return has_run and not waits and not mails

    def rest(self):
        until(self.at_rest, every=0.5, seconds=40)

    def meet_in_the_middle(self):
        """Return when the crawler has fetched some of what there is, and not all."""
        self.yard.site.seconds = 0.15
        before = self.yard.site.answered
        until(lambda: self.yard.site.answered >= before + 5)
        assert self.crawlers()

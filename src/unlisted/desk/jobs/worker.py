"""The worker: take a job, run it, keep its lease alive, go on. Stop by a signal between two jobs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, close_old_connections, connection

from unlisted.base.errors import UnlistedError
from unlisted.desk.jobs import import_records, import_returns, papers, rates
from unlisted.desk.jobs.queue import LostJobError, fail, keep_alive, report_progress, take_next
from unlisted.desk.jobs.sweep import sweep_files
from unlisted.desk.models import Job

log = logging.getLogger("unlisted.desk.worker")
BEAT = 8.0
PAUSE = 1.0

Run = Callable[[Job, import_records.Progress], None]
KINDS: dict[str, Run] = {
    "import": import_records.run,
    "returns": import_returns.run,
    "papers": papers.run,
    "rates": rates.run,
}
"""What runs a job of a kind."""


def work_one() -> bool:
    """Run the next job, if there is one; say whether there was."""
    job = take_next()
    if job is None:
        return False
    run = KINDS.get(job.kind)
    if run is None:
        fail(job, f"no worker knows jobs of the kind {job.kind}")
        return True
    try:
        with _beating(job):
            run(job, lambda done, everything, says: report_progress(job, done, everything, says))
    except LostJobError:
        fail(job, "canceled")
    except UnlistedError as error:
        fail(job, error.what, {"why": error.why, "fix": error.fix, "where": error.where[:2000]})
    except OperationalError:
        raise
    except Exception as error:
        log.exception("job %s failed with %s", job.pk, type(error).__name__)
        fail(job, "something went wrong that we did not foresee; the log names it by the job's number")
    return True


def work_until(stop: threading.Event) -> None:
    """Run jobs until asked to stop. While the database is away, wait and try again."""
    _sweep()
    while not stop.is_set():
        try:
            close_old_connections()
            busy = work_one()
        except OperationalError:
            log.warning("the database does not answer; trying again")
            connection.close()
            busy = False
        if not busy:
            stop.wait(PAUSE)


def _sweep() -> None:
    try:
        left = sweep_files()
    except OperationalError:
        connection.close()
        return
    if left:
        log.info("%s files without an entry were removed", left)


@contextmanager
def _beating(job: Job) -> Iterator[None]:
    """Renew the lease from a thread of its own while the work goes on."""
    done = threading.Event()

    def beat() -> None:
        """Renew until done."""
        while not done.wait(BEAT):
            try:
                keep_alive(job)
            except OperationalError:
                log.warning("a lease could not be renewed")
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(timeout=BEAT)

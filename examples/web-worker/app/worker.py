"""The worker: takes one job after the other until it is asked to stop, and finishes the one in hand."""

import logging
import signal
import threading
from collections.abc import Callable
from types import FrameType

from app.logs import log_as_json, request_id
from app.processing import NotThere, process
from app.services import Job, Services, connect
from app.settings import Settings

logger = logging.getLogger(__name__)

_PAUSE_AFTER_FAILURE = 2.0


def run(services: Services, stop: threading.Event, handle: Callable[[Services, Job], None] = process) -> None:
    """Work until ``stop`` is set. A job that came in after that goes back to the queue at once."""
    while not stop.is_set():
        try:
            jobs = services.jobs.receive()
        except Exception:
            logger.exception("the queue cannot be read")
            stop.wait(_PAUSE_AFTER_FAILURE)
            continue
        for job in jobs:
            if stop.is_set():
                services.jobs.give_back(job)
            else:
                _work(services, job, handle)


def _work(services: Services, job: Job, handle: Callable[[Services, Job], None]) -> None:
    token = request_id.set(job.request_id)
    try:
        handle(services, job)
        services.jobs.finish(job)
    except NotThere:
        logger.warning("job names an unknown upload", extra={"upload_id": job.upload_id})
    except Exception:
        logger.exception("job failed; it comes again", extra={"upload_id": job.upload_id})
    finally:
        request_id.reset(token)


def main() -> None:
    """Start the worker; SIGTERM and SIGINT ask it to stop."""
    settings = Settings()
    log_as_json(settings.log_level)
    stop = threading.Event()

    def ask_to_stop(number: int, _frame: FrameType | None) -> None:
        logger.info("stopping after the job in hand", extra={"signal": signal.Signals(number).name})
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    logger.info("worker started")
    run(connect(settings), stop)
    logger.info("worker stopped")


if __name__ == "__main__":
    main()

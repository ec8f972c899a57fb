"""What the worker does with one job. Doing it twice is doing it once."""

import logging
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import content
from app.models import Status, Upload
from app.services import Job, Services
from app.uploads import NEWEST, detail_key

logger = logging.getLogger(__name__)


class NotThere(Exception):
    """The job names an upload that the database does not have (yet)."""


def process(services: Services, job: Job) -> None:
    """
    Look at an upload, write down what was found and mail it.

    The row is locked meanwhile, so of two workers with the same job one waits and then finds nothing left to do. Only
    a crash between sending the mail and writing that down can send it twice.

    Raises:
        NotThere: the job should come again later; the queue gives up after a few times.
    """
    with services.sessions() as session:
        upload = session.scalar(select(Upload).where(Upload.id == job.upload_id).with_for_update())
        if upload is None:
            raise NotThere(str(job.upload_id))
        if upload.status == Status.WAITING:
            _examine(services, session, upload)
        if upload.mailed_at is None:
            services.mailer.send(upload.email, f"{_one_line(upload.filename)}: {upload.status}", letter(upload))
            upload.mailed_at = datetime.now(UTC)
        session.commit()
    services.cache.forget(NEWEST, detail_key(job.upload_id))


def _examine(services: Services, session: Session, upload: Upload) -> None:
    try:
        found = content.examine(services.storage.read(upload.key), upload.content_type)
    except content.Unreadable as error:
        upload.status, upload.failure = Status.FAILED, str(error)
        logger.warning("upload cannot be read", extra={"upload_id": upload.id, "reason": str(error)})
    else:
        if found.thumbnail is not None:
            services.storage.put(upload.thumbnail_key, found.thumbnail, "image/png")
        upload.status = Status.DONE
        upload.sha256, upload.text, upload.has_thumbnail = found.sha256, found.text, found.thumbnail is not None
        logger.info("upload processed", extra={"upload_id": upload.id, "sha256": found.sha256})
    upload.processed_at = datetime.now(UTC)
    session.flush()


def letter(upload: Upload) -> str:
    """The mail that tells what was found."""
    if upload.status == Status.FAILED:
        return f"We could not read {upload.filename}: {upload.failure}.\n"
    lines = [f"{upload.filename} ({upload.content_type}, {upload.size} bytes)", f"SHA-256: {upload.sha256}"]
    if upload.has_thumbnail:
        lines.append("There is a thumbnail on its page.")
    if upload.text:
        lines += ["", "It begins:", upload.text[:500]]
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())[:100]

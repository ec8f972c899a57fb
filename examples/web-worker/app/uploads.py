"""Taking uploads in and finding them again."""

import logging
import re
import uuid
from datetime import datetime
from pathlib import PurePosixPath, PureWindowsPath

from pydantic import BaseModel, ConfigDict, TypeAdapter
from sqlalchemy import select

from app.content import content_type
from app.logs import request_id
from app.models import Status, Upload
from app.services import Job, Services

logger = logging.getLogger(__name__)

NEWEST = "uploads:newest"
_SHOWN = 50
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class Refused(Exception):
    """The upload is not one we take; the message is for whoever sent it."""


class NotQueued(Exception):
    """The upload is stored, but nobody will look at it: the queue did not take its job."""


class UploadView(BaseModel):
    """What people see of an upload; also the JSON of the API and what the cache holds."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    filename: str
    content_type: str
    size: int
    status: Status
    created_at: datetime
    processed_at: datetime | None
    sha256: str
    text: str
    has_thumbnail: bool
    failure: str


_VIEWS = TypeAdapter(list[UploadView])


def detail_key(upload_id: uuid.UUID) -> str:
    return f"uploads:{upload_id}"


def accept(services: Services, *, filename: str, data: bytes, email: str, maximum_bytes: int) -> UploadView:
    """
    Store an upload and ask the worker to look at it.

    Raises:
        Refused: too large, empty, of a type we do not take, or no mail address to answer to.
        NotQueued: stored and marked as failed, because the queue did not answer.
    """
    kind = _checked(data, email, maximum_bytes)
    upload = Upload(id=uuid.uuid4(), filename=_clean(filename), content_type=kind, size=len(data), email=email)
    services.storage.put(upload.key, data, kind)
    with services.sessions(expire_on_commit=False) as session:
        session.add(upload)
        session.commit()
        try:
            services.jobs.send(Job(upload_id=upload.id, request_id=request_id.get()))
        except Exception as error:
            upload.status, upload.failure = Status.FAILED, "it could not be queued; please send it again"
            session.commit()
            raise NotQueued from error
        finally:
            services.cache.forget(NEWEST)
        logger.info("upload accepted", extra={"upload_id": upload.id, "content_type": kind, "size": upload.size})
        return UploadView.model_validate(upload)


def _checked(data: bytes, email: str, maximum_bytes: int) -> str:
    if not data:
        raise Refused("the file is empty")
    if len(data) > maximum_bytes:
        raise Refused(f"the file is larger than {maximum_bytes // 1024} KiB")
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise Refused("that is not a mail address")
    kind = content_type(data)
    if kind is None:
        raise Refused("only PNG, JPEG, GIF and WebP pictures, PDF and plain text are taken")
    return kind


def _clean(filename: str) -> str:
    """The last part of whatever path a browser sent, printable and not too long."""
    name = PureWindowsPath(PurePosixPath(filename).name).name
    return "".join(letter for letter in name if letter.isprintable()).strip()[:255] or "unnamed"


def newest(services: Services) -> list[UploadView]:
    """The newest uploads, from the cache when it has them."""
    if (cached := services.cache.get(NEWEST)) is not None:
        return _VIEWS.validate_json(cached)
    with services.sessions() as session:
        found = session.scalars(select(Upload).order_by(Upload.created_at.desc(), Upload.id).limit(_SHOWN))
        views = [UploadView.model_validate(one) for one in found]
    services.cache.put(NEWEST, _VIEWS.dump_json(views))
    return views


def find(services: Services, upload_id: uuid.UUID) -> UploadView | None:
    """One upload, from the cache when it is there. Only finished ones are cached: the others are about to change."""
    key = detail_key(upload_id)
    if (cached := services.cache.get(key)) is not None:
        return UploadView.model_validate_json(cached)
    with services.sessions() as session:
        upload = session.get(Upload, upload_id)
        view = UploadView.model_validate(upload) if upload is not None else None
    if view is not None and view.status is not Status.WAITING:
        services.cache.put(key, view.model_dump_json().encode())
    return view

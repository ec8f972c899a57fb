"""The systems this application works with, behind the small interfaces it needs."""

import json
import logging
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import boto3
import redis
from botocore.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

from app.settings import Settings

logger = logging.getLogger(__name__)

LONG_POLL_SECONDS = 5
PAGE_SECONDS = 10


@dataclass(frozen=True, kw_only=True)
class Job:
    """One upload to look at. ``receipt`` is what the queue wants back when it is done."""

    upload_id: uuid.UUID
    request_id: str = ""
    receipt: str = ""


class Storage(Protocol):
    def put(self, key: str, data: bytes, content_type: str) -> None: ...
    def read(self, key: str) -> bytes: ...
    def stream(self, key: str) -> Iterator[bytes]: ...
    def check(self) -> None: ...


class Jobs(Protocol):
    def send(self, job: Job) -> None: ...
    def receive(self) -> list[Job]: ...
    def finish(self, job: Job) -> None: ...
    def give_back(self, job: Job) -> None: ...


class Mailer(Protocol):
    def send(self, to: str, subject: str, body: str) -> None: ...


class Cache(Protocol):
    def get(self, key: str) -> bytes | None: ...
    def put(self, key: str, value: bytes) -> None: ...
    def forget(self, *keys: str) -> None: ...
    def check(self) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything outside this process."""

    sessions: sessionmaker[Session]
    storage: Storage
    jobs: Jobs
    mailer: Mailer
    cache: Cache

    def problems(self) -> dict[str, str]:
        """Which systems cannot be reached right now, and why; empty when all is well."""
        checks = {"database": self._check_database, "cache": self.cache.check, "storage": self.storage.check}
        found = {}
        for name, check in checks.items():
            try:
                check()
            except Exception as error:  # whatever stands in the way makes us unready
                logger.warning("%s cannot be reached", name, exc_info=error)
                found[name] = type(error).__name__
        return found

    def _check_database(self) -> None:
        with self.sessions() as session:
            session.execute(text("select 1"))


def connect(settings: Settings) -> Services:
    """The real systems that the settings name. boto3 finds region, credentials and endpoint by itself."""
    engine = create_engine(
        settings.sqlalchemy_url, pool_pre_ping=True, pool_size=5, max_overflow=5, connect_args={"connect_timeout": 5}
    )
    config = Config(
        connect_timeout=3, read_timeout=LONG_POLL_SECONDS + 10, retries={"mode": "standard", "max_attempts": 4}
    )
    return Services(
        sessions=sessionmaker(engine),
        storage=S3Storage(boto3.client("s3", config=config), settings.uploads_bucket),
        jobs=SqsJobs(boto3.client("sqs", config=config), settings.jobs_queue_url),
        mailer=SesMailer(boto3.client("ses", config=config), settings.mail_from),
        cache=RedisCache(redis.Redis.from_url(settings.cache_url, socket_timeout=1, socket_connect_timeout=1)),
    )


class S3Storage:
    """Files in a bucket."""

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def put(self, key: str, data: bytes, content_type: str) -> None:
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=data, ContentType=content_type)

    def read(self, key: str) -> bytes:
        body: bytes = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        return body

    def stream(self, key: str) -> Iterator[bytes]:
        body = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"]
        return iter(body.iter_chunks(64 * 1024))

    def check(self) -> None:
        self._s3.list_objects_v2(Bucket=self._bucket, MaxKeys=1)


class SqsJobs:
    """Jobs on a queue. A job that is neither finished nor given back comes again after the visibility timeout."""

    def __init__(self, sqs: Any, url: str) -> None:
        self._sqs = sqs
        self._url = url

    def send(self, job: Job) -> None:
        body = json.dumps({"upload_id": str(job.upload_id), "request_id": job.request_id})
        self._sqs.send_message(QueueUrl=self._url, MessageBody=body)

    def receive(self) -> list[Job]:
        answer = self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=1, WaitTimeSeconds=LONG_POLL_SECONDS)
        return [job for message in answer.get("Messages", []) if (job := self._job(message)) is not None]

    def finish(self, job: Job) -> None:
        self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=job.receipt)

    def give_back(self, job: Job) -> None:
        self._sqs.change_message_visibility(QueueUrl=self._url, ReceiptHandle=job.receipt, VisibilityTimeout=0)

    def _job(self, message: dict[str, str]) -> Job | None:
        """The job in a message; one we cannot read is left to the queue, which moves it aside after a few receives."""
        try:
            body = json.loads(message["Body"])
            upload_id = uuid.UUID(body["upload_id"])
            return Job(
                upload_id=upload_id, request_id=str(body.get("request_id", "")), receipt=message["ReceiptHandle"]
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            logger.error("a message on the queue is not a job", extra={"message_id": message.get("MessageId")})
            return None


class SesMailer:
    """Mail through SES."""

    def __init__(self, ses: Any, sender: str) -> None:
        self._ses = ses
        self._sender = sender

    def send(self, to: str, subject: str, body: str) -> None:
        self._ses.send_email(
            Source=self._sender,
            Destination={"ToAddresses": [to]},
            Message={
                "Subject": {"Data": subject, "Charset": "UTF-8"},
                "Body": {"Text": {"Data": body, "Charset": "UTF-8"}},
            },
        )


class RedisCache:
    """Pages for ten seconds. Without Redis everything still works, only slower."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def get(self, key: str) -> bytes | None:
        try:
            value = self._client.get(key)
        except redis.RedisError as error:
            logger.warning("the cache cannot be read", extra={"reason": str(error)})
            return None
        return value if isinstance(value, bytes) else None

    def put(self, key: str, value: bytes) -> None:
        try:
            self._client.set(key, value, ex=PAGE_SECONDS)
        except redis.RedisError as error:
            logger.warning("the cache cannot be written", extra={"reason": str(error)})

    def forget(self, *keys: str) -> None:
        try:
            self._client.delete(*keys)
        except redis.RedisError as error:
            logger.warning("the cache cannot forget", extra={"reason": str(error), "keys": keys})

    def check(self) -> None:
        self._client.ping()

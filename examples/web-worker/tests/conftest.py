"""The application with everything outside the process replaced by something small."""

import io
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import StaticPool

from app.models import Base
from app.services import Job, Services
from app.web import create_app

MAXIMUM = 100_000


class FakeStorage:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, key: str, data: bytes, content_type: str) -> None:
        self.files[key] = data

    def read(self, key: str) -> bytes:
        return self.files[key]

    def stream(self, key: str) -> Iterator[bytes]:
        yield self.files[key]

    def check(self) -> None:
        return


class FakeJobs:
    def __init__(self) -> None:
        self.waiting: list[Job] = []
        self.finished: list[Job] = []
        self.given_back: list[Job] = []
        self.is_down = False

    def send(self, job: Job) -> None:
        if self.is_down:
            raise ConnectionError("the queue is down")
        self.waiting.append(job)

    def receive(self) -> list[Job]:
        return [self.waiting.pop(0)] if self.waiting else []

    def finish(self, job: Job) -> None:
        self.finished.append(job)

    def give_back(self, job: Job) -> None:
        self.given_back.append(job)


class FakeMailer:
    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.is_down = False

    def send(self, to: str, subject: str, body: str) -> None:
        if self.is_down:
            raise ConnectionError("SES is down")
        self.sent.append((to, subject, body))


class FakeCache:
    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.is_down = False

    def get(self, key: str) -> bytes | None:
        return self.pages.get(key)

    def put(self, key: str, value: bytes) -> None:
        self.pages[key] = value

    def forget(self, *keys: str) -> None:
        for key in keys:
            self.pages.pop(key, None)

    def check(self) -> None:
        if self.is_down:
            raise ConnectionError("the cache is down")


@pytest.fixture
def services() -> Iterator[Services]:
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    Base.metadata.create_all(engine)
    yield Services(
        sessions=sessionmaker(engine), storage=FakeStorage(), jobs=FakeJobs(), mailer=FakeMailer(), cache=FakeCache()
    )
    engine.dispose()


@pytest.fixture
def client(services: Services) -> TestClient:
    return TestClient(create_app(services, session_secret="a secret of a test", maximum_upload_bytes=MAXIMUM))


@pytest.fixture
def picture() -> bytes:
    result = io.BytesIO()
    Image.new("RGB", (640, 480), "navy").save(result, "PNG")
    return result.getvalue()

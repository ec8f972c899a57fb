"""What the worker does with jobs, and when it stops."""

import hashlib
import threading
import uuid

import pytest

from app import processing, uploads, worker
from app.models import Upload
from app.services import Job


def accepted(services, data, email="ann@example.com"):
    return uploads.accept(services, filename="file", data=data, email=email, maximum_bytes=10_000_000)


def shown(services, view):
    return uploads.find(services, view.id)


def test_a_picture_gets_a_thumbnail_a_checksum_and_a_mail(services, picture):
    view = accepted(services, picture)
    processing.process(services, services.jobs.waiting[0])
    seen = shown(services, view)
    assert ("done", True) == (seen.status, seen.has_thumbnail)
    assert hashlib.sha256(picture).hexdigest() == seen.sha256
    assert services.storage.files[f"thumbnails/{view.id}.png"].startswith(b"\x89PNG")
    [(to, subject, body)] = services.mailer.sent
    assert ("ann@example.com", "file: done") == (to, subject)
    assert seen.sha256 in body


def test_a_text_is_kept(services):
    view = accepted(services, b"Some words\n")
    processing.process(services, services.jobs.waiting[0])
    assert "Some words" == shown(services, view).text


def test_a_job_that_comes_twice_is_done_once(services, picture):
    accepted(services, picture)
    job = services.jobs.waiting[0]
    processing.process(services, job)
    processing.process(services, job)
    assert 1 == len(services.mailer.sent)


def test_a_damaged_file_fails_for_good_and_says_so(services):
    view = accepted(services, b"\x89PNG\r\n\x1a\n and then nothing")
    processing.process(services, services.jobs.waiting[0])
    assert ("failed", "the picture is damaged") == (shown(services, view).status, shown(services, view).failure)
    assert "could not read" in services.mailer.sent[0][2]


def test_a_mail_that_cannot_be_sent_is_sent_when_the_job_comes_again(services):
    accepted(services, b"words")
    job = services.jobs.waiting[0]
    services.mailer.is_down = True
    with pytest.raises(ConnectionError):
        processing.process(services, job)
    services.mailer.is_down = False
    processing.process(services, job)
    assert 1 == len(services.mailer.sent)


def test_a_job_without_its_upload_comes_again(services):
    with pytest.raises(processing.NotThere):
        processing.process(services, Job(upload_id=uuid.uuid4()))


def test_asked_to_stop_the_worker_finishes_the_job_in_hand_and_takes_no_other(services):
    stop = threading.Event()
    services.jobs.waiting += [Job(upload_id=uuid.uuid4()), Job(upload_id=uuid.uuid4())]
    first, second = services.jobs.waiting

    worker.run(services, stop, handle=lambda _services, _job: stop.set())

    assert ([first], [second]) == (services.jobs.finished, services.jobs.waiting)


def test_a_job_that_arrives_while_stopping_goes_back_at_once(services):
    stop = threading.Event()
    job = Job(upload_id=uuid.uuid4())

    class StoppedWhileWaiting(type(services.jobs)):
        def receive(self):
            stop.set()
            return [job]

    jobs = StoppedWhileWaiting()
    worker.run(type(services)(**vars(services) | {"jobs": jobs}), stop)
    assert ([job], []) == (jobs.given_back, jobs.finished)


def test_a_failing_job_does_not_end_the_worker(services):
    stop = threading.Event()
    services.jobs.waiting += [Job(upload_id=uuid.uuid4()), Job(upload_id=uuid.uuid4())]
    seen = []

    def handle(_services, job):
        seen.append(job)
        if len(seen) == 2:
            stop.set()
        raise RuntimeError("broken")

    worker.run(services, stop, handle)
    assert (2, []) == (len(seen), services.jobs.finished)


def test_the_letter_has_one_line_of_subject(services):
    upload = Upload(filename="a\nb", content_type="text/plain", size=1, status="done", sha256="x", text="t")
    assert "It begins:\nt" in processing.letter(upload)

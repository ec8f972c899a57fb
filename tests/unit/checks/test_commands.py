"""Commands that would not answer where they should."""

from __future__ import annotations

import pytest

from aerostat.checks.traffic import hard_coded_port, loopback
from aerostat.model import Service


def a_service(command: str) -> Service:
    return Service(name="web", build=None, port=8000, command=command)


@pytest.mark.parametrize(
    ("command", "edit"),
    [
        ("uvicorn a:b --host 0.0.0.0 --port 8000", "uvicorn a:b --host 0.0.0.0 --port ${PORT}"),
        ("uvicorn a:b --port=8000", "uvicorn a:b --port=${PORT}"),
        ("gunicorn -b :8000 a", "gunicorn -b :${PORT} a"),
        ("gunicorn --bind=0.0.0.0:8000 a", "gunicorn --bind=0.0.0.0:${PORT} a"),
        ("python manage.py runserver 0.0.0.0:8000", "python manage.py runserver 0.0.0.0:${PORT}"),
        ("PORT=3000 node server.js", "PORT=${PORT} node server.js"),
        ("flask run -p 5000", "flask run -p ${PORT}"),
    ],
)
def test_fixed_ports_are_found_with_the_edit(command, edit):
    """The suggestion is the whole command, ready to paste."""
    [problem] = hard_coded_port(a_service(command))
    assert f"write `command: {edit}`" == problem.suggestion


@pytest.mark.parametrize(
    "command",
    [
        "uvicorn a:b --port ${PORT}",
        "uvicorn a:b --port $PORT --workers 8000",
        "npm start",
        "python -m app --timeout 8000",
        "celery --app a worker --concurrency 10",
    ],
)
def test_other_numbers_are_no_ports(command):
    """Only what sets a port is a port."""
    assert [] == list(hard_coded_port(a_service(command)))


@pytest.mark.parametrize(
    ("command", "edit"),
    [
        ("uvicorn a:b --port ${PORT}", "uvicorn a:b --port ${PORT} --host 0.0.0.0"),
        ("uvicorn a:b --host 127.0.0.1 --port ${PORT}", "uvicorn a:b --host 0.0.0.0 --port ${PORT}"),
        ("gunicorn --bind localhost:${PORT} a", "gunicorn --bind 0.0.0.0:${PORT} a"),
        ("flask --app a run --port ${PORT}", "flask --app a run --port ${PORT} --host 0.0.0.0"),
    ],
)
def test_listening_on_loopback_is_found_with_the_edit(command, edit):
    """Servers whose default is loopback count too."""
    [problem] = loopback(a_service(command))
    assert f"write `command: {edit}`" == problem.suggestion


@pytest.mark.parametrize("command", ["uvicorn a:b --host 0.0.0.0", "gunicorn a", "python -m uvicorn_like"])
def test_listening_everywhere_is_fine(command):
    """No finding without a reason."""
    assert [] == list(loopback(a_service(command)))

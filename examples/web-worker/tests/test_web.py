"""What people and programs see of the web service."""

import re

from conftest import MAXIMUM

FORM = {"email": "ann@example.com"}


def hand_in(client, data=b"Hello, world", name="note.txt", **form):
    return client.post("/api/uploads", files={"file": (name, data)}, data=FORM | form)


def token(client):
    return re.search(r'name="token" value="([^"]+)"', client.get("/").text)[1]


def test_health_touches_nothing(client, services):
    services.cache.is_down = True
    assert 200 == client.get("/health").status_code


def test_ready_names_what_cannot_be_reached(client, services):
    assert 200 == client.get("/ready").status_code
    services.cache.is_down = True
    answer = client.get("/ready")
    assert (503, {"cache": "ConnectionError"}) == (answer.status_code, answer.json()["problems"])


def test_an_upload_is_stored_recorded_and_queued(client, services):
    answer = hand_in(client)
    assert 201 == answer.status_code
    upload = answer.json()
    assert "waiting" == upload["status"]
    assert b"Hello, world" == services.storage.files[f"uploads/{upload['id']}"]
    assert [upload["id"]] == [str(job.upload_id) for job in services.jobs.waiting]
    assert upload["id"] == client.get(f"/api/uploads/{upload['id']}").json()["id"]
    assert [upload["id"]] == [one["id"] for one in client.get("/api/uploads").json()]


def test_the_form_takes_uploads_and_shows_them(client):
    answer = client.post("/uploads", files={"file": ("a.txt", b"text")}, data=FORM | {"token": token(client)})
    assert 200 == answer.status_code
    assert "a.txt" in answer.text
    assert "ann@example.com" in client.get("/").text


def test_a_form_from_elsewhere_is_refused(client):
    answer = client.post("/uploads", files={"file": ("a.txt", b"text")}, data=FORM | {"token": "guessed"})
    assert 403 == answer.status_code


def test_what_is_not_taken_says_why(client):
    assert "larger than" in hand_in(client, b"x" * (MAXIMUM + 1)).json()["detail"]
    assert "empty" in hand_in(client, b"").json()["detail"]
    assert "only PNG" in hand_in(client, b"\x7fELF\x00\x01").json()["detail"]
    assert "mail address" in hand_in(client, email="nobody").json()["detail"]
    assert "mail address" in hand_in(client, email="a@example.com\nBcc: b@example.com").json()["detail"]


def test_a_body_far_too_long_is_not_even_read(client, services):
    assert 413 == hand_in(client, b"x" * (MAXIMUM + 100_000)).status_code
    chunks = (b"x" * 50_000 for _ in range(10))
    answer = client.post("/api/uploads", content=chunks, headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert 413 == answer.status_code
    assert {} == services.storage.files


def test_names_and_texts_are_escaped(client):
    upload = hand_in(client, name="<script>alert(1)</script>.txt").json()
    for page in ("/", f"/uploads/{upload['id']}"):
        assert "<script>" not in client.get(page).text
        assert "default-src 'self'" in client.get(page).headers["Content-Security-Policy"]


def test_files_are_downloads_with_their_own_name(client):
    upload = hand_in(client, name='..\\..\\evil";x=ü.txt').json()
    answer = client.get(f"/uploads/{upload['id']}/file")
    assert b"Hello, world" == answer.content
    assert "attachment; filename*=UTF-8''evil%2522%3Bx%3D%C3%BC.txt" == answer.headers["Content-Disposition"]


def test_an_upload_that_cannot_be_queued_is_marked_as_failed(client, services):
    services.jobs.is_down = True
    assert 503 == hand_in(client).status_code
    assert ["failed"] == [one["status"] for one in client.get("/api/uploads").json()]


def test_what_is_not_there_is_404(client):
    assert 404 == client.get("/uploads/00000000-0000-0000-0000-000000000000").status_code
    assert 422 == client.get("/uploads/not-an-id").status_code


def test_every_answer_carries_the_id_of_its_request(client):
    assert "abc-1" == client.get("/", headers={"X-Request-ID": "abc-1"}).headers["X-Request-ID"]
    assert "a b" != client.get("/", headers={"X-Request-ID": "a b"}).headers["X-Request-ID"]

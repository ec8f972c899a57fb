"""The example application on a cloud of its own: an upload is processed and its mail is readable."""

import json
import subprocess
from pathlib import Path

import pytest

from benchmarks.drill import drill, wait_for
from benchmarks.load import load

pytestmark = [pytest.mark.real, pytest.mark.timeout(400), pytest.mark.xdist_group("web-worker")]

SOURCE = Path(__file__).parents[3] / "examples" / "web-worker"


@pytest.fixture(scope="module")
def application():
    """On a cloud that refuses what no policy allows, as AWS does."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LOCALCLOUD_IAM", "strict")
        with drill(source=SOURCE) as running:
            yield running


def curl(*words):
    done = subprocess.run(["curl", "-s", "--max-time", "10", *words], capture_output=True, text=True)
    return json.loads(done.stdout)


def upload(application, tmp_path, text):
    path = tmp_path / "notes.txt"
    path.write_text(text)
    return curl("-F", f"file=@{path}", "-F", "email=ann@example.org", f"{application.url}api/uploads")


def test_an_upload_is_processed_and_its_mail_readable(application, tmp_path):
    """S3, PostgreSQL, SQS, the worker and SES: the whole way, seen from outside."""
    accepted = upload(application, tmp_path, "the quick brown fox")

    one = f"{application.url}api/uploads/{accepted['id']}"
    done = wait_for("the worker", lambda: (found := curl(one)) and found["sha256"] and found)
    mailbox = f"{application.cloud()['endpoint']}/_localcloud/mailbox"
    mails = wait_for("the mail", lambda: curl("-H", "Accept: application/json", mailbox))

    assert "9ecb36561341d18eb65484e833efea61edc74b84cf5e6ae1b81c63533e25fc8f" == done["sha256"]
    assert ["ann@example.org"] == mails[0]["to"]


def test_the_blueprints_roles_are_enough(application, tmp_path):
    """Nothing was refused on the way of an upload: each role has what its service needs."""
    accepted = upload(application, tmp_path, "permitted")
    wait_for("the worker", lambda: curl(f"{application.url}api/uploads/{accepted['id']}")["sha256"])

    report = curl(f"{application.cloud()['endpoint']}/_localcloud/iam")

    assert ("strict", []) == (report["mode"], report["latest"])
    assert report["judged"] > 100


def test_a_killed_database_comes_back_with_its_data(application, tmp_path):
    """PostgreSQL dies; it is started again on its data, and what was acknowledged is there."""
    before = upload(application, tmp_path, "kept")
    server = next(pid for pid in application.servers("postgres"))

    application.kill(server)

    ready = f"{application.url}ready"
    wait_for("the application", lambda: curl(ready) == {"status": "ready"})
    assert before["id"] == curl(f"{application.url}api/uploads/{before['id']}")["id"]


def test_a_change_is_deployed_without_losing_a_request(application):
    """A changed line, `aerostat deploy`, and nobody noticed."""
    template = application.folder / "app" / "templates" / "base.html"
    template.write_text(template.read_text().replace("</body>", "<p>second edition</p></body>"))
    with load(f"{application.url}health", rate=50) as client:
        ran = application.aerostat("deploy")

    assert 0 == ran.code, ran.documents[-3:]
    assert [] == client.report.failures()
    assert "second edition" in subprocess.run(["curl", "-s", application.url], capture_output=True, text=True).stdout


def test_uploads_survive_down_and_up(application, tmp_path):
    """What was acknowledged before `down` is there after `up`."""
    before = upload(application, tmp_path, "still here")

    assert 0 == application.aerostat("down").code
    assert 0 == application.aerostat("up").code

    assert before["id"] == curl(f"{application.url}api/uploads/{before['id']}")["id"]

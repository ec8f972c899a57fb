"""What goes wrong before Terraform does anything: each error says what, why, and what to do now."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

AEROSTAT = Path(sys.executable).parent / "aerostat"
BLUEPRINT = """\
application: shop
queues: {orders: {}}
environments: {prod: {}}
"""

pytestmark = pytest.mark.real
needs_terraform = pytest.mark.skipif(shutil.which("terraform") is None, reason="there is no terraform on this machine")


class Place:
    """A folder with a blueprint, and a shell in it."""

    def __init__(self, folder, endpoint):
        self.folder = folder
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        self.write(BLUEPRINT)

    def write(self, text):
        (self.folder / "aerostat.yaml").write_text(text)

    def refused(self, *words, **environ):
        """The error of a command that ends with 1."""
        variables = {name: value for name, value in {**self.environ, **environ}.items() if value is not None}
        done = subprocess.run(
            [AEROSTAT, *words, "--env", "prod", "--json"],
            cwd=self.folder,
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=100,
        )
        assert 1 == done.returncode, done.stdout + done.stderr
        assert "" == done.stderr
        return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def place(cloud, tmp_path):
    return Place(tmp_path, cloud.endpoint)


@pytest.mark.parametrize("command", ["plan", "outputs"])
def test_no_terraform_says_how_to_get_one(place, command, tmp_path):
    (tmp_path / "empty").mkdir()

    error = place.refused(command, PATH=str(tmp_path / "empty"))

    assert ("terraform-error", "there is no `terraform` and no `tofu` on this machine") == (
        error["error"],
        error["message"],
    )
    assert "https://opentofu.org" in error["hint"]


@needs_terraform
def test_no_credentials_say_how_to_sign_in(place):
    error = place.refused("plan", AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None)

    assert ("aws-error", "signing in to AWS failed: there are no AWS credentials") == (error["error"], error["message"])
    assert "aws sso login" in error["hint"]


class Refusing(BaseHTTPRequestHandler):
    """Answers everything with the error code that its server was given, as AWS's query protocol does."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = f"<ErrorResponse><Error><Code>{self.server.code}</Code><Message>no</Message></Error></ErrorResponse>"
        self.send_response(403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


@needs_terraform
@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidClientTokenId"])
def test_credentials_that_aws_does_not_accept_are_told_as_such(place, code):
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        server.code = code
        threading.Thread(target=server.serve_forever, daemon=True).start()
        error = place.refused("plan", AWS_ENDPOINT_URL=f"http://127.0.0.1:{server.server_port}")
        server.shutdown()

    assert "aws-error" == error["error"]
    assert code in error["message"]
    assert "the credentials are wrong or have expired; sign in again" == error["hint"]


@needs_terraform
def test_a_folder_that_cannot_be_written_is_named(place):
    (place.folder / "file").touch()

    error = place.refused("plan", "--out", "file/terraform")

    assert "usage-error" == error["error"]
    assert "file/terraform/prod" in error["message"]
    assert "`--out`" in error["hint"]


@needs_terraform
def test_the_folder_of_notes_may_be_the_one(place):
    (place.folder / ".aerostat").touch()

    error = place.refused("plan")

    assert "usage-error" == error["error"]
    assert "Not a directory" in error["message"]


@needs_terraform
def test_a_state_bucket_that_is_not_there_leads_to_bootstrap(place):
    place.write(f"{BLUEPRINT}state: nowhere-to-be-found\n")

    error = place.refused("plan")

    assert "the bucket `nowhere-to-be-found`, which is to hold Terraform's state, does not exist" == error["message"]
    assert "`aerostat bootstrap --env prod` makes it" == error["hint"]


@needs_terraform
def test_without_network_a_settings_file_that_is_missing_is_named(place):
    """The mirror it was to name is why the provider is looked for far away."""
    nowhere = "http://127.0.0.1:9"

    error = place.refused("plan", TF_CLI_CONFIG_FILE="/nowhere/terraform.rc", HTTPS_PROXY=nowhere)

    assert ("terraform-error", "the AWS provider cannot be downloaded") == (error["error"], error["message"])
    assert "TF_CLI_CONFIG_FILE names /nowhere/terraform.rc, which cannot be read" in error["because"][0]
    assert "mirror" in error["hint"]


@needs_terraform
def test_a_mistake_in_a_users_own_file_is_told_by_its_line(place):
    """Our files and theirs are one project to Terraform."""
    (place.folder / "terraform" / "prod").mkdir(parents=True)
    (place.folder / "terraform" / "prod" / "mine.tf").write_text('resource "aws_vpc" "mine" {\n  cidr = \n}\n')

    error = place.refused("plan")

    assert "terraform-error" == error["error"]
    assert any(line.startswith("aws_vpc.mine, mine.tf:2: ") for line in error["because"]), error


def test_a_mistake_in_the_blueprint_comes_first(place):
    place.write(BLUEPRINT.replace("queues", "quues"))

    assert "blueprint-error" == place.refused("plan", PATH="/nowhere")["error"]

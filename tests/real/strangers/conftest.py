"""A local cloud of its own, as somebody else's tool would meet it: an endpoint and nothing more."""

import json
import subprocess
import sys
from pathlib import Path

import boto3
import pytest

PROGRAMS = Path(sys.executable).parent


class Endpoint:
    """Where the cloud answers; ``client`` makes boto3 clients, ``aws`` runs the AWS CLI."""

    def __init__(self, url):
        self.url = url
        self.keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}

    def client(self, service):
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def aws(self, *words):
        done = subprocess.run(
            [PROGRAMS / "aws", "--endpoint-url", self.url, "--output", "json", *words],
            capture_output=True,
            text=True,
            env={**self.keys, "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
        )
        assert 0 == done.returncode, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None


@pytest.fixture(scope="session")
def cloud(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cloud")
    folder.chmod(0o755)
    state = str(folder / "state")
    command = [PROGRAMS / "localcloud", "start", "--state", state, "--port", "0", "--speed", "20", "--detach"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    card = json.loads((folder / "state" / "cloud.json").read_text())
    yield Endpoint(card["endpoint"])
    subprocess.run([PROGRAMS / "localcloud", "stop", "--state", state], check=True, stdout=subprocess.DEVNULL)

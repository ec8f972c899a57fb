"""
The user's Terraform and the real AWS provider, run by us against a local cloud.

A project of a few resources, written by hand; in its middle a gate that stays shut until a file is there, so that an
apply can be interrupted and killed at a place that is always the same.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import boto3
import pytest

from tests.real.aws_provider import mirror

DRIVER = Path(__file__).parent / "driver.py"
_SECONDS = 150.0


pytestmark = [
    pytest.mark.real,
    pytest.mark.timeout(400),
    pytest.mark.skipif(shutil.which("terraform") is None, reason="there is no terraform on this machine"),
]
needs_the_provider = pytest.mark.skipif(mirror() is None, reason="no filesystem mirror has the AWS provider")

HEAD = """\
terraform {
  BACKEND
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100"
    }
  }
}

provider "aws" {
  region                  = "us-east-1"
  s3_use_path_style       = true
  skip_metadata_api_check = true
}
"""
LIFE = """
resource "aws_s3_bucket" "uploads" {
  bucket        = "shop-uploads"
  force_destroy = FORCE_DESTROY
  tags          = { Team = "balloons" }
}

resource "aws_iam_role" "web" {
  name               = "shop-web"
  description        = "DESCRIPTION"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })

  lifecycle {
    ignore_changes = [max_session_duration]
  }
}

output "bucket" {
  value = aws_s3_bucket.uploads.bucket
}

output "password" {
  value     = "hunter2"
  sensitive = true
}
"""
GATED = """
resource "aws_s3_bucket" "before" {
  bucket = "before-the-gate"
}

resource "terraform_data" "gate" {
  depends_on = [aws_s3_bucket.before]

  provisioner "local-exec" {
    command = "until test -e '${path.module}/open'; do sleep 0.1; done"
  }
}

resource "aws_s3_bucket" "after" {
  depends_on = [terraform_data.gate]
  bucket     = "after-the-gate"
}
"""
#: The same without a provider that takes seconds to start.
QUICK = """
terraform {
}

resource "terraform_data" "before" {
}

resource "terraform_data" "gate" {
  depends_on = [terraform_data.before]

  provisioner "local-exec" {
    command = "until test -e '${path.module}/open'; do sleep 0.1; done"
  }
}

resource "terraform_data" "after" {
  depends_on = [terraform_data.gate]
}
"""
PROTECTED = """
resource "terraform_data" "kept" {
  triggers_replace = "first"

  lifecycle {
    prevent_destroy = PROTECTS
  }
}
"""
S3 = """backend "s3" {
    bucket         = "shop-state"
    key            = "terraform.tfstate"
    region         = "us-east-1"
    use_lockfile   = true
    use_path_style = true
  }"""


class Workshop:
    """A folder with a project, and our commands run on it."""

    def __init__(self, folder, endpoint, body, state_bucket=""):
        self.folder = folder
        self.project = folder / "project"
        self.project.mkdir(parents=True)
        self.write(body)
        settings = folder / "terraform.rc"
        settings.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror()}"\n  }}\n}}\n')
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TF_CLI_CONFIG_FILE": str(settings),
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "STATE_BUCKET": state_bucket,
        }
        self.endpoint = endpoint

    def write(self, text):
        (self.project / "main.tf.template").write_text(text)

    def client(self, service):
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def start(self, command, **options):
        words = [f"{name}={value}" for name, value in options.items()]
        log = (self.folder / "driver.log").open("wb")
        return subprocess.Popen(
            [sys.executable, DRIVER, self.folder, command, *words],
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )

    def run(self, command, **options):
        """Exit code, and the last object it wrote."""
        code = self.start(command, **options).wait(_SECONDS)
        return code, self.lines()[-1]

    def done(self, command, **options):
        """Exit code, and what was done in numbers."""
        code, told = self.run(command, **options)
        return code, told["result"]["done"] if code == 0 else told

    def lines(self):
        """Whole lines of what the last command wrote."""
        text = (self.folder / "driver.log").read_text()
        return [json.loads(line) for line in text.split("\n")[:-1] if line.startswith("{")]

    def is_at_the_gate(self):
        """Whether what comes before it has been made."""
        made = [one["subject"] for one in self.lines() if one.get("event") == "resource-changed"]
        return any(address.endswith(".before") for address in made)

    def open_the_gate(self):
        (self.project / "open").touch()

    def terraform(self):
        """Process id of the Terraform at work."""
        return json.loads((self.folder / "notes" / "lock").read_text())["terraform"]


def until(is_so, awaited, process=None):
    deadline = time.monotonic() + _SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"waited {_SECONDS:.0f} s until {awaited}"
        assert process is None or process.poll() is None, f"ended before {awaited}"
        time.sleep(0.05)


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@needs_the_provider
def test_from_the_first_plan_to_the_last_deletion(cloud, tmp_path):
    """Planned, applied as planned; drift is told in its classes; data goes only when told so."""
    shop = Workshop(tmp_path / "shop", cloud.endpoint, HEAD.replace("BACKEND", "") + LIFE)

    code, told = shop.run("plan")
    assert (0, "2 to create") == (code, told["result"]["counts"])
    assert ["services.web", "buckets.uploads"] == [one["origin"] for one in told["result"]["changes"]][::-1]

    code, told = shop.run("apply", planned="yes")
    assert 0 == code, told
    assert {"bucket": "shop-uploads", "password": None} == told["result"]["outputs"]
    assert "hunter2" not in (shop.folder / "driver.log").read_text()
    done = [one["subject"] for one in shop.lines() if one.get("event") == "resource-changed"]
    assert {"aws_iam_role.web", "aws_s3_bucket.uploads"} == set(done)

    shop.client("s3").put_bucket_tagging(
        Bucket="shop-uploads", Tagging={"TagSet": [{"Key": "Team", "Value": "somebody else"}]}
    )
    shop.client("iam").update_role(RoleName="shop-web", Description="DESCRIPTION", MaxSessionDuration=7200)
    shop.write((shop.project / "main.tf.template").read_text().replace("DESCRIPTION", "serves the shop"))
    code, told = shop.run("drift")
    assert 0 == code, told
    assert {"aws_s3_bucket.uploads": ["tags.Team balloons → somebody else"]} == told["result"]["by_hand"]
    assert {"aws_iam_role.web": ["max_session_duration 3600 → 7200"]} == told["result"]["governed"]
    assert {"aws_iam_role.web": "description DESCRIPTION → serves the shop"} == told["result"]["to_apply"]

    shop.client("s3").put_object(Bucket="shop-uploads", Key="picture", Body=b"x")
    code, told = shop.run("destroy")
    assert 1 == code
    assert ["shop-uploads (aws_s3_bucket.uploads): every object in the bucket"] == told["because"]
    assert shop.client("s3").get_object(Bucket="shop-uploads", Key="picture")

    code, told = shop.run("destroy", delete_data="yes")
    assert 0 == code, told
    assert [] == [one["Name"] for one in shop.client("s3").list_buckets()["Buckets"] if one["Name"] == "shop-uploads"]


def test_ctrl_c_stops_where_the_state_is_whole(cloud, tmp_path):
    """130 and the command that continues; what was made stays made, and the rest is made then."""
    shop = Workshop(tmp_path / "shop", cloud.endpoint, QUICK)
    applying = shop.start("apply")
    until(shop.is_at_the_gate, "the first resource is there", applying)

    applying.send_signal(signal.SIGINT)

    assert 130 == applying.wait(_SECONDS)
    told = shop.lines()[-1]
    assert ("interrupted", "stopped after 1 of 3 changes; what was made is written down") == (
        told["error"],
        told["message"],
    )
    assert "`aerostat apply --env prod` continues" in told["hint"]

    shop.open_the_gate()
    code, told = shop.run("apply")
    assert 0 == code, told
    assert {"terraform_data.gate": "replace", "terraform_data.after": "create"} == {
        one["address"]: one["change"] for one in told["result"]["changes"]
    }


def test_terraform_outlives_our_death(cloud, tmp_path):
    """Killed in mid-apply: the next run says who is still at work; then there is nothing left to do."""
    shop = Workshop(tmp_path / "shop", cloud.endpoint, QUICK)
    applying = shop.start("apply")
    until(shop.is_at_the_gate, "the first resource is there", applying)
    terraform = shop.terraform()

    applying.kill()
    applying.wait()
    code, told = shop.run("apply")

    assert (1, "lock-held") == (code, told["error"])
    assert f"still at work (process {terraform})" in told["message"]
    shop.open_the_gate()
    until(lambda: not is_running(terraform), "Terraform has ended by itself")
    code, told = shop.run("apply")
    assert (0, "nothing to change") == (code, told["result"]["counts"])


@needs_the_provider
def test_what_a_killed_terraform_left_is_taken_up_again(cloud, tmp_path):
    """Both killed: the lock names its holder; taken away, what was made and not recorded is taken over."""
    shop = Workshop(tmp_path / "shop", cloud.endpoint, HEAD.replace("BACKEND", S3) + GATED, state_bucket="shop-state")
    shop.client("s3").create_bucket(Bucket="shop-state")
    applying = shop.start("apply")
    until(shop.is_at_the_gate, "the first resource is there", applying)

    applying.kill()
    os.killpg(shop.terraform(), signal.SIGKILL)
    applying.wait()
    shop.open_the_gate()
    code, told = shop.run("apply")

    assert (1, "lock-held") == (code, told["error"]), told
    assert re.match(r"the state is locked by \S+@\S+ since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$", told["message"])
    (lock,) = re.findall(r"--unlock (\S+)`", told["hint"])

    code, told = shop.run("apply", unlock="not-the-lock")
    assert (1, "usage-error") == (code, told["error"])

    code, told = shop.run("apply", unlock=lock)
    assert 0 == code, told
    said = [one["text"] for one in shop.lines() if one.get("event") == "note"]
    assert "took over aws_s3_bucket.before, which an apply that was killed had made" in said
    assert shop.client("s3").head_bucket(Bucket="after-the-gate")
    assert (0, "nothing to change") == ((answer := shop.run("plan"))[0], answer[1]["result"]["counts"])


def test_what_the_project_protects_is_shown_and_goes_when_told(cloud, tmp_path):
    """Terraform's own refusal guards whoever runs it by hand; it stands in the project whatever we do."""
    shop = Workshop(tmp_path / "shop", cloud.endpoint, PROTECTED)
    assert 0 == shop.run("apply")[0]
    shop.write(PROTECTED.replace("first", "second"))

    code, told = shop.run("plan")

    assert (0, "1 to replace") == (code, told["result"]["counts"])
    assert "prevent_destroy = true" in (shop.project / "main.tf").read_text()
    assert (0, "1 replaced") == shop.done("apply", planned="yes")
    assert (0, "1 deleted") == shop.done("destroy")
    assert "prevent_destroy = true" in (shop.project / "main.tf").read_text()

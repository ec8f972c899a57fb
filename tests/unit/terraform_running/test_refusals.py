"""How Terraform ended badly, in our words; the diagnostics are Terraform 1.11's and the AWS provider's own."""

import pytest

from aerostat.errors import AwsError, LockHeld, TerraformError
from aerostat.terraform.running.refusals import Origins, PreventsDestroy, refusal
from aerostat.terraform.running.stream import Diagnostic

ORIGINS = Origins(
    place=lambda address: "aerostat.yaml:12 queues.orders" if address == "aws_sqs_queue.orders" else "",
    again="aerostat plan --env prod",
    apply="aerostat apply --env prod",
    notes=["TF_CLI_CONFIG_FILE names /root/.terraformrc, which cannot be read; Terraform works without it"],
)
LOCKED = """\
Error message: operation error S3: PutObject, https response error StatusCode: 412, api error PreconditionFailed
Lock Info:
  ID:        339ea033-08bb-cd07-1e87-984306f670dd
  Path:      shop-terraform-state-prod/terraform.tfstate
  Operation: OperationTypeApply
  Who:       ada@laptop
  Version:   1.11.4
  Created:   2026-11-21 06:49:24.240956037 +0000 UTC
  Info:      \n\n
Terraform acquires a state lock to protect the state from being written
by multiple users at the same time."""


def refused(*errors, said=()):
    return refusal("planning", [Diagnostic(severity="error", **one) for one in errors], said, ORIGINS)


def test_a_lock_names_its_holder_and_the_way_out():
    error = refused({"summary": "Error acquiring the state lock", "detail": LOCKED})

    assert isinstance(error, LockHeld)
    assert "the state is locked by ada@laptop since 2026-11-21 06:49:24 UTC" == error.message
    assert ("for the operation apply; the lock is 339ea033-08bb-cd07-1e87-984306f670dd",) == error.because
    assert "`aerostat apply --env prod --unlock 339ea033-08bb-cd07-1e87-984306f670dd`" in error.hint


def test_a_mistake_is_told_where_the_blueprint_made_it():
    """The place in the blueprint first, then Terraform's address and file."""
    error = refused(
        {
            "summary": "expected visibility_timeout_seconds to be in the range (0 - 43200), got 99999999",
            "address": "aws_sqs_queue.orders",
            "file": "messaging.tf",
            "line": 3,
        }
    )

    assert type(error) is TerraformError
    assert (
        "aerostat.yaml:12 queues.orders, aws_sqs_queue.orders, messaging.tf:3: "
        "expected visibility_timeout_seconds to be in the range (0 - 43200), got 99999999",
    ) == error.because


def test_a_mistake_in_a_users_own_file_is_told_by_that_file():
    error = refused({"summary": "Unsupported argument", "address": "aws_vpc.mine", "file": "mine.tf", "line": 2})

    assert ("aws_vpc.mine, mine.tf:2: Unsupported argument",) == error.because


def test_no_provider_names_a_settings_file_that_is_missing():
    """It often is the reason: the mirror it names is not looked at."""
    error = refused(
        {
            "summary": "Failed to query available provider packages",
            "detail": "Could not retrieve the list of available versions for provider hashicorp/aws: no such host",
        }
    )

    assert "the AWS provider cannot be downloaded" == error.message
    assert ORIGINS.notes[0] == error.because[0]
    assert "mirror" in error.hint


def test_a_mirror_without_the_version_is_told_as_such():
    """The network is well."""
    error = refused(
        {
            "summary": "Failed to query available provider packages",
            "detail": "provider hashicorp/aws: no available releases match the given constraints ~> 6.0",
        }
    )

    assert "there is no release of a provider that fits" == error.message


@pytest.mark.parametrize(
    ("error", "hint"),
    [
        ({"summary": "No valid credential sources found", "detail": "no EC2 IMDS role found"}, "AWS_PROFILE"),
        ({"summary": "reading SQS", "detail": "StatusCode: 403, ExpiredToken: the token has expired"}, "expired"),
        ({"summary": "retrieving caller identity: InvalidClientTokenId"}, "sign in again"),
    ],
)
def test_credentials_are_told_as_such(error, hint):
    found = refused(error)

    assert isinstance(found, AwsError)
    assert hint in found.hint


def test_a_stale_plan_is_to_be_made_again():
    assert "`aerostat plan --env prod` plans anew" in refused({"summary": "Saved plan is stale"}).hint


def test_a_protected_resource_is_an_error_of_its_own():
    """So that it can be planned all the same, once it is shown what is lost."""
    assert isinstance(refused({"summary": "Instance cannot be destroyed"}), PreventsDestroy)


def test_without_a_diagnostic_the_last_words_are_told():
    """A program that crashes writes no JSON."""
    assert ("panic: runtime error", "goroutine 1") == refused(said=["panic: runtime error", "", "goroutine 1"]).because


def test_warnings_are_no_reason():
    error = refusal("planning", [Diagnostic(severity="warning", summary="deprecated")], ["killed"], ORIGINS)

    assert ("killed",) == error.because


def test_the_same_error_is_told_once():
    """Terraform repeats `execution halted` for every worker."""
    assert ("execution halted",) == refused({"summary": "execution halted"}, {"summary": "execution halted"}).because

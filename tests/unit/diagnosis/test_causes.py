"""Each failure of a rollout has one cause, named from the evidence ECS and the load balancer leave."""

import pytest

from aerostat.diagnosis import Evidence, StoppedTask, UnhealthyTarget, explain


def a_failure(*, stopped=(), targets=(), events=(), running_log_tail=()):
    return Evidence(
        service="web",
        revision="shop-web:7",
        stopped=stopped,
        targets=targets,
        events=events,
        health_check_path="/health",
        running_log_tail=running_log_tail,
        ports=frozenset({8080}),
    )


def exited(code, *log_tail, reason="Essential container in task exited", container_reason=""):
    return StoppedTask(
        task_id="4f2a",
        stop_code="EssentialContainerExited",
        reason=reason,
        container="web",
        container_reason=container_reason,
        exit_code=code,
        log_tail=log_tail,
    )


def not_started(reason):
    return StoppedTask(task_id="4f2a", stop_code="TaskFailedToStart", reason=reason)


START_FAILURES = [
    (
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref r/web:v9: "
        "not found",
        "image-missing",
        "the image `r/web:v9` does not exist",
    ),
    (
        "CannotPullContainerError: pull image manifest has been retried 7 time(s): image Manifest does not contain "
        "descriptor matching platform 'linux/amd64'",
        "wrong-architecture",
        "the image was not built for linux/amd64",
    ),
    (
        "ResourceInitializationError: unable to pull secrets or registry auth: retrieved secret from Secrets Manager "
        "did not contain json key url",
        "secret-key-missing",
        "the secret has no JSON key `url`",
    ),
    (
        "ResourceInitializationError: unable to pull secrets: ResourceNotFoundException: Secrets Manager can't find "
        "the specified secret.",
        "secret-missing",
        "a secret that the service needs does not exist",
    ),
    (
        "ResourceInitializationError: ... ResourceNotFoundException: Secrets Manager can’t find the specified secret "
        "value for staging label: AWSCURRENT",
        "secret-without-value",
        "a secret exists but was never given a value",
    ),
    (
        "AccessDeniedException: User: arn:aws:sts::1:assumed-role/r/t is not authorized to perform: "
        "secretsmanager:GetSecretValue on resource: x",
        "permission-missing",
        "a role lacks the permission `secretsmanager:GetSecretValue`",
    ),
    (
        "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed "
        "to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.",
        "log-group-missing",
        "the log group of the task definition does not exist",
    ),
    (
        'CannotStartContainerError: Error response from daemon: exec: "uvicron": executable file not found in $PATH',
        "command-not-found",
        "the command `uvicron` does not exist in the image",
    ),
]


@pytest.mark.parametrize(("reason", "id_", "sentence"), START_FAILURES)
def test_a_task_that_cannot_start_has_a_deterministic_cause(reason, id_, sentence):
    """What ECS says of a task it could not start names the cause, and no retry can help."""
    cause = explain(a_failure(stopped=(not_started(reason),)))

    assert (id_, sentence, True) == (cause.id, cause.sentence, cause.is_deterministic)
    assert reason in cause.because[0]


LAST_WORDS = [
    (1, "ModuleNotFoundError: No module named 'fastapi'", "module-missing", "`web` cannot import `fastapi`"),
    (
        1,
        "SyntaxError: '(' was never closed",
        "broken-code",
        "`web` cannot be loaded: SyntaxError: '(' was never closed",
    ),
    (1, "KeyError: 'STRIPE_KEY'", "configuration-missing", "`web` lacks the setting `STRIPE_KEY`"),
    (
        1,
        'FATAL:  password authentication failed for user "shop"',
        "dependency-unreachable",
        '`web` cannot reach something it needs: password authentication failed for user "shop"',
    ),
    (127, "sh: 1: uvicron: not found", "command-not-found", "`uvicron` does not exist in the image (exit code 127)"),
    (3, "giving up", "exits", "`web` ends at start with exit code 3"),
    (0, "bye", "exits", "`web` ended by itself with exit code 0; a service must keep running"),
]


@pytest.mark.parametrize(("code", "line", "id_", "sentence"), LAST_WORDS)
def test_the_last_words_of_a_container_name_the_cause(code, line, id_, sentence):
    """The exit code and the last lines of the container that ended say why."""
    cause = explain(a_failure(stopped=(exited(code, "starting", line),)))

    assert (id_, sentence) == (cause.id, cause.sentence)
    assert f"log: {line}" in cause.because


def test_memory_is_blamed_only_when_ecs_says_so():
    """Exit code 137 alone may be a SIGKILL after the stop timeout; the container's reason decides."""
    killed = explain(a_failure(stopped=(exited(137),)))
    starved = explain(
        a_failure(stopped=(exited(137, container_reason="OutOfMemoryError: Container killed due to memory usage"),))
    )

    assert ("exits", "out-of-memory") == (killed.id, starved.id)


@pytest.mark.parametrize(
    ("code", "description", "log", "id_", "sentence"),
    [
        (
            "Target.ResponseCodeMismatch",
            "Health checks failed with these codes: [500]",
            "",
            "health-check-status",
            "`web` answers its health check /health with 500",
        ),
        (
            "Target.Timeout",
            "Request timed out",
            "",
            "health-check-timeout",
            "`web` does not answer its health check /health in time",
        ),
        (
            "Target.FailedHealthChecks",
            "Health checks failed",
            "INFO: Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)",
            "wrong-port",
            "`web` listens on port 8000, not on the port it was given in PORT",
        ),
        (
            "Target.FailedHealthChecks",
            "Health checks failed",
            "INFO: Uvicorn running on http://0.0.0.0:8080 (Press CTRL+C to quit)",
            "slow-start",
            "`web` listens on port 8080, but nobody did when its health was checked",
        ),
        (
            "Target.FailedHealthChecks",
            "Health checks failed",
            "INFO: Uvicorn running on http://127.0.0.1:8080 (Press CTRL+C to quit)",
            "listens-to-itself",
            "`web` listens on an address where only its own container reaches it",
        ),
        (
            "Target.FailedHealthChecks",
            "Health checks failed",
            "warming up",
            "nothing-listens",
            "nothing answers at the port of `web`",
        ),
    ],
)
def test_a_target_that_stays_unhealthy_says_how_it_answers(code, description, log, id_, sentence):
    """The load balancer's reason code tells a wrong status from a hang from a wrong port."""
    target = UnhealthyTarget(task_id="4f2a", code=code, description=description)

    cause = explain(a_failure(targets=(target,), running_log_tail=(log,)))

    assert (id_, sentence) == (cause.id, cause.sentence)


def test_a_crash_explains_an_unhealthy_target():
    """A target is unhealthy because its task died; the death is the cause."""
    target = UnhealthyTarget(task_id="4f2a", code="Target.FailedHealthChecks", description="Health checks failed")

    cause = explain(a_failure(stopped=(exited(1, "ImportError: cannot import name 'x'"),), targets=(target,)))

    assert "broken-code" == cause.id


def test_unknown_is_said_with_the_raw_evidence():
    """Where no rule fits the answer admits it and shows what there is."""
    cause = explain(a_failure(events=("(service web) was unable to place a task.",)))

    assert "unknown" == cause.id
    assert ("event: (service web) was unable to place a task.",) == cause.because

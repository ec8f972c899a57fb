"""One application through its life, as its developer sees it: up, changed, broken, gone back, down."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.drill import aerostat, drill, kill, wait_for
from benchmarks.load import load

pytestmark = [pytest.mark.real, pytest.mark.timeout(400), pytest.mark.xdist_group("application")]


@pytest.fixture(scope="module")
def application():
    with drill() as running:
        yield running


@pytest.fixture(autouse=True)
def good_release(application):
    """Each test begins with a release that is well, and leaves the blueprint as it found it."""
    blueprint = application.folder / "aerostat.yaml"
    text = blueprint.read_text()
    yield
    blueprint.write_text(text)
    application.change(version="1")


def serving(application):
    """Process ids of the four tasks, once those that leave have left."""
    return sorted(wait_for("four tasks", lambda: len(found := application.tasks()) == 4 and found))


def answer(application):
    done = subprocess.run(["curl", "-s", "--max-time", "5", application.url], capture_output=True, text=True)
    return done.stdout.split()[0] if done.stdout else ""


def test_a_second_up_changes_nothing(application):
    """What is as described is left alone, down to the process ids."""
    before = serving(application)

    ran = application.aerostat("up")

    assert (0, {"web": False}) == (ran.code, {name: one["changed"] for name, one in ran.result["services"].items()})
    assert before == serving(application)


def test_status_tells_programs_what_runs(application):
    """Four tasks, four healthy targets, exit code 0."""
    ran = application.aerostat("status")

    web = ran.result["services"][0]
    assert (0, True, 4, {"healthy": 4}) == (ran.code, web["well"], web["running"], web["targets"])
    assert [application.url] == ran.result["urls"]


def test_a_rolling_deploy_under_load_loses_no_request(application):
    """Every request that was scheduled while the revision changed was answered."""
    with load(application.url, rate=200) as client:
        for version in ("a", "b"):
            assert 0 == application.deploy(version=version).code

    assert [] == client.report.failures()
    assert "b" == answer(application)


@pytest.mark.parametrize(
    ("fault", "named"),
    [("exit", "ends at start with exit code 3"), ("500", "answers its health check /health with 500")],
)
def test_a_bad_release_is_rolled_back_and_its_cause_named(application, fault, named):
    """Exit code 1, one sentence, and nobody who asked the old revision was failed."""
    assert 0 == application.deploy(version="good").code
    with load(application.url, rate=100) as client:
        ran = application.deploy(version="bad", fault=fault)

    assert (1, "rollout-failed") == (ran.code, ran.error["error"])
    assert "rolled back `web`" in ran.error["message"]
    assert named in ran.error["message"]
    assert [] == client.report.failures()
    assert "good" == answer(application)


def test_a_command_that_does_not_exist_is_stopped_at_once(application):
    """No retry can help, so the rollout does not wait for the circuit breaker."""
    blueprint = application.folder / "aerostat.yaml"
    blueprint.write_text(blueprint.read_text().replace("uvicorn app:app", "uvicron app:app"))

    ran = application.aerostat("deploy")

    assert 1 == ran.code
    assert "uvicron` does not exist in the image" in ran.error["message"]


def test_a_failing_migration_changes_nothing(application):
    """`deployment.before` runs first; when it fails no task of the revision takes part."""
    blueprint = application.folder / "aerostat.yaml"
    text = blueprint.read_text()
    blueprint.write_text(text.replace("deployment: {", "deployment: {before: 'echo no table; exit 4', "))
    before = serving(application)
    application.change(version="with-migration")

    ran = application.aerostat("deploy")

    assert 1 == ran.code
    assert "exited with 4; nothing of `web` was changed" in ran.error["message"]
    assert "log: no table" in ran.error["because"]
    assert before == serving(application)


def test_rollback_brings_the_revision_that_served_before(application):
    """Without a revision it is the newest one that served well."""
    application.deploy(version="first")
    application.deploy(version="second")

    assert 0 == application.aerostat("rollback", "web").code

    assert "first" == answer(application)


def test_exec_runs_with_the_services_environment_and_exits_with_its_code(application):
    """The command sees what the tasks see; its lines come back; its code is ours."""
    ran = application.aerostat("exec", "web", "--", "sh", "-c", "echo port=$PORT; exit 7")

    lines = [one["text"] for one in ran.documents if one.get("event") == "log-line"]
    assert 7 == ran.code
    assert lines[0].startswith("port=")
    assert lines[0] != "port="


def test_logs_show_what_the_tasks_wrote(application):
    """Lines of the service, oldest first, each with its task."""
    ran = application.aerostat("logs", "web", "--since", "1h", "--filter", "startup")

    lines = [one for one in ran.documents if one["event"] == "log-line"]
    assert any("Application startup complete" in one["text"] for one in lines)
    assert all(one["subject"] == "web" and one["task"] for one in lines)
    assert sorted(one["at"] for one in lines) == [one["at"] for one in lines]


def test_ctrl_c_stops_the_watching_and_not_the_deployment(application):
    """Exit code 130, the command to watch again, and the revision arrives all the same."""
    application.change(version="detached")
    program = Path(sys.executable).parent / "aerostat"
    deploy = subprocess.Popen([program, "deploy", "--json"], cwd=application.folder, stdout=subprocess.PIPE, text=True)
    assert deploy.stdout is not None
    said = iter(deploy.stdout)
    next(line for line in said if '"IN_PROGRESS"' in line)
    deploy.send_signal(signal.SIGINT)
    last = json.loads(list(said)[-1])

    assert 130 == deploy.wait()
    assert "the deployment goes on; `aerostat deploy web --watch` watches it again" == last["text"]
    assert 0 == application.aerostat("deploy", "web", "--watch").code
    assert "detached" == answer(application)


def test_a_killed_control_plane_is_missed_by_nobody(application):
    """Tasks and load balancer serve on; the next `up` adopts them."""
    application.deploy(version="1")
    before = serving(application)
    with load(application.url, rate=100) as client:
        pid = application.cloud()["pid"]
        kill(pid)
        wait_for("the control plane's end", lambda: not Path(f"/proc/{pid}/status").exists())
        assert 0 == application.aerostat("up").code

    assert [] == client.report.failures()
    assert before == serving(application)


def test_a_killed_task_is_replaced(application):
    """Four run again, without anybody asking."""
    victim = serving(application)[0]

    kill(victim)

    wait_for("its replacement", lambda: victim not in (now := application.tasks()) and len(now) == 4)
    wait_for("four healthy targets", lambda: application.aerostat("status").code == 0)


def test_a_second_command_is_told_who_holds_the_lock(application):
    """Two at once would fight; the second says who the first is."""
    application.change(version="locked", fault="hang")
    program = Path(sys.executable).parent / "aerostat"
    first = subprocess.Popen([program, "deploy", "--json"], cwd=application.folder, stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    next(line for line in first.stdout if '"rollout-moved"' in line)

    ran = application.aerostat("up")
    first.stdout.read()
    first.wait()

    assert (1, "lock-held") == (ran.code, ran.error["error"])
    assert f"process {first.pid}" in ran.error["message"]


def test_down_leaves_no_process_and_up_continues(tmp_path):
    """Everything ends by pid; data and revisions are there again at the next up."""
    with drill() as running:
        running.deploy(version="kept")
        pids = [*running.tasks(), *running.envoys(), running.cloud()["pid"]]

        assert 0 == running.aerostat("down").code
        assert [] == [pid for pid in pids if Path(f"/proc/{pid}").exists() and _is_running(pid)]

        assert 0 == running.aerostat("up").code
        assert "kept" == answer(running)


def _is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[-1].split()[0]


def test_a_broken_blueprint_starts_nothing(tmp_path):
    """All mistakes at once, exit code 1, no cloud."""
    (tmp_path / "aerostat.yaml").write_text(
        "application: x\nservices:\n  web: {image: a, cpu: 300, uses: [nothing], desired_cuont: 2}\n"
    )

    ran = aerostat(tmp_path, "up")

    assert 1 == ran.code
    assert len([one for one in ran.documents if "finding" in one]) >= 3
    assert not (tmp_path / ".aerostat").exists()

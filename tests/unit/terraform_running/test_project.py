"""Terraform's commands on a project, with a script in its place."""

import json
import os
import threading

import pytest

from aerostat.errors import Interrupted, TerraformError
from aerostat.terraform.running import Binary, Origins, Project, Worked, handed_on
from tests.unit.terraform_running.programs import a_path, a_program


def a_project(folder, body, **environ):
    program = a_program(folder / "bin", body=body)
    for name in ("project", "notes"):
        (folder / name).mkdir()
    return Project(
        binary=Binary(path=program, name="terraform", version="1.11.4"),
        folder=folder / "project",
        notes=folder / "notes",
        environ={**a_path(), **environ},
        origins=Origins(place=lambda address: "", again="aerostat apply --env prod"),
    )


def a_line(kind, address="aws_vpc.main"):
    hook = {"resource": {"addr": address, "resource_type": "aws_vpc"}, "action": "create"}
    return json.dumps({"type": kind, "hook": hook})


def test_messages_arrive_in_order(tmp_path):
    heard = []
    body = f"echo '{a_line('apply_start')}'; echo '{a_line('apply_complete')}'"

    a_project(tmp_path, body).apply(tmp_path / "plan", heard.append)

    assert ["started", "completed"] == [one.moment for one in heard if isinstance(one, Worked)]


def test_the_users_environment_is_handed_on(tmp_path):
    """Profiles, mirrors, proxies: Terraform sees what its user set, and that nobody is there to be asked."""
    body = 'echo "$AWS_PROFILE $TF_CLI_CONFIG_FILE $TF_IN_AUTOMATION $TF_INPUT" > seen'
    project = a_project(tmp_path, body, AWS_PROFILE="prod", TF_CLI_CONFIG_FILE="/home/ada/terraform.rc")

    project.init(lambda _: None)

    assert "prod /home/ada/terraform.rc 1 0\n" == (project.folder / "seen").read_text()


def test_arguments_are_words_and_no_shell_line(tmp_path):
    """A path with a space or a semicolon stays one word."""
    project = a_project(tmp_path, 'for word in "$@"; do echo "$word" >> words; done; echo "{}"')

    project.show(tmp_path / "a plan; rm -rf x")

    assert ["show", "-json", f"{tmp_path}/a plan; rm -rf x"] == (project.folder / "words").read_text().splitlines()


def test_a_plan_and_its_output_are_private(tmp_path):
    """They hold values of secrets."""
    project = a_project(
        tmp_path, 'for word in "$@"; do case "$word" in -out=*) echo x > "${word#-out=}";; esac; done; echo "{}"'
    )

    project.plan(project.saved_plan)

    assert 0o600 == project.saved_plan.stat().st_mode & 0o777
    assert [] == [one.name for one in project.notes.iterdir() if one.stat().st_mode & 0o077]
    assert not (project.notes / "show.log").exists()


def test_a_plan_that_failed_is_no_plan(tmp_path):
    """`apply --planned` must not find half of one."""
    project = a_project(tmp_path, "exit 1")

    with pytest.raises(TerraformError):
        project.plan(project.saved_plan)

    assert not project.saved_plan.exists()


def test_paths_mean_what_the_user_meant(tmp_path):
    """Terraform works in another folder than its user."""
    before = {"TF_CLI_CONFIG_FILE": "my.rc", "AWS_CONFIG_FILE": "/etc/aws", "AWS_PROFILE": "prod", "TF_LOG_PATH": ""}

    assert {
        "TF_CLI_CONFIG_FILE": f"{tmp_path}/my.rc",
        "AWS_CONFIG_FILE": "/etc/aws",
        "AWS_PROFILE": "prod",
        "TF_LOG_PATH": "",
    } == handed_on(before, tmp_path)


@pytest.mark.parametrize(
    ("pulled", "found"),
    [
        pytest.param("", set(), id="a file that is not there yet"),
        pytest.param('{"version": 4, "serial": 0, "resources": []}', set(), id="a bucket without a state"),
        pytest.param('{"resources": [{}]}', {"aws_vpc.main", 'aws_subnet.app["a b"]'}, id="a state"),
    ],
)
def test_what_is_recorded_is_known_also_where_nothing_is(tmp_path, pulled, found):
    """The first apply may have been killed before it saved anything."""
    body = (
        f"if [ $2 = pull ]; then echo '{pulled}'\n"
        f"elif [ -z '{pulled}' ]; then exit 1; else echo 'aws_vpc.main'; echo 'aws_subnet.app[\"a b\"]'; fi"
    )

    assert found == a_project(tmp_path, body).addresses()


def test_an_interrupt_is_sent_once_and_waited_for(tmp_path):
    """The process decides when it is done; nothing is killed."""
    project = a_project(
        tmp_path,
        "trap 'echo INT >> signals; sleep 0.3; echo whole > state; exit 1' INT\n"
        f"echo '{a_line('apply_start')}'\nwhile true; do sleep 0.05; done",
    )

    with pytest.raises(Interrupted) as caught:
        project.apply(tmp_path / "plan", lambda _: project.interrupt.set())

    assert "INT\n" == (project.folder / "signals").read_text()
    assert "whole\n" == (project.folder / "state").read_text()
    assert "`aerostat apply --env prod` continues" in caught.value.hint


def test_it_leads_a_session_of_its_own(tmp_path):
    """A Ctrl-C in the terminal reaches us alone."""
    project = a_project(tmp_path, "ps -o sid= -p $$ > session; echo $$ >> session")

    project.init(lambda _: None)

    session, process = (project.folder / "session").read_text().split()
    assert session == process != str(os.getsid(0))


def test_what_a_killed_apply_said_stays(tmp_path):
    """So that the next one can take over what it made."""
    project = a_project(tmp_path, f"echo '{a_line('apply_complete')}'; kill -9 $$")

    with pytest.raises(TerraformError):
        project.apply(tmp_path / "plan", lambda _: None)

    assert a_line("apply_complete") == project.unfinished.read_text().strip()


def test_what_an_apply_said_that_ended_by_itself_is_not_looked_at_again(tmp_path):
    """It has written everything down."""
    project = a_project(tmp_path, f"echo '{a_line('apply_complete')}'; exit 1")

    with pytest.raises(TerraformError):
        project.apply(tmp_path / "plan", lambda _: None)

    assert not project.unfinished.exists()


def test_a_program_that_is_gone_is_told(tmp_path):
    project = a_project(tmp_path, "")
    project.binary.path.unlink()

    with pytest.raises(TerraformError, match="does not start: No such file"):
        project.init(lambda _: None)


def test_the_event_is_shared_by_all_commands(tmp_path):
    """An interrupt between two commands stops the next one."""
    interrupt = threading.Event()
    project = a_project(tmp_path, "trap 'exit 1' INT; while true; do sleep 0.05; done")
    interrupt.set()

    with pytest.raises(Interrupted):
        Project(**{**vars(project), "interrupt": interrupt}).init(lambda _: None)

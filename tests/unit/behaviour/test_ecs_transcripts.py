"""Whole runs of the service scheduler in virtual time, as text."""

from __future__ import annotations

from localcloud.behaviour.circuit_breaker import CircuitBreaker
from localcloud.testing.ecs_simulation import Fate, Simulation, simulated

ROLLS_BACK = CircuitBreaker(enable=True, rollback=True)


def running(desired: int, **service: object) -> Simulation:
    """A service that has reached a steady state at 60 s, its transcript emptied."""
    simulation = simulated(desired, **service).run(60)
    assert "reached a steady state" in simulation.transcript[-1]
    simulation.transcript.clear()
    return simulation


def states(simulation: Simulation) -> list[tuple[str, str, int]]:
    return [(each.id, str(each.rollout), each.failures) for each in simulation.service.deployments]


def transcript(simulation: Simulation) -> str:
    return "\n".join(line.replace("(service web) ", "") for line in simulation.transcript)


def test_a_new_revision_is_started_before_the_old_one_is_stopped() -> None:
    """100/200: new tasks first; the old ones go when the new ones are healthy. Steady state waits for no drain."""
    simulation = running(2)

    simulation.deploy("d2", Fate())

    expected = """\
  61 has started 2 tasks: (task t3) (task t4).
  66 registered 2 targets in (target-group tg)
  76 has stopped 2 running tasks: (task t1) (task t2).
  76 (deployment d2) deployment completed.
  76 has reached a steady state."""
    assert transcript(simulation.run(120)) == expected
    assert states(simulation) == [("d2", "COMPLETED", 0)]


def test_tasks_that_cannot_start_trip_the_breaker_and_the_old_revision_serves_on() -> None:
    """The second round waits for the back-off; at the threshold the deployment fails and rolls back."""
    simulation = running(2, breaker=ROLLS_BACK)

    simulation.deploy("d2", Fate(starts_after=None))

    expected = """\
  61 has started 2 tasks: (task t3) (task t4).
  66 was unable to place a task. Reason: CannotPullContainerError: not found.
  76 has started 2 tasks: (task t5) (task t6).
  81 (deployment d2) deployment failed: tasks failed to start.
  81 rolling back to deployment d1.
  81 (deployment d1) deployment completed.
  81 has reached a steady state."""
    assert transcript(simulation.run(300)) == expected
    assert states(simulation) == [("d1", "COMPLETED", 0)]


def test_a_first_deployment_has_nothing_to_roll_back_to() -> None:
    """It fails, and launches nothing any more."""
    simulation = simulated(2, Fate(starts_after=None), breaker=ROLLS_BACK).run(600)

    expected = """\
   0 has started 2 tasks: (task t1) (task t2).
   5 was unable to place a task. Reason: CannotPullContainerError: not found.
  15 has started 2 tasks: (task t3) (task t4).
  20 (deployment d1) deployment failed: tasks failed to start."""
    assert transcript(simulation) == expected
    assert states(simulation) == [("d1", "FAILED", 4)]


def test_a_rollback_that_fails_too_is_not_rolled_back_again() -> None:
    """The candidate is in use, so it is not a candidate: everything stalls."""
    simulation = running(2, breaker=ROLLS_BACK)
    simulation.deploy("d2", Fate(starts_after=None))
    simulation.fates["d1"] = Fate(starts_after=None)
    for fact in simulation.facts:
        fact.fate = Fate(unhealthy_after=0.0)

    simulation.run(900)

    assert ("d1", "FAILED") == states(simulation)[0][:2]
    assert not [line for line in simulation.transcript if "started" in line and int(line[:4]) > 400]


def test_a_superseded_deployment_makes_room_for_its_successor() -> None:
    """The tasks of the superseded revision go first; those of the proven one serve until the newest are healthy."""
    simulation = running(2, breaker=ROLLS_BACK)
    simulation.deploy("d2", Fate(healthy_after=None))
    simulation.run(6).deploy("d3", Fate())

    expected = """\
  61 has started 2 tasks: (task t3) (task t4).
  66 registered 2 targets in (target-group tg)
  68 has stopped 2 running tasks: (task t3) (task t4).
  68 has started 2 tasks: (task t5) (task t6).
  73 registered 2 targets in (target-group tg)
  83 has stopped 2 running tasks: (task t1) (task t2).
  83 (deployment d3) deployment completed.
  83 has reached a steady state."""
    assert transcript(simulation.run(200)) == expected
    assert states(simulation) == [("d3", "COMPLETED", 0)]


def test_a_hung_task_is_replaced_before_it_is_stopped() -> None:
    """The replacement has the same revision; the sick one goes when the replacement is healthy."""
    simulation = simulated(1, Fate(unhealthy_after=100.0)).run(60)
    simulation.transcript.clear()
    simulation.fates["d1"] = Fate()

    expected = """\
 105 has started 1 tasks: (task t2). Amazon ECS replaced 1 tasks due to an unhealthy status.
 110 registered 1 targets in (target-group tg)
 120 (task t1) (port 80) is unhealthy in (target-group tg) due to (reason Request timed out)
 120 has stopped 1 running tasks: (task t1).
 120 has reached a steady state."""
    assert transcript(simulation.run(200)) == expected


def test_without_room_for_a_replacement_the_sick_go_one_by_one() -> None:
    """maximumPercent 100: one is stopped, replaced and healthy before the next is touched."""
    simulation = simulated(2, Fate(unhealthy_after=100.0), minimum_healthy_percent=50, maximum_percent=100).run(60)
    simulation.transcript.clear()
    simulation.fates["d1"] = Fate()

    simulation.run(200)

    stops = [int(line[:4]) for line in simulation.transcript if "has stopped 1 running" in line]
    healthy_again = [int(line[:4]) for line in simulation.transcript if "registered" in line]
    assert len(stops) == 2
    assert stops[0] < healthy_again[0] < stops[1]


def test_an_unhealthy_target_inside_the_grace_period_kills_nothing() -> None:
    """20 s after RUNNING the target is unhealthy; at 60 s the grace period ends, and only then the task is stopped."""
    simulation = simulated(1, Fate(healthy_after=None, unhealthy_after=20.0, grace=60.0)).run(80)

    stops = [line for line in simulation.transcript if "has stopped" in line]
    assert stops == ["  65 (service web) has stopped 1 running tasks: (task t1)."]


def test_bounds_that_allow_nothing_are_reported() -> None:
    """75 % of 2 stops none, 100 % of 2 starts none."""
    simulation = running(2, minimum_healthy_percent=75, maximum_percent=100)
    simulation.deploy("d2", Fate())

    [line] = simulation.run(100).transcript

    assert line.endswith(
        "service (web) was unable to stop or start tasks during a deployment because of the service deployment "
        "configuration. Update the minimumHealthyPercent or maximumPercent value and try again."
    )


def test_without_room_to_start_the_old_go_first_down_to_the_minimum() -> None:
    """50/100 of 4: two old ones make room, then the other two."""
    simulation = running(4, minimum_healthy_percent=50, maximum_percent=100)
    simulation.deploy("d2", Fate())

    expected = """\
  61 has stopped 2 running tasks: (task t1) (task t2).
  61 has started 2 tasks: (task t5) (task t6).
  66 registered 2 targets in (target-group tg)
  76 has stopped 2 running tasks: (task t3) (task t4).
  76 has started 2 tasks: (task t7) (task t8).
  81 registered 2 targets in (target-group tg)
  91 (deployment d2) deployment completed.
  91 has reached a steady state."""
    assert transcript(simulation.run(200)) == expected


def test_repeated_failures_to_start_back_off_and_a_new_revision_starts_at_once() -> None:
    """10, 20, 40 s … between rounds; a new task definition is not throttled."""
    simulation = simulated(1, Fate(starts_after=None)).run(200)

    starts = [int(line[:4]) for line in simulation.transcript if "has started" in line]
    assert starts == [0, 15, 40, 85, 170]
    assert any("unable to consistently start tasks successfully" in line for line in simulation.transcript)
    simulation.deploy("d2", Fate())
    simulation.run(30)
    assert int(next(line for line in simulation.transcript if "(task t6)" in line)[:4]) == 201


def test_a_crash_after_being_healthy_is_repaired_at_once_and_counts_for_nothing() -> None:
    """The dead task is replaced within the same look, with the same revision."""
    simulation = simulated(2, Fate(exits_after=100.0), breaker=ROLLS_BACK).run(104)
    simulation.fates["d1"] = Fate()
    simulation.transcript.clear()

    simulation.run(2)

    assert [line for line in simulation.transcript if "has started 2 tasks" in line and line.startswith(" 105")]
    assert simulation.service.primary.failures == 0


def test_an_old_task_that_dies_during_a_deployment_is_replaced_by_one_of_its_own_revision() -> None:
    """The new revision has yet to prove itself."""
    simulation = running(2)
    simulation.deploy("d2", Fate(starts_after=50.0))
    simulation.run(5)
    simulation.facts[0].fate = Fate(exits_after=0.0)

    simulation.run(1)

    assert simulation.facts[-1].deployment == "d1"
    assert len(simulation.seen().live()) == 4

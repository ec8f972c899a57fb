"""
The command line: parse words, call a workflow, tell what happened, set the exit code.

Exit codes: 0 it is so; 1 it is not (a bad blueprint, a rollout that was rolled back); 2 the command line is wrong; 70
our bug; 130 detached with Ctrl-C (ECS goes on).

The module of a command has its words and its options. What carries it out is imported when it runs, inside of it: all
of these modules are loaded for ``aerostat --help``, and none should pay for what another one needs.
"""

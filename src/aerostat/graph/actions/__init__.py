"""Facts about IAM: which actions Terraform needs for each type of resource, and on what each action can be allowed."""

from aerostat.graph.actions.facts import Action, Needs, action, needs, template

__all__ = ["Action", "Needs", "action", "needs", "template"]

"""
IAM's decisions, from values alone: policies and a request in, a decision with its reason out.

:mod:`documents` reads policies, :mod:`evaluation` decides, :mod:`wording` says it as AWS would. Where policies are kept
and what a request is about are others' business.
"""

from localcloud.behaviour.iam.documents import MalformedPolicy, Policy, Request, Statement, policy
from localcloud.behaviour.iam.evaluation import Decision, Layer, Policies, decide
from localcloud.behaviour.iam.principals import Kind, Match, Principal
from localcloud.behaviour.iam.wording import refusal

__all__ = [
    "Decision",
    "Kind",
    "Layer",
    "MalformedPolicy",
    "Match",
    "Policies",
    "Policy",
    "Principal",
    "Request",
    "Statement",
    "decide",
    "policy",
    "refusal",
]

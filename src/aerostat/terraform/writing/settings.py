"""What a project needs to know besides the graph: whose it is, and where its state is kept."""

from __future__ import annotations

from dataclasses import dataclass

from aerostat.model import Environment, StateStorage

TERRAFORM = ">= 1.11"
"""Write-only arguments need it, and the S3 backend's own lock."""

PROVIDER = "hashicorp/aws"
PROVIDER_VERSION = "~> 6.26"
"""Older ones read the value of each secret that they have written, which the planning role may not
(hashicorp/terraform-provider-aws#44876)."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """
    Attributes:
        blueprint: the file that the project is written from, as the header of each file names it.
        account: the only account that Terraform may work in; "" for whichever the credentials belong to.
        state: without a bucket it is a file beside the project. Its region is the primary one unless it says another.
        protects: whether ``prevent_destroy`` is written for what the graph protects; False is for destroying it all.
    """

    blueprint: str = "aerostat.yaml"
    account: str = ""
    state: StateStorage = StateStorage()  # noqa: RUF009
    protects: bool = True

    @classmethod
    def of(cls, environment: Environment) -> Settings:
        """As the blueprint has them."""
        return cls(blueprint=environment.blueprint.name, state=environment.state)

    @property
    def header(self) -> str:
        return f"{HEADER_START} {self.blueprint}; add your own files beside it."


HEADER_START = "# Written by Aerostat from"
"""How the first line of each file of ours begins."""

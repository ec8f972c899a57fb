"""Backups, money, Terraform's state, deployments from outside."""

from __future__ import annotations

from aerostat import model
from aerostat.blueprint.document.operations import AuditSection, BackupsSection, BudgetSection, CiSection, StateSection
from aerostat.blueprint.resolution.place import Place


def audit(section: AuditSection) -> model.Audit:
    return model.Audit(retention=section.retention, objects=section.objects)


def backups(section: BackupsSection) -> model.Backups:
    return model.Backups(
        schedule=section.schedule,
        retention=section.retention,
        copy_to=section.copy_to or "",
        targets=section.targets,
    )


def budget(section: BudgetSection) -> model.Budget:
    return model.Budget(monthly=float(section.monthly), notify=section.notify, at=section.at)


def state(section: StateSection | None, place: Place) -> model.StateStorage:
    """Where Terraform's state is; a local file when nothing is written."""
    if section is None:
        return model.StateStorage()
    own_table = f"{place.application}-{place.environment}-terraform-lock"
    return model.StateStorage(
        bucket=place.filled(section.bucket),
        key=place.filled(section.key),
        region=section.region or place.region,
        lock=section.lock,
        table=(place.filled(section.table) if section.table else own_table) if section.lock == "dynamodb" else "",
    )


def ci(section: CiSection) -> model.Ci:
    return model.Ci(repository=section.repository, branch=section.branch)

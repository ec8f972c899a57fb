"""What the cloud's owner wants to spend: budgets and cost anomalies. Kept and shown; nothing here costs anything."""

from localcloud.services.cost.anomalies import CostExplorer
from localcloud.services.cost.budgets import Budgets

__all__ = ["Budgets", "CostExplorer"]

"""AWS Backup: vaults and plans are moto's, selections are kept here. No backup is made."""

from localcloud.services.backup.selections import BackupSelections

__all__ = ["BackupSelections"]

"""Reading the audit trail. It is written by whoever changes data, in the same transaction."""

from app.models import AuditRecord, Role
from app.repositories.audit_repository import AuditQuery
from app.repositories.cursor import Page
from app.repositories.database import Database
from app.services.cursors import cursor_checked
from app.services.identity import Identity


class AuditService:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def search(self, actor: Identity, query: AuditQuery) -> Page[AuditRecord]:
        """Matching records, the newest first, for admins."""
        actor.require(Role.ADMIN)
        with cursor_checked():
            async with self._database.reading() as tx:
                return await tx.audit.page(query)

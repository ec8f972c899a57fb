"""Does what orders and payments set off: mail, stock, analytics. Run with ``python -m app.worker``."""

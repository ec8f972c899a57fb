"""Amazon RDS for PostgreSQL: DB instances that are real servers on this machine."""

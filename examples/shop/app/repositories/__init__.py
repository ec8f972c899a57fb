"""All SQL and all Redis commands. Nothing above this layer knows how data is stored."""

"""What holds the application together: composition, life cycle, errors, the context of a request."""

"""The HTTP front of the local cloud: who asks, for which operation, and who answers."""

"""Configuration from the environment, and the connections that follow from it."""

"""Says which environment answered, and signs what it says."""

"""An AWS on this machine: the API of AWS in front of processes that really run."""

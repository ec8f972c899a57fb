"""The services of the fitness platform."""

"""Small stand-ins for rooms of the cloud, for tests of the others."""

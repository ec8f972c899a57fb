"""What strangers send us and what we answer; checked at the door, trusted inside."""

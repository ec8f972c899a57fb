"""What the shop does. Each public method is one use case and, where it changes data, one transaction."""

"""Published fakes, and what tests need to use them. Their packages come with the extra ``dev``."""

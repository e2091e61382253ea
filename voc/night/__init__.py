"""A night: what is collected, read, compared, aggregated and published, and in which order."""

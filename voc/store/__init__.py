"""What is kept: the working store that the night writes, and the snapshot that analysts read."""

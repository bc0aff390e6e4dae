"""The outside world without Django: files, keys on disk, randomness, child processes."""

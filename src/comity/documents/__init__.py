"""Hardened readers and writers: bytes in, values out."""

"""The only package that touches the disk: reading, encoding, numbers, the directory tree."""

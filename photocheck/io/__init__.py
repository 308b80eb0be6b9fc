"""Bytes in and out: photos read and encoded, names, tables, the archive that pictures are filed in."""

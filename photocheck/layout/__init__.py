"""Geometry inside the picture: landmarks -> framing -> crop -> pixels."""

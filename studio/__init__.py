"""A model of the capture station, for samples, tests and measurements.

A labelled portrait on a plain background is cut out, placed before modelled cloth, lit by modelled lamps and taken
with a modelled camera; then it can be spoiled in one known way. Everything between decoding and encoding works in
linear light, and everything that is random takes a `numpy.random.Generator`, so a seed gives the same picture again.

- `colour`   sRGB and linear light
- `labels`   where the head is: crown, chin, sides, eyes; how labels move with the picture
- `cutout`   a portrait -> the person without the background
- `cloth`    the light-blue cloth
- `lamps`    light fields
- `camera`   exposure, noise, blur, resizing, JPEG
- `scene`    person + cloth + lamps + camera -> a picture with known labels
- `faults`   the same scene, spoiled in one graded way
"""

"""A station program of one's own over the capture station's HTTP API: whose turn it is, and a camera's file for each.

photocheck station --roster roster.csv --to out --no-browser     prints the address
python examples/station.py ADDRESS IMG_0001.JPG IMG_0002.JPG ...
"""

import json
import sys
import urllib.request
from pathlib import Path

address, *photos = sys.argv[1:]
for photo in photos:
    current = json.load(urllib.request.urlopen(f"{address}api/queue"))["current"]  # noqa: S310 - the station's address
    if current is None:
        sys.exit("Nobody is left.")
    request = f"{address}api/process?number={current['number']}"
    result = json.load(urllib.request.urlopen(request, Path(photo).read_bytes()))  # noqa: S310
    said = [finding["hint"]["zh"] for finding in result["findings"] if finding["verdict"] != "pass"]
    print(current["number"], current["name"], result["verdict"], result["output"] or result["error"] or said)

"""The wherenext API in Python: `get` for values, `geo` for maps.

Both take a path below /api/v1 and the API's own parameters by name. A list becomes a comma-separated text, and a filter
inside a filter (`against={"category": "crime"}`) a query string. Dates go into a dictionary, since `from` is a word of
Python itself:

    last_year = {"from": "2020-04-01", "to": "2021-04-01"}
    summary = get("summary", category="asb", **last_year)

Beyond the demo the service asks who you are: put a key (`wherenext key add`) into WHERENEXT_KEY.

An analysis that takes long is answered by 202 at first; both functions then ask again until it is done.
"""

import os
import time
from urllib.parse import urlencode

import geopandas
import requests

ADDRESS = os.environ.get("WHERENEXT_URL", "http://127.0.0.1:8080").rstrip("/")
# Longitude before latitude, degrees: what GeoJSON is always in (RFC 7946, section 4).
LONGITUDE_LATITUDE = "EPSG:4326"
# The longest analysis of a million incidents takes minutes on a small machine.
PATIENCE_SECONDS = 900

_session = requests.Session()
if _key := os.environ.get("WHERENEXT_KEY"):
    _session.headers["Authorization"] = f"Bearer {_key}"


class Refused(Exception):
    """The service's own sentence on why it gives no answer, with the status and the parameter at fault, if any."""

    def __init__(self, response):
        try:
            problem = response.json()
        except requests.JSONDecodeError:
            problem = {}
        super().__init__(problem.get("detail") or f"{response.status_code} {response.reason}")
        self.status = response.status_code
        self.parameter = problem.get("parameter")


def get(path, **parameters):
    """The answer at `path` as dictionaries, lists and numbers. Raises `Refused` when there is none."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    query = {name: _text(value) for name, value in parameters.items() if value is not None}
    while (response := _ask(path, query)).status_code == 202:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{path} was not done after {PATIENCE_SECONDS} s")
        time.sleep(float(response.headers.get("Retry-After", 1)))
    if not response.ok:
        raise Refused(response)
    return response.json()


def geo(path, **parameters):
    """The answer at `path` as a GeoDataFrame in degrees, its other members (legend, finding) in `.attrs`."""
    collection = get(path, **parameters)
    features = collection.pop("features")
    del collection["type"]
    if features:
        frame = geopandas.GeoDataFrame.from_features(features, crs=LONGITUDE_LATITUDE)
    else:
        frame = geopandas.GeoDataFrame(geometry=[], crs=LONGITUDE_LATITUDE)
    frame.attrs = collection
    return frame


def _ask(path, query):
    try:
        return _session.get(f"{ADDRESS}/api/v1/{path}", params=query, timeout=PATIENCE_SECONDS)
    except requests.ConnectionError as fault:
        message = f"nothing answers at {ADDRESS}: start `wherenext serve`, or set WHERENEXT_URL to where it runs"
        raise ConnectionError(message) from fault


def _text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return urlencode({name: _text(part) for name, part in value.items() if part is not None})
    if isinstance(value, (list, tuple)):
        return ",".join(str(part) for part in value)
    return str(value)

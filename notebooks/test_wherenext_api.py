"""The client against a service that plays what it is told."""

import json
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch

import wherenext_api
from wherenext_api import Refused, geo, get


class Scripted(BaseHTTPRequestHandler):
    """Answers with the next (status, headers, value) of `answers`, and remembers what was asked."""

    answers = []
    asked = []

    def do_GET(self):
        self.asked.append(self.path)
        status, headers, value = self.answers.pop(0)
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(json.dumps(value).encode())

    def log_message(self, *_):
        pass


class Client(unittest.TestCase):
    def setUp(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Scripted)
        threading.Thread(target=self.server.serve_forever).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        Scripted.asked = []
        address = patch.object(wherenext_api, "ADDRESS", f"http://127.0.0.1:{self.server.server_port}")
        address.start()
        self.addCleanup(address.stop)

    def test_parameters_become_text(self):
        Scripted.answers = [(200, {}, {})]
        against = {"category": "crime"}
        get(
            "hours",
            category=["asb", "fire"],
            adaptive=True,
            limit=5,
            area=None,
            against=against,
            **{"from": "2020-04-01"},
        )
        expected = "/api/v1/hours?category=asb%2Cfire&adaptive=true&limit=5&against=category%3Dcrime&from=2020-04-01"
        self.assertEqual(Scripted.asked, [expected])

    def test_a_job_is_awaited(self):
        running = (202, {"Retry-After": "0"}, {"id": "1f", "done_fraction": 0.5})
        Scripted.answers = [running, running, (200, {}, {"total": 3})]
        self.assertEqual(get("near-repeats"), {"total": 3})
        self.assertEqual(Scripted.asked, 3 * ["/api/v1/near-repeats"])

    def test_patience_ends(self):
        Scripted.answers = 2 * [(202, {"Retry-After": "0.3"}, {})]
        with patch.object(wherenext_api, "PATIENCE_SECONDS", 0.2), self.assertRaisesRegex(TimeoutError, "near-repeats"):
            get("near-repeats")

    def test_a_problem_is_told_in_its_own_words(self):
        Scripted.answers = [(400, {}, {"detail": "frm: there is no such parameter here", "parameter": "frm"})]
        with self.assertRaisesRegex(Refused, "frm: there is no such parameter here") as told:
            get("summary", frm="2020")
        self.assertEqual((told.exception.status, told.exception.parameter), (400, "frm"))

    def test_features_become_a_frame(self):
        point = {"type": "Point", "coordinates": [0.5, 51.8]}
        feature = {"type": "Feature", "geometry": point, "properties": {"count": 7}}
        Scripted.answers = [(200, {}, {"type": "FeatureCollection", "features": [feature], "legend": {"max": 7}})]
        frame = geo("density")
        self.assertEqual(
            (frame.crs.to_epsg(), frame["count"].tolist(), frame.attrs), (4326, [7], {"legend": {"max": 7}})
        )
        self.assertEqual((frame.geometry[0].x, frame.geometry[0].y), (0.5, 51.8))

    def test_no_feature_is_an_empty_frame(self):
        Scripted.answers = [(200, {}, {"type": "FeatureCollection", "features": []})]
        frame = geo("hot-spots")
        self.assertEqual((len(frame), frame.crs.to_epsg()), (0, 4326))

    def test_nobody_there(self):
        with patch.object(wherenext_api, "ADDRESS", "http://127.0.0.1:1"):
            with self.assertRaisesRegex(ConnectionError, "WHERENEXT_URL"):
                get("about")


if __name__ == "__main__":
    unittest.main()

"""Runs the checks of one script against a catalog and reports them, and which methods of the SDK were called, as JSON lines."""

import json
import os
import sys
import traceback
import warnings

warnings.simplefilter("ignore")

_checks = []
_here = os.path.dirname(os.path.abspath(__file__))


def check(sentence):
    """Declares a check; it gets the connected client and fails by any exception."""

    def declare(function):
        _checks.append((sentence, function))
        return function

    return declare


def equal(actual, expected):
    """Both values, where they differ."""
    assert actual == expected, f"got {actual!r}, expected {expected!r}"


def _said_by(error):
    """What happened, and where in the script."""
    lines = [f"line {frame.lineno}: {frame.line}" for frame in traceback.extract_tb(error.__traceback__) if _here in frame.filename]
    return f"{type(error).__name__}: {error} ({'; '.join(lines)})"[:1500]


class _Calls:
    """Names of the SDK's methods that a script called itself, through at most two layers of decorators."""

    def __init__(self):
        self.names = set()

    def __call__(self, frame, event, _argument):
        if event != "call" or "/ingestion/ometa/" not in frame.f_code.co_filename:
            return
        caller = frame.f_back
        for _ in range(3):
            if caller is None or "/ingestion/ometa/" in caller.f_code.co_filename:
                return
            if caller.f_code.co_filename.startswith(_here):
                self.names.add(frame.f_code.co_name)
                return
            caller = caller.f_back


def run(connect):
    """Runs every check in the order of the file. The exit code says nothing: the lines do."""
    calls = _Calls()
    sys.setprofile(calls)
    catalog = connect()
    for sentence, function in _checks:
        try:
            function(catalog)
            result = {"check": sentence, "passed": True}
        except Exception as error:  # one failure must not hide the others
            result = {"check": sentence, "passed": False, "detail": _said_by(error)}
        print(json.dumps(result), flush=True)
    sys.setprofile(None)
    print(json.dumps({"called": sorted(calls.names)}), flush=True)

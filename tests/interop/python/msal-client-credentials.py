"""Obtains tokens with MSAL exactly as openmetadata-ingestion's Azure provider does, and prints what came back.

Reads a JSON object from standard input: authority, and a list of requests (clientId, clientSecret, scopes, and
optionally repeat). Prints a JSON list with MSAL's answers, one per acquisition.
"""
import json
import sys

import msal

asked = json.load(sys.stdin)
answers = []
for request in asked["requests"]:
    # A client of its own per request: MSAL replays a refused request from memory for a minute.
    application = msal.ConfidentialClientApplication(
        client_id=request["clientId"],
        client_credential=request["clientSecret"],
        authority=asked["authority"],
    )
    for _ in range(request.get("repeat", 1)):
        answers.append(application.acquire_token_for_client(scopes=request["scopes"]))
json.dump(answers, sys.stdout)

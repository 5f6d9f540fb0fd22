"""Walks through the grants of MSAL for Python, and prints what the library returned at each step.

Reads a JSON list of runs from standard input. A run has an authority, a clientId, an optional credential (a secret,
`{"certificate": …}` as MSAL takes it, or `{"assertionFile": path}` for an assertion that MSAL asks for by call), an
optional region, and steps. Prints a JSON list with one list of answers per run; what MSAL raises is shown as `{"raised": text}`.
"""
import json
import sys
import urllib.parse

import msal
import requests


def credential_of(run):
    credential = run.get("credential")
    if isinstance(credential, dict) and "certificate" in credential:
        return credential["certificate"]
    if isinstance(credential, dict):
        return {"client_assertion": lambda: open(credential["assertionFile"]).read()}
    return credential


def application_of(run):
    credential = credential_of(run)
    kind = msal.ConfidentialClientApplication if credential else msal.PublicClientApplication
    options = {"client_credential": credential} if credential else {}
    if "region" in run:
        options["azure_region"] = run["region"]
    return kind(client_id=run["clientId"], authority=run["authority"], **options)


def client(application, step):
    return application.acquire_token_for_client(scopes=step["scopes"])


def password(application, step):
    return application.acquire_token_by_username_password(
        step["username"], step["password"], scopes=step["scopes"]
    )


def device(application, step):
    """Polls `pendingPolls` times before the person types the code, and once after."""
    flow = application.initiate_device_flow(scopes=step["scopes"])
    once = {"exit_condition": lambda _: True}
    pending = [application.acquire_token_by_device_flow(flow, **once) for _ in range(step["pendingPolls"])]
    requests.post(step["devicePage"], data={"user_code": flow["user_code"], "_account": step["account"]})
    answer = application.acquire_token_by_device_flow(flow, **once)
    return {**answer, "pending": [each["error"] for each in pending]}


def code(application, step):
    """The authorization code flow with PKCE and a nonce, as a browser would walk it; redeemed `redemptions` times."""
    flow = application.initiate_auth_code_flow(step["scopes"], redirect_uri=step["redirectUri"])
    address, _, query = flow["auth_uri"].partition("?")
    answer = requests.post(
        address,
        data={**dict(urllib.parse.parse_qsl(query)), "_account": step["account"], "_consent": "accept"},
        allow_redirects=False,
    )
    location = urllib.parse.urlsplit(answer.headers["Location"])
    received = dict(urllib.parse.parse_qsl(location.query or location.fragment))
    answers = []
    for _ in range(step.get("redemptions", 1)):
        answers.append(application.acquire_token_by_auth_code_flow(flow, received))
    return answers[-1]


def silent(application, step):
    [account] = application.get_accounts()
    return application.acquire_token_silent(step["scopes"], account=account)


def accounts(application, _step):
    return {"accounts": application.get_accounts()}


def on_behalf_of(application, step):
    return application.acquire_token_on_behalf_of(step["assertion"], scopes=step["scopes"])


calls = {each.__name__: each for each in (client, password, device, code, silent, accounts, on_behalf_of)}


def walk(run):
    try:
        application = application_of(run)
    except ValueError as error:
        return [{"raised": str(error)}]
    answers = []
    for step in run["steps"]:
        try:
            answers.append(calls[step["call"]](application, step))
        except ValueError as error:
            answers.append({"raised": str(error)})
    return answers


json.dump([walk(run) for run in json.load(sys.stdin)], sys.stdout)

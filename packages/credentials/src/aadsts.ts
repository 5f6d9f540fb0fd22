/** Entra's error numbers in plain words, each with the fix. Help texts only: no program logic branches on them. */

export interface AadstsExplanation {
  /** Without prefix: `7000215`. */
  readonly code: string
  readonly meaning: string
  readonly fix: string
}

// biome-ignore format: one line a number reads as a table
const explanations: Readonly<Record<string, readonly [meaning: string, fix: string]>> = {
  '16000': ['Several accounts fit, or none does.', 'Choose the account in the list, or name it with login_hint.'],
  '28002': ['The scope does not fit the code that is redeemed.', 'Ask at redemption for the scopes that were asked for at sign-in.'],
  '28003': ['The scope at redemption is empty.', 'Send the scopes that were asked for at sign-in.'],
  '50011': ['The address that Entra should send people back to is not registered.', 'Add exactly that redirect URI, under the platform "Single-page application", in the app registration → Authentication.'],
  '50013': ['The assertion could not be verified.', 'Check that its audience is the token endpoint of this tenant and that it is signed with the registered key.'],
  '50020': ['The account belongs to another tenant.', 'Sign in with an account of this tenant, or invite the account as a guest.'],
  '50034': ['The account does not exist in this tenant.', 'Check the user name and the tenant of the authority.'],
  '50049': ['The host of the authority is not a sign-in service that Entra knows.', 'Write https://login.microsoftonline.com/<tenant id>, or the host of your national cloud.'],
  '50053': ['The account is locked after failed tries, or its address is blocked.', 'Wait, or have an administrator look at the sign-in log.'],
  '50055': ['The password has expired.', 'Change it at https://myaccount.microsoft.com.'],
  '50056': ['The account has no password in this directory.', 'Set one, or sign in where the account is federated.'],
  '50057': ['The account is disabled.', 'Have an administrator enable it.'],
  '50058': ['There is no session to sign in silently with.', 'Sign in with the button; a browser that blocks third-party cookies cannot do it silently.'],
  '50059': ['The request names no tenant.', 'Use an authority with your tenant id instead of "common".'],
  '50074': ['Multi-factor authentication is required.', 'Sign in interactively; for automation use an application rather than an account.'],
  '50076': ['Multi-factor authentication is required.', 'Sign in interactively; for automation use an application rather than an account.'],
  '50079': ['Multi-factor authentication must be set up first.', 'Sign in once in a browser and register a second factor.'],
  '50105': ['The account is not assigned to the application.', 'Enterprise applications → the application → Users and groups: assign it, or switch "Assignment required" off.'],
  '50126': ['User name or password is wrong.', 'Try again, or reset the password.'],
  '50128': ['The domain of the tenant is not known.', 'Check the tenant in the authority; the tenant id (a GUID) always works.'],
  '50131': ['Conditional Access does not trust this device, place or risk.', 'Ask the owners of the policy, with the correlation id.'],
  '50147': ['The PKCE challenge has a wrong size.', 'It is 43 to 128 characters; use a current client library.'],
  '50158': ['An external check of Conditional Access has not been passed.', 'Sign in interactively and complete it.'],
  '50173': ['The grant was revoked, for instance by a change of password.', 'Sign in again.'],
  '50194': ['The application belongs to one tenant, but the authority names all of them.', 'Use https://login.microsoftonline.com/<tenant id> as the authority.'],
  '50196': ['The same request came too often: the client is in a loop.', 'Wait some minutes; tokens must be kept until they expire.'],
  '50199': ['Entra asks the person to confirm the sign-in.', 'Confirm it; there is nothing to repair.'],
  '53000': ['Conditional Access demands a compliant device.', 'Sign in from a managed device, or ask the owners of the policy.'],
  '53001': ['Conditional Access demands a device that is joined to the domain.', 'Sign in from such a device, or ask the owners of the policy.'],
  '53002': ['Conditional Access demands an approved application.', 'Use a browser that the policy names, or ask its owners.'],
  '53003': ['A Conditional Access policy of your organisation blocks this sign-in.', 'Ask the owners of the policy, with the correlation id; policies for workload identities apply to applications too.'],
  '54005': ['The sign-in code was used twice.', 'Start the sign-in again.'],
  '65001': ['Nobody has consented to the permission that is asked for.', 'Have an administrator grant consent: API permissions → Grant admin consent.'],
  '65002': ['An application of Microsoft has not been pre-authorized for this API.', 'Use the client id of an application of your own.'],
  '65004': ['The person declined to consent.', 'Sign in again and accept, or have an administrator consent for everybody.'],
  '65005': ['The permissions of the application do not fit the API.', 'Remove and add the API permission again, then grant admin consent.'],
  '70000': ['The code or refresh token is malformed or of another application.', 'Sign in again; never share tokens between applications.'],
  '70001': ['The application is disabled or not known in this tenant.', 'Enterprise applications → the application → Properties: enable it for sign-in.'],
  '70002': ['The credentials were refused.', 'Look at the second number in the message, which says why.'],
  '70003': ['The kind of grant is not supported.', 'Use authorization_code, refresh_token, client_credentials or device_code.'],
  '70005': ['The kind of response is not supported or not switched on.', 'Use response_type=code; the implicit flow needs ticks under Authentication.'],
  '70007': ['The response mode is not supported.', 'Use fragment or form_post where tokens are returned.'],
  '70008': ['The code or refresh token has expired.', 'Sign in again; a code lives ten minutes.'],
  '70011': ['The scope is not valid.', 'An application asks for one scope, <application id URI>/.default.'],
  '70016': ['The person has not finished signing in on the other device yet.', 'Keep polling; there is nothing to repair.'],
  '70018': ['The device code is wrong.', 'Type it again, exactly as shown.'],
  '70019': ['The device code has expired.', 'Start again; a device code lives 15 minutes.'],
  '70021': ['No federated credential matches the token, or it was added moments ago.', 'Compare issuer, subject and audience letter by letter; a new credential takes minutes to arrive.'],
  '70043': ['The policy demands to sign in more often.', 'Sign in again.'],
  '90002': ['The tenant does not exist.', 'Check the tenant id in the authority, and that the host is that of your cloud.'],
  '90008': ['The application asks for a token to itself without the permission to.', 'Write the client id instead of the URI: <client id>/.default.'],
  '90009': ['The application asks for a token to itself by its URI.', 'Write the client id instead of the URI: <client id>/.default.'],
  '90013': ['A value in the request is not valid.', 'Compare clientId, scopes and redirect URI with the registration.'],
  '90014': ['A required field is missing from the request.', 'Check that scopes, clientId and clientSecret are all set.'],
  '90023': ['The request is malformed.', 'Use a current client library; check what changes requests on their way.'],
  '90033': ['Entra is busy.', 'Try again in a moment.'],
  '90072': ['The account is of another tenant and is no guest here.', 'Sign in with an account of this tenant, or invite the account as a guest.'],
  '90094': ['Only an administrator can consent to this permission.', 'Ask an administrator to grant consent: API permissions → Grant admin consent.'],
  '90095': ['An administrator has to approve the request.', 'Have an administrator grant consent: API permissions → Grant admin consent.'],
  '90099': ['The application has not been authorized in the tenant of the partner.', 'Have an administrator of that tenant consent.'],
  '160021': ['The session that was asked for does not exist any more.', 'Sign in again; one redirect is enough.'],
  '240002': ['An ID token was sent in place of an access token.', 'Send the access token that was issued for this API.'],
  '500011': ['The API that the scope names does not exist in this tenant.', 'Compare the scope with the Application ID URI under "Expose an API"; after it come /.default and nothing else.'],
  '500113': ['The application has no redirect URI.', 'Add one under the platform "Single-page application": app registration → Authentication.'],
  '500131': ['The assertion is for another application.', 'Send the access token that was issued for the application that asks.'],
  '500133': ['The assertion has expired or is not valid yet.', "Refresh the person's token, and set this machine's clock."],
  '501051': ['The application is not assigned to a role of the API, which requires an assignment.', 'Give it an app role of the API (API permissions → Application permissions) and grant admin consent.'],
  '501481': ['The PKCE verifier does not fit the challenge.', 'Start the sign-in again in one tab; do not share its state.'],
  '501491': ['The PKCE challenge has a wrong size or method.', 'Use S256 and a current client library.'],
  '650052': ['The tenant has no Enterprise application of the API.', 'Create it: az ad sp create --id <client id of the API>.'],
  '650053': ['The scope does not exist at the API.', 'Write it with the API in front, api://<client id>/<scope>, and add it under "Expose an API".'],
  '650054': ['The API was removed from the tenant.', 'Make it anew: waymark azure setup.'],
  '650056': ['The application lists no permission, or the ids do not fit.', 'Add an API permission and grant admin consent.'],
  '650057': ['The API is not among the permissions of the application.', 'App registration → API permissions → add the API, then grant admin consent.'],
  '700005': ['The code was issued by another tenant.', 'Use the same authority at both ends of the sign-in.'],
  '700016': ['The application does not exist in this tenant.', 'Check clientId (the "Application (client) ID", not an object id) and that the authority names the tenant it was registered in.'],
  '700022': ['Scopes of several APIs were asked for at once.', 'Ask for one scope, <application id URI>/.default.'],
  '700023': ['The scope names no API.', 'Ask for api://<client id>/<scope>.'],
  '700024': ['The assertion is expired or not valid yet.', "Set this machine's clock; a federated token must be read anew for each request."],
  '700025': ['The application is public, so it must not send a secret.', 'Use an application for ingestion of its own, or move its redirect URI to the platform "Web".'],
  '700027': ['The certificate is not registered, or the signature does not fit it.', 'Upload this certificate to the application and compare the thumbprint.'],
  '700030': ['The certificate is not trusted by the application.', "Check the certificate's subject name and issuer against the application's."],
  '700051': ['Access tokens from the authorization page are not switched on.', 'Use response_type=code; or tick "Access tokens" under Authentication.'],
  '700054': ['ID tokens from the authorization page are not switched on.', 'Use response_type=code; or tick "ID tokens" under Authentication.'],
  '700081': ['The refresh token has reached its longest lifetime.', 'Sign in again.'],
  '700082': ['The refresh token was not used for 90 days.', 'Sign in again.'],
  '700084': ['The refresh token of a single-page application lives 24 hours.', 'Sign in again; one redirect is enough.'],
  '700211': ['No federated credential has this issuer.', "Compare the issuer with the token's 'iss' letter by letter, the trailing slash included."],
  '700212': ['No federated credential has this audience.', "Request the token for the audience api://AzureADTokenExchange."],
  '700213': ['No federated credential has this subject.', "Compare the subject with the token's 'sub'; for Kubernetes it is system:serviceaccount:<namespace>:<name>."],
  '700222': ['A token of Entra itself cannot be used for federation.', 'Use a token of the cluster or of GitHub; within Azure use a managed identity.'],
  '700229': ["A person's token of Entra cannot be used for federation.", 'Use a token of the cluster or of GitHub.'],
  '900023': ['The tenant in the authority is neither a GUID nor a domain.', 'Write https://login.microsoftonline.com/<tenant id>.'],
  '900144': ['A required field is missing from the request.', 'Check that scopes, clientId and clientSecret are all set.'],
  '900382': ['The tenant belongs to another cloud than the host of the authority.', 'Use the host of your cloud: login.microsoftonline.us for Government, login.partner.microsoftonline.cn for China.'],
  '900561': ['The token endpoint was called with GET.', 'Send POST; a redirect on the way may have changed it.'],
  '900971': ['The request has no redirect URI.', 'Set AUTHENTICATION_CALLBACK_URL.'],
  '901002': ["'resource' belongs to version 1.", 'Ask for a scope instead, <application id URI>/.default.'],
  '1002012': ['An application must ask for /.default, not for a single scope.', 'Write <application id URI>/.default in scopes.'],
  '1003031': ['The permissions that are listed cannot be consented to.', 'Add the API permissions first, then grant admin consent.'],
  '7000112': ['The application is disabled in this tenant.', 'Enterprise applications → the application → Properties: enable it for sign-in.'],
  '7000114': ['The application may not act on behalf of people.', 'Have the API allow it, or use client credentials.'],
  '7000215': ['The client secret is wrong.', 'Copy the Value of the secret (not its Secret ID) from Certificates & secrets; the value is shown only once, so make a new secret if it is lost.'],
  '7000218': ['Entra expects a secret or certificate and got none.', 'Set clientSecret (or a certificate) in securityConfig.'],
  '7000222': ['The client secret has expired.', 'Make a new secret under Certificates & secrets, put its value in place of the old one, and delete the old one.'],
  '7000229': ['The application has no enterprise application (service principal) in this tenant.', 'Create it: az ad sp create --id <client id>.'],
  '7002138': ['The federated credential differs from the token in upper and lower case.', 'Issuer, subject and audience are compared letter by letter; copy them from the token.'],
  '9001023': ['This kind of grant does not work at /common.', 'Use https://login.microsoftonline.com/<tenant id> as the authority.'],
  '9002313': ['The request is malformed.', 'Use a current client library; check what changes requests on their way.'],
  '9002325': ['A sign-in from a browser needs PKCE.', 'Use a current version of the client; it sends PKCE by itself.'],
  '9002326': ['The redirect URI is registered for another platform than "Single-page application".', 'Move it: app registration → Authentication → add the platform "Single-page application" with this URI, remove it from "Web".'],
  '9002327': ['The redirect URI is registered as "Single-page application", but a server redeems the code.', 'Register the URI under the platform "Web" for a confidential client.'],
  '9002331': ['The application is for personal accounts, the authority for work ones.', 'Set "Supported account types" of the application to this organisation, or use the client id of another one.'],
  '9002332': ['The application is for work accounts, the authority for personal ones.', 'Use https://login.microsoftonline.com/<tenant id> as the authority.'],
}

/** Finds the first Entra number in a text: a code with or without its prefix, an error message, or a URL that holds one. */
export function findAadstsCode(text: string): string | undefined {
  return (
    /AADSTS(\d{4,8})/i.exec(text)?.[1] ??
    /[?&]code=(\d{4,8})\b/.exec(text)?.[1] ??
    /^\s*(\d{4,8})\s*$/.exec(text)?.[1]
  )
}

/** What a number means and what to do; undefined for numbers that have no text here. */
export function explainAadsts(code: string): AadstsExplanation | undefined {
  const entry = explanations[code]
  return entry && { code, meaning: entry[0], fix: entry[1] }
}

/** Every number that is explained, smallest first. */
export function explainedAadstsCodes(): readonly AadstsExplanation[] {
  return Object.entries(explanations).map(([code, [meaning, fix]]) => ({ code, meaning, fix }))
}

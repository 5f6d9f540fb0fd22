/** Entra's error numbers in plain words, each with the fix. Help texts only: no program logic branches on them. */

export interface AadstsExplanation {
  /** Without prefix: `7000215`. */
  readonly code: string
  readonly meaning: string
  readonly fix: string
}

// biome-ignore format: one line a number reads as a table
const explanations: Readonly<Record<string, readonly [meaning: string, fix: string]>> = {
  '50011': ['The address that Entra should send people back to is not registered.', 'Add exactly that redirect URI, under the platform "Single-page application", in the app registration → Authentication.'],
  '50013': ['The assertion could not be verified.', 'Check that its audience is the token endpoint of this tenant and that it is signed with the registered key.'],
  '50020': ['The account belongs to another tenant.', 'Sign in with an account of this tenant, or invite the account as a guest.'],
  '50034': ['The account does not exist in this tenant.', 'Check the user name and the tenant of the authority.'],
  '50049': ['The host of the authority is not a sign-in service that Entra knows.', 'Write https://login.microsoftonline.com/<tenant id>, or the host of your national cloud.'],
  '50057': ['The account is disabled.', 'Have an administrator enable it.'],
  '50058': ['There is no session to sign in silently with.', 'Sign in with the button; a browser that blocks third-party cookies cannot do it silently.'],
  '50059': ['The request names no tenant.', 'Use an authority with your tenant id instead of "common".'],
  '50076': ['Multi-factor authentication is required.', 'Sign in interactively; for automation use an application rather than an account.'],
  '50079': ['Multi-factor authentication must be set up first.', 'Sign in once in a browser and register a second factor.'],
  '50105': ['The account is not assigned to the application.', 'Enterprise applications → the application → Users and groups: assign it, or switch "Assignment required" off.'],
  '501051': ['The application is not assigned to a role of the API, which requires an assignment.', 'Give it an app role of the API (API permissions → Application permissions) and grant admin consent.'],
  '50126': ['User name or password is wrong.', 'Try again, or reset the password.'],
  '50128': ['The domain of the tenant is not known.', 'Check the tenant in the authority; the tenant id (a GUID) always works.'],
  '50194': ['The application belongs to one tenant, but the authority names all of them.', 'Use https://login.microsoftonline.com/<tenant id> as the authority.'],
  '50196': ['The same request came too often: the client is in a loop.', 'Wait some minutes; tokens must be kept until they expire.'],
  '53003': ['A Conditional Access policy of your organisation blocks this sign-in.', 'Ask the owners of the policy, with the correlation id; policies for workload identities apply to applications too.'],
  '54005': ['The sign-in code was used twice.', 'Start the sign-in again.'],
  '65001': ['Nobody has consented to the permission that is asked for.', 'Have an administrator grant consent: API permissions → Grant admin consent.'],
  '65005': ['The permissions of the application do not fit the API.', 'Remove and add the API permission again, then grant admin consent.'],
  '650057': ['The API is not among the permissions of the application.', 'App registration → API permissions → add the API, then grant admin consent.'],
  '700016': ['The application does not exist in this tenant.', 'Check clientId (the "Application (client) ID", not an object id) and that the authority names the tenant it was registered in.'],
  '7000112': ['The application is disabled in this tenant.', 'Enterprise applications → the application → Properties: enable it for sign-in.'],
  '70011': ['The scope is not valid.', 'An application asks for one scope, <application id URI>/.default.'],
  '70021': ['No federated credential matches the token, or it was added moments ago.', 'Compare issuer, subject and audience letter by letter; a new credential takes minutes to arrive.'],
  '700022': ['Scopes of several APIs were asked for at once.', 'Ask for one scope, <application id URI>/.default.'],
  '700024': ['The assertion is expired or not valid yet.', "Set this machine's clock; a federated token must be read anew for each request."],
  '700027': ['The certificate is not registered, or the signature does not fit it.', 'Upload this certificate to the application and compare the thumbprint.'],
  '700030': ['The certificate is not trusted by the application.', "Check the certificate's subject name and issuer against the application's."],
  '700211': ['No federated credential has this issuer.', "Compare the issuer with the token's 'iss' letter by letter, the trailing slash included."],
  '700212': ['No federated credential has this audience.', "Request the token for the audience api://AzureADTokenExchange."],
  '700213': ['No federated credential has this subject.', "Compare the subject with the token's 'sub'; for Kubernetes it is system:serviceaccount:<namespace>:<name>."],
  '7002138': ['The federated credential differs from the token in upper and lower case.', 'Issuer, subject and audience are compared letter by letter; copy them from the token.'],
  '7000215': ['The client secret is wrong.', 'Copy the Value of the secret (not its Secret ID) from Certificates & secrets; the value is shown only once, so make a new secret if it is lost.'],
  '7000218': ['Entra expects a secret or certificate and got none.', 'Set clientSecret (or a certificate) in securityConfig.'],
  '7000222': ['The client secret has expired.', 'Make a new secret under Certificates & secrets, put its value in place of the old one, and delete the old one.'],
  '7000229': ['The application has no enterprise application (service principal) in this tenant.', 'Create it: az ad sp create --id <client id>.'],
  '700025': ['The application is public, so it must not send a secret.', 'Use an application for ingestion of its own, or move its redirect URI to the platform "Web".'],
  '500011': ['The API that the scope names does not exist in this tenant.', 'Compare the scope with the Application ID URI under "Expose an API"; after it come /.default and nothing else.'],
  '90002': ['The tenant does not exist.', 'Check the tenant id in the authority, and that the host is that of your cloud.'],
  '900023': ['The tenant in the authority is neither a GUID nor a domain.', 'Write https://login.microsoftonline.com/<tenant id>.'],
  '90009': ['The application asks for a token to itself by its URI.', 'Write the client id instead of the URI: <client id>/.default.'],
  '90014': ['A required field is missing from the request.', 'Check that scopes, clientId and clientSecret are all set.'],
  '900144': ['A required field is missing from the request.', 'Check that scopes, clientId and clientSecret are all set.'],
  '90094': ['Only an administrator can consent to this permission.', 'Ask an administrator to grant consent: API permissions → Grant admin consent.'],
  '9002325': ['A sign-in from a browser needs PKCE.', 'Use a current version of the client; it sends PKCE by itself.'],
  '9002326': ['The redirect URI is registered for another platform than "Single-page application".', 'Move it: app registration → Authentication → add the platform "Single-page application" with this URI, remove it from "Web".'],
  '9002327': ['The redirect URI is registered as "Single-page application", but a server redeems the code.', 'Register the URI under the platform "Web" for a confidential client.'],
  '1002012': ['An application must ask for /.default, not for a single scope.', 'Write <application id URI>/.default in scopes.'],
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

/** Every AADSTS problem the emulator can answer with: number, OAuth error, HTTP status, where it shows, and its text. */

/**
 * - `error`: the OAuth 2.0 error of the JSON answer or redirect.
 * - `status`: HTTP status at the token endpoint.
 * - `authorize`: whether `/authorize` shows it on Entra's own page or sends it to the redirect URI.
 * - `text`: `{name}` stands for a detail that the raiser must give.
 */
export interface AadstsRow {
  error: string
  status: 400 | 401 | 405 | 503
  authorize: 'page' | 'redirect'
  text: string
  suberror?: string
  /** Comes with a challenge that the client is to repeat in its next request. */
  challenge?: boolean
}

const kind = (error: string, status: AadstsRow['status']) => {
  const row =
    (authorize: AadstsRow['authorize']) =>
    <const Text extends string>(text: Text, suberror?: string, challenge = false) => ({
      error,
      status,
      authorize,
      text,
      ...(suberror && { suberror }),
      ...(challenge && { challenge }),
    })
  return { page: row('page'), redirect: row('redirect') }
}
const interactionRequired = kind('interaction_required', 400)
const invalidScope = kind('invalid_scope', 400)
const invalidRequest = kind('invalid_request', 400)
const invalidGrant = kind('invalid_grant', 400)
const accessDenied = kind('access_denied', 400)
const invalidInstance = kind('invalid_instance', 400)
const loginRequired = kind('login_required', 400)
const unsupportedGrantType = kind('unsupported_grant_type', 400)
const unsupportedResponseType = kind('unsupported_response_type', 400)
const authorizationPending = kind('authorization_pending', 400)
const badVerificationCode = kind('bad_verification_code', 400)
const expiredToken = kind('expired_token', 400)
const temporarilyUnavailable = kind('temporarily_unavailable', 503)
const consentRequired = kind('consent_required', 400)
const invalidResource = kind('invalid_resource', 400)
const impossibleScope = kind('invalid_client', 400)
const unauthorizedClient = kind('unauthorized_client', 400)
const invalidClient = kind('invalid_client', 401)
const wrongMethod = kind('invalid_request', 405)

export const aadsts = {
  16000: interactionRequired.redirect(
    'Either multiple user identities are available for the current request or selected account is not supported for the scenario.',
  ),
  28002: invalidScope.redirect(
    "Provided value for the input parameter scope '{scope}' is not valid when requesting an access token. Please specify a valid scope.",
  ),
  28003: invalidScope.redirect(
    'Provided value for the input parameter scope cannot be empty when requesting an access token using the provided authorization code. Please specify a valid scope.',
  ),
  50011: invalidRequest.page(
    "The redirect URI '{redirectUri}' specified in the request does not match the redirect URIs configured for the application '{appId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this error.",
  ),
  50013: invalidGrant.redirect('Assertion failed signature validation. [Reason - {reason}]'),
  50020: accessDenied.page(
    "User account '{user}' from identity provider '{identityProvider}' does not exist in tenant '{tenant}' and cannot access the application '{appId}' in that tenant. The account needs to be added as an external user in the tenant first.",
  ),
  50034: invalidGrant.page(
    'The user account {user} does not exist in the {tenant} directory. To sign into this application, the account must be added to the directory.',
  ),
  50049: invalidInstance.page("Unknown or invalid instance: '{host}'."),
  50053: invalidGrant.page(
    "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.",
  ),
  50055: invalidGrant.page('The password is expired.', 'user_password_expired'),
  50056: invalidGrant.page(
    "Invalid or null password: password doesn't exist in the directory for this user. The user should be asked to enter their password again.",
  ),
  50057: invalidGrant.page('The user account is disabled.'),
  50058: loginRequired.redirect(
    "A silent sign-in request was sent but no user is signed in. The cookies used to represent the user's session were not sent in the request to Azure AD.",
  ),
  50059: invalidRequest.page(
    'No tenant-identifying information found in either the request or implied by any provided credentials.',
  ),
  50074: interactionRequired.page(
    'Strong Authentication is required to access {resource}.',
    'basic_action',
    true,
  ),
  50076: interactionRequired.page(
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '{resource}'.",
    'basic_action',
    true,
  ),
  50079: interactionRequired.page(
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access '{resource}'.",
    'basic_action',
    true,
  ),
  50105: accessDenied.page(
    "Your administrator has configured the application {appName} ('{appId}') to block users unless they are specifically granted ('assigned') access to the application. The signed in user '{user}' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator. Please contact your administrator to assign access to this application.",
  ),
  50126: invalidGrant.page('Error validating credentials due to invalid username or password.'),
  50128: invalidRequest.page(
    'Invalid domain name. No tenant-identifying information found in either the request or implied by any provided credentials.',
  ),
  50131: accessDenied.page(
    'Device is not in required device state. Or, the request was blocked due to suspicious activity, access policy, or security policy decisions.',
    'message_only',
    true,
  ),
  50147: invalidRequest.redirect('Invalid size of Code_Challenge parameter.'),
  50173: invalidGrant.redirect(
    'The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.',
  ),
  50194: invalidRequest.page(
    "Application '{appId}'({appName}) is not configured as a multi-tenant application. Usage of the /{segment} endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.",
  ),
  50196: invalidGrant.redirect(
    'The server terminated an operation because it encountered a client request loop. Please contact your app vendor.',
  ),
  50199: interactionRequired.page(
    'For security reasons, user confirmation is required for this request. Please repeat the request allowing user interaction.',
  ),
  53000: accessDenied.page(
    'Device is not in required device state: compliant. Conditional Access policy requires a compliant device, and the device is not compliant.',
    'message_only',
    true,
  ),
  53001: accessDenied.page(
    'Device is not in required device state: domain_joined. Conditional Access policy requires a domain joined device, and the device is not domain joined.',
    'message_only',
    true,
  ),
  53003: accessDenied.page(
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    'message_only',
    true,
  ),
  54005: invalidGrant.redirect(
    'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  ),
  65001: invalidGrant.redirect(
    "The user or administrator has not consented to use the application with ID '{appId}' named '{appName}'. Send an interactive authorization request for this user and resource.",
    'consent_required',
  ),
  65002: invalidRequest.page(
    "Consent between first party application '{appId}' and first party resource '{resourceAppId}' must be configured via preauthorization - applications owned and operated by Microsoft must get approval from the API owner before requesting tokens for that API.",
  ),
  65004: accessDenied.redirect('User declined to consent to access the app.'),
  65005: invalidResource.redirect(
    "The application '{appName}' asked for permissions on the resource '{resourceAppId}', which cannot be found: its required resource access is out of date.",
  ),
  70000: invalidGrant.redirect('Provided grant is invalid or malformed.'),
  70001: unauthorizedClient.page("The application '{appId}' is disabled or was not found in the directory."),
  70002: invalidClient.page('Error validating credentials.'),
  70003: unsupportedGrantType.page("The app requested an unsupported grant type '{grantType}'."),
  70005: unsupportedResponseType.redirect("The app requested an unsupported response type '{responseType}'."),
  70007: invalidRequest.page(
    "'{responseMode}' is not a supported value of response_mode when requesting a token.",
  ),
  70008: invalidGrant.redirect(
    'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  ),
  70011: invalidScope.redirect(
    "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid.",
  ),
  70016: authorizationPending.page(
    'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  ),
  70018: badVerificationCode.page(
    'Invalid verification code due to user typing in wrong user code for device code flow.',
  ),
  70019: expiredToken.page('Verification code expired. Have the user retry the sign-in.'),
  70021: invalidClient.page('No matching federated identity record found for presented assertion.'),
  70043: invalidGrant.redirect(
    'The refresh token has expired or is invalid due to sign-in frequency checks by conditional access. The token was issued on {issuedAt} and the maximum allowed lifetime for this request is {seconds}.',
    'bad_token',
  ),
  90002: invalidRequest.page(
    "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
  ),
  90008: invalidRequest.redirect(
    "The user or administrator has not consented to use the application with ID '{appId}'. At the minimum, the app must require access to Azure AD by specifying the sign-in and read user profile permission.",
  ),
  90009: invalidRequest.redirect(
    "Application '{appId}'({appName}) is requesting a token for itself. This scenario is supported only if resource is specified using the GUID based App Identifier.",
  ),
  90013: invalidRequest.page("Invalid input received from the user: '{parameter}'."),
  90014: invalidRequest.page(
    "The required field '{field}' is missing from the credential. Ensure that you have all the necessary parameters for the login request.",
  ),
  90023: invalidRequest.page("Unsupported '{parameter}' value."),
  90033: temporarilyUnavailable.page('A transient error has occurred. Please try again.'),
  90094: consentRequired.page(
    'An administrator of {tenant} has set a policy that prevents you from granting {appName} the permissions it is requesting. Contact an administrator of {tenant}, who can grant permissions to this app on your behalf.',
  ),
  90095: consentRequired.page(
    'Admin consent is required. An administrator of {tenant} must review the request for the permissions that {appName} asks for.',
  ),
  90099: consentRequired.page(
    "The application '{appId}' ({appName}) has not been authorized in the tenant '{tenant}'. Applications must be authorized to access the external tenant before partner delegated administrators can use them.",
  ),
  160021: interactionRequired.redirect('Application requested a user session which does not exist.'),
  240002: invalidGrant.redirect(
    "Input id_token can't be used as 'urn:ietf:params:oauth:grant-type:jwt-bearer' grant.",
  ),
  500011: invalidResource.page(
    'The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.',
  ),
  500112: invalidGrant.redirect(
    "The reply address '{redirectUri}' does not match the reply address '{expected}' provided when requesting Authorization code.",
  ),
  500113: invalidRequest.page('No reply address is registered for the application.'),
  500131: invalidGrant.redirect(
    "Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '{audience}' and the expected audience is '{appId}' or one of the Application Uris of this application with App ID '{appId}'.",
  ),
  500133: invalidGrant.redirect(
    'Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token.',
  ),
  501051: invalidGrant.redirect(
    "Application '{appId}'({appName}) is not assigned to a role for the application '{resourceAppId}'({resourceName}).",
  ),
  501481: invalidGrant.redirect(
    'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  ),
  501491: invalidRequest.redirect('Invalid size of Code_Challenge parameter.'),
  650052: impossibleScope.page(
    "The app is trying to access a service '{resourceAppId}'({resourceName}) that your organization '{tenant}' lacks a service principal for. Contact your IT Admin to review the configuration of your service subscriptions or consent to the application in order to create the required service principal.",
  ),
  650053: impossibleScope.redirect(
    "The application '{appName}' asked for scope '{scope}' that doesn't exist on the resource '{resourceAppId}'. Contact the app vendor.",
  ),
  650054: invalidResource.redirect(
    'The application asked for permissions to access a resource ({resource}) that has been removed or is no longer available. Contact the app vendor.',
  ),
  650056: impossibleScope.page(
    "Misconfigured application. This could be due to one of the following: the client has not listed any permissions for '{resourceName}' in the requested permissions in the client's application registration. Or, the admin has not consented in the tenant. Or, check the application identifier in the request to ensure it matches the configured client application identifier. Client app ID: {appId}.",
  ),
  650057: invalidResource.redirect(
    "Invalid resource. The client has requested access to a resource which is not listed in the requested permissions in the client's application registration. Client app ID: {appId}({appName}). Resource value from request: {resource}. Resource app ID: {resourceAppId}.",
  ),
  700005: invalidGrant.redirect(
    'The provided Authorization Code is intended to use against other tenant, thus rejected.',
  ),
  700016: unauthorizedClient.page(
    "Application with identifier '{appId}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
  ),
  700022: invalidScope.redirect(
    "The provided value for the input parameter 'scope' is not valid because it contains more than one resource.",
  ),
  700023: invalidScope.redirect(
    "The provided value for the input parameter 'scope' is not valid because it names no resource: '{scope}'.",
  ),
  700024: invalidClient.page('Client assertion is not within its valid time range.'),
  700025: invalidClient.page(
    "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  ),
  700027: invalidClient.page(
    'The certificate with identifier used to sign the client assertion is not registered on application. [Reason - {reason}]',
  ),
  700030: invalidClient.page('Invalid certificate - subject name in certificate is not authorized.'),
  700051: unsupportedResponseType.redirect("response_type 'token' is not enabled for the application."),
  700054: unsupportedResponseType.redirect("response_type 'id_token' is not enabled for the application."),
  700081: invalidGrant.redirect(
    'The refresh token has expired due to maximum lifetime. The token was issued on {issuedAt} and the maximum allowed lifetime for this application is {seconds} seconds.',
    'token_expired',
  ),
  700082: invalidGrant.redirect(
    'The refresh token has expired due to inactivity. The token was issued on {issuedAt} and was inactive for 90.00:00:00.',
    'token_expired',
  ),
  700084: invalidGrant.redirect(
    'The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page. The token was issued on {issuedAt}.',
  ),
  700211: invalidClient.page(
    "No matching federated identity record found for presented assertion issuer '{issuer}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.",
  ),
  700212: invalidClient.page(
    "No matching federated identity record found for presented assertion audience '{audience}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.",
  ),
  700213: invalidClient.page(
    "No matching federated identity record found for presented assertion subject '{subject}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.",
  ),
  700222: invalidClient.page('AAD-issued tokens may not be used for federated identity flows.'),
  700229: invalidClient.page(
    'Only app-only tokens can be used as Federated Identity Credentials for AAD issuer.',
  ),
  900023: invalidRequest.page(
    "Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external domain.",
  ),
  900144: invalidRequest.page("The request body must contain the following parameter: '{parameter}'."),
  900561: wrongMethod.page('The endpoint only accepts POST requests. Received a {method} request.'),
  900971: invalidRequest.page('No reply address provided.'),
  901002: invalidRequest.redirect("The 'resource' request parameter is not supported."),
  1002012: invalidScope.page(
    'The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).',
  ),
  1003031: accessDenied.redirect(
    'Misconfigured required resource access in client application registration.',
  ),
  7000112: unauthorizedClient.page("Application '{appId}'({appName}) is disabled."),
  7000114: unauthorizedClient.page(
    "Application '{appId}'({appName}) is not allowed to make application on-behalf-of calls.",
  ),
  7000215: invalidClient.page(
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{appId}'.",
  ),
  7000218: invalidClient.page(
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  ),
  7000222: invalidClient.page(
    "The provided client secret keys for app '{appId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.",
  ),
  7000229: unauthorizedClient.page(
    'The client application {appId} is missing service principal in the tenant {tenant}.',
  ),
  7002138: invalidClient.page(
    "No matching federated identity record found for presented assertion subject '{subject}'. The subject matches case-insensitively, but not case-sensitively.",
  ),
  9001023: invalidRequest.page(
    'The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.',
  ),
  9002313: invalidRequest.page('Invalid request. Request is malformed or invalid.'),
  9002325: invalidRequest.redirect(
    'Proof Key for Code Exchange is required for cross-origin authorization code redemption.',
  ),
  9002326: invalidRequest.redirect(
    "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request origin: '{origin}'.",
  ),
  9002327: invalidRequest.redirect(
    "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
  ),
  9002331: invalidRequest.page(
    "Application '{appId}'({appName}) is configured for use by Microsoft Account users only. Please use the /consumers endpoint to serve this request.",
  ),
  9002332: invalidRequest.page(
    "Application '{appId}'({appName}) is configured for use by Azure Active Directory users only. Please do not use the /consumers endpoint to serve this request.",
  ),
} as const satisfies Record<number, AadstsRow>

export type AadstsCode = keyof typeof aadsts

/** Whether a number has a row in the table. */
export const isAadstsCode = (code: number): code is AadstsCode => Object.hasOwn(aadsts, code)

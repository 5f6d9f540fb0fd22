/** OpenMetadata's settings that have no effect here, and why: named once at the start, so that nobody wonders. */

interface Ignored {
  readonly names: RegExp
  /** Completes "… has no effect here: ". */
  readonly why: string
}

export const ignoredNames: readonly Ignored[] = [
  {
    names: /^AUTHORIZER_(?:CLASS_NAME|REQUEST_FILTER)$/,
    why: 'tokens and rights are always checked',
  },
  {
    names: /^AUTHORIZER_INGESTION_PRINCIPALS?$/,
    why: 'bots are accounts of the catalog; bind an application with waymark bot bind',
  },
  {
    names: /^AUTHORIZER_ENABLE_SECURE_SOCKET$/,
    why: 'every connection needs a sign-in',
  },
  { names: /^AUTHORIZER_BOT_DOMAIN$/, why: 'bots have addresses of AUTHORIZER_PRINCIPAL_DOMAIN' },
  {
    names: /^AUTHENTICATION_RESPONSE_TYPE$|^OIDC_(?:RESPONSE_TYPE|TYPE)$/,
    why: 'the code flow is always used',
  },
  {
    names: /^OIDC_(?:USE_NONCE|DISABLE_PKCE)$/,
    why: 'nonce and PKCE are always used',
  },
  {
    names: /^OIDC_PREFERRED_JWS$/,
    why: 'AUTHENTICATION_TOKEN_VALIDATION_ALGORITHM names the algorithm',
  },
  { names: /^OIDC_MAX_CLOCK_SKEW$/, why: 'clocks may differ by 60 seconds' },
  {
    names: /^OIDC_(?:OM_REFRESH_TOKEN_VALIDITY|SESSION_EXPIRY)$/,
    why: 'AUTHENTICATION_SESSION_EXPIRY and WAYMARK_SESSION_IDLE end sessions; no token of the provider is kept',
  },
  {
    names: /^AUTHENTICATION_ADDITIONAL_TRUSTED_REDIRECT_URIS$/,
    why: 'people are sent to pages of the catalog only',
  },
  {
    names: /^AUTHENTICATION_ENABLE_AUTO_REDIRECT$/,
    why: 'the sign-in page is always shown, so that signing out does not sign straight back in',
  },
  {
    names: /^FORCE_SECURE_SESSION_COOKIE$/,
    why: 'cookies are Secure whenever OPENMETADATA_SERVER_URL is https',
  },
  {
    names: /^OM_JWT_EXPIRY_TIME$/,
    why: 'tokens of a password sign-in live for an hour',
  },
  {
    names:
      /^AUTHENTICATION_(?:LDAP_\w+|LOOKUP_\w+|USER_\w+|GROUP_LOOKUP_\w+)$|^AUTH_(?:ROLES_MAPPING|REASSIGN_ROLES)$/,
    why: 'LDAP is not supported; Keycloak, for one, turns a directory into an OpenID provider',
  },
  { names: /^SAML_\w+$/, why: 'SAML is not supported; Keycloak, for one, turns it into OpenID' },
  {
    names: /^(?:OM_AUTH_(?:AIRFLOW_\w+|JWT_TOKEN)|AIRFLOW_\w+|PIPELINE_SERVICE_CLIENT_\w+)$/,
    why: 'ingestion runs inside the server, signed in as its bot',
  },
  {
    names: /^(?:SECRET_MANAGER\w*|OM_SM_\w+)$/,
    why: 'secrets are sealed in the database with WAYMARK_MASTER_KEY; any secret setting may be a keyvault: address',
  },
  { names: /^MASK_PASSWORDS_API$/, why: 'secrets are always masked' },
  {
    names: /^(?:SECURITY|EMAIL|SERVER_URL|SCIM|MCP|APP)_CONFIG_SOURCE\w*$|^CONFIG_SOURCE_\w+$/,
    why: 'the environment always wins over the file, and the file over what the UI saved',
  },
  {
    names: /^SERVER_(?:HOST_API_URL|MAX_\w+|MIN_\w+)$|^BASE_PATH$/,
    why: 'the server needs no such setting',
  },
  {
    names: /^(?:ELASTICSEARCH_\w+|SEARCH_TYPE)$/,
    why: 'search is part of the database; WAYMARK_OPENSEARCH_URL names an OpenSearch that shall answer instead',
  },
]

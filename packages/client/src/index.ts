/** The TypeScript SDK: a typed HTTP client over the vocabulary, for browsers and Node. */
export { ApiError, UnreachableError } from './api-error.ts'
export {
  type CatalogClient,
  createClient,
  type SearchAnswer,
  type SearchHit,
  type SearchQuery,
  type ServerVersion,
} from './client.ts'
export type { Credential, EntraProof } from './credential.ts'
export type {
  CallOptions,
  EntityClient,
  EntityKey,
  ListOptions,
  ReadOptions,
  Tagged,
  UpdateOptions,
} from './entity-client.ts'
export { type Parsed, parseAuthority, parseClientCredentialScopes } from './entra-settings.ts'
export { type TokenCredential, tokenSourceOfCredential, tokenSourceOfToken } from './token-credential.ts'
export type { AccessToken, TokenSource } from './token-source.ts'
export { type ClientOptions, normalizeBaseUrl } from './transport.ts'

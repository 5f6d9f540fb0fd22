/** What a token is obtained with, as workflow files and bots configure it; the credentials package turns it into a `TokenSource`. */

/** How an Entra application proves that it is itself. */
export type EntraProof =
  | { readonly kind: 'secret'; readonly clientSecret: string }
  /** PEM texts; `certificate` may hold the chain, leaf first. */
  | { readonly kind: 'certificate'; readonly certificate: string; readonly privateKey: string }
  /** A file that holds a token of another issuer (Kubernetes, GitHub), read anew for every request. */
  | { readonly kind: 'federatedTokenFile'; readonly path: string }
  | { readonly kind: 'managedIdentity' }
  | { readonly kind: 'azureCli' }

export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'jwt'; readonly token: string }
  | {
      readonly kind: 'azure'
      /** Absent for a system-assigned managed identity and for `az`. */
      readonly clientId?: string
      /** `https://<host>/<tenant>`, see `parseAuthority`. */
      readonly authority?: string
      /** `<application id URI>/.default`, see `parseClientCredentialScopes`. */
      readonly scope: string
      readonly proof: EntraProof
    }
  | {
      readonly kind: 'oidc'
      readonly tokenEndpoint: string
      readonly clientId: string
      readonly clientSecret: string
      readonly scope?: string
    }

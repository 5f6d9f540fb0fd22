/** What a token is about: the facts that claim builders turn into claims. */
import type { Application, ServicePrincipal, Tenant, User } from '../directory/model.ts'

/** How the client proved itself; becomes `azpacr` or `appidacr`. */
export type ClientAuthentication = 'none' | 'secret' | 'assertion'

/** A person, signed in to a client. */
export interface PersonFacts {
  tenant: Tenant
  user: User
  client: Application
  sid: string
  authTimeMs: number
  amr: string[]
  remoteAddress: string
}

/** A person's access to an API through a client. */
export interface DelegatedFacts extends PersonFacts {
  resource: Application
  /** The API as the client named it; becomes `aud` of a v1 token. */
  audience: string
  /** Short scope names. */
  scopes: string[]
  clientAuthentication: ClientAuthentication
}

/** An application's access to an API on its own behalf. */
export interface AppOnlyFacts {
  tenant: Tenant
  client: Application
  /** The client's object in the tenant; absent in the odd tenants that issue tokens without one. */
  principal?: ServicePrincipal
  resource: Application
  audience: string
  clientAuthentication: ClientAuthentication
}

/** A claim set; `undefined` members are left out when it is signed. */
export type Claims = Record<string, unknown>

/** The directory's objects as far as set-up and doctor look at them, read leniently: Graph leaves out what is empty. */
import { flag, items, type Json, member, object, text, texts } from './json.ts'

export const microsoftGraphAppId = '00000003-0000-0000-c000-000000000000'

export interface PermissionScope {
  readonly id: string
  readonly value: string
  readonly isEnabled: boolean
  /** As Graph sent it: a PATCH replaces the whole list, so what is kept is sent back unchanged. */
  readonly raw: Json
}

export interface AppRole extends PermissionScope {
  readonly allowedMemberTypes: readonly string[]
}

export interface RequiredAccess {
  readonly resourceAppId: string
  readonly resourceAccess: readonly { readonly id: string; readonly type: string }[]
}

export interface PasswordCredential {
  readonly keyId: string
  readonly displayName: string
  /** The first three characters of the secret. */
  readonly hint: string
  readonly endsAtMs: number
}

export interface KeyCredential {
  readonly keyId: string
  /** Base64 of the certificate's SHA-1, where the portal or this program registered it. */
  readonly customKeyIdentifier: string
  readonly endsAtMs: number
  readonly raw: Json
}

export interface Application {
  /** Object id of the app registration; not what a token names. */
  readonly id: string
  /** Client id. */
  readonly appId: string
  readonly displayName: string
  readonly signInAudience: string
  readonly tags: readonly string[]
  readonly identifierUris: readonly string[]
  readonly spaRedirectUris: readonly string[]
  readonly webRedirectUris: readonly string[]
  readonly publicRedirectUris: readonly string[]
  readonly implicit: { readonly idTokens: boolean; readonly accessTokens: boolean }
  /** Null counts as 1. */
  readonly accessTokenVersion: 1 | 2
  readonly scopes: readonly PermissionScope[]
  readonly roles: readonly AppRole[]
  readonly idTokenClaims: readonly Json[]
  readonly accessTokenClaims: readonly Json[]
  readonly groupMembershipClaims: string
  readonly requiredAccess: readonly RequiredAccess[]
  readonly passwords: readonly PasswordCredential[]
  readonly keys: readonly KeyCredential[]
}

export interface ServicePrincipal {
  /** Object id of the Enterprise application: `oid` of the application's tokens. */
  readonly id: string
  readonly appId: string
  readonly displayName: string
  readonly accountEnabled: boolean
  readonly appRoleAssignmentRequired: boolean
  readonly scopes: readonly PermissionScope[]
}

export interface PermissionGrant {
  readonly id: string
  readonly clientId: string
  readonly resourceId: string
  readonly consentType: string
  readonly scopes: readonly string[]
}

export interface RoleAssignment {
  readonly id: string
  readonly principalId: string
  readonly resourceId: string
  readonly appRoleId: string
}

export interface FederatedCredential {
  readonly id: string
  readonly name: string
  readonly issuer: string
  readonly subject: string
  readonly audiences: readonly string[]
}

/**
 * Whether a key's `customKeyIdentifier` is this SHA-1 in base64: Graph sends it so or, where the portal made it, as hexadecimal text.
 */
export function sameThumbprint(registered: string, base64: string): boolean {
  const hex = Buffer.from(base64, 'base64').toString('hex')
  return (
    registered === base64 ||
    registered.toLowerCase() === hex ||
    registered === Buffer.from(hex.toUpperCase()).toString('base64')
  )
}

function endOf(of: Json): number {
  const endsAtMs = Date.parse(text(of, 'endDateTime'))
  return Number.isNaN(endsAtMs) ? Number.POSITIVE_INFINITY : endsAtMs
}

function scopeFrom(raw: Json): PermissionScope {
  return { id: text(raw, 'id'), value: text(raw, 'value'), isEnabled: flag(raw, 'isEnabled', true), raw }
}

export function applicationFrom(value: unknown): Application {
  const raw = object(value)
  const api = member(raw, 'api')
  const claims = member(raw, 'optionalClaims')
  return {
    id: text(raw, 'id'),
    appId: text(raw, 'appId').toLowerCase(),
    displayName: text(raw, 'displayName'),
    signInAudience: text(raw, 'signInAudience') || 'AzureADMyOrg',
    tags: texts(raw, 'tags'),
    identifierUris: texts(raw, 'identifierUris'),
    spaRedirectUris: texts(member(raw, 'spa'), 'redirectUris'),
    webRedirectUris: texts(member(raw, 'web'), 'redirectUris'),
    publicRedirectUris: texts(member(raw, 'publicClient'), 'redirectUris'),
    implicit: {
      idTokens: flag(member(member(raw, 'web'), 'implicitGrantSettings'), 'enableIdTokenIssuance', false),
      accessTokens: flag(
        member(member(raw, 'web'), 'implicitGrantSettings'),
        'enableAccessTokenIssuance',
        false,
      ),
    },
    accessTokenVersion: api.requestedAccessTokenVersion === 2 ? 2 : 1,
    scopes: items(api, 'oauth2PermissionScopes').map(scopeFrom),
    roles: items(raw, 'appRoles').map((role) => ({
      ...scopeFrom(role),
      allowedMemberTypes: texts(role, 'allowedMemberTypes'),
    })),
    idTokenClaims: items(claims, 'idToken'),
    accessTokenClaims: items(claims, 'accessToken'),
    groupMembershipClaims: text(raw, 'groupMembershipClaims') || 'None',
    requiredAccess: items(raw, 'requiredResourceAccess').map((access) => ({
      resourceAppId: text(access, 'resourceAppId').toLowerCase(),
      resourceAccess: items(access, 'resourceAccess').map((each) => ({
        id: text(each, 'id'),
        type: text(each, 'type'),
      })),
    })),
    passwords: items(raw, 'passwordCredentials').map((each) => ({
      keyId: text(each, 'keyId'),
      displayName: text(each, 'displayName'),
      hint: text(each, 'hint'),
      endsAtMs: endOf(each),
    })),
    keys: items(raw, 'keyCredentials').map((each) => ({
      keyId: text(each, 'keyId'),
      customKeyIdentifier: text(each, 'customKeyIdentifier'),
      endsAtMs: endOf(each),
      raw: each,
    })),
  }
}

/** What is planned against where there is no application yet. */
export const noApplication: Application = applicationFrom({})

export function servicePrincipalFrom(value: unknown): ServicePrincipal {
  const raw = object(value)
  return {
    id: text(raw, 'id'),
    appId: text(raw, 'appId').toLowerCase(),
    displayName: text(raw, 'displayName'),
    accountEnabled: flag(raw, 'accountEnabled', true),
    appRoleAssignmentRequired: flag(raw, 'appRoleAssignmentRequired', false),
    scopes: items(raw, 'oauth2PermissionScopes').map(scopeFrom),
  }
}

export function permissionGrantFrom(value: unknown): PermissionGrant {
  const raw = object(value)
  return {
    id: text(raw, 'id'),
    clientId: text(raw, 'clientId'),
    resourceId: text(raw, 'resourceId'),
    consentType: text(raw, 'consentType'),
    scopes: text(raw, 'scope').split(' ').filter(Boolean),
  }
}

export function roleAssignmentFrom(value: unknown): RoleAssignment {
  const raw = object(value)
  return {
    id: text(raw, 'id'),
    principalId: text(raw, 'principalId'),
    resourceId: text(raw, 'resourceId'),
    appRoleId: text(raw, 'appRoleId'),
  }
}

export function federatedCredentialFrom(value: unknown): FederatedCredential {
  const raw = object(value)
  return {
    id: text(raw, 'id'),
    name: text(raw, 'name'),
    issuer: text(raw, 'issuer'),
    subject: text(raw, 'subject'),
    audiences: texts(raw, 'audiences'),
  }
}

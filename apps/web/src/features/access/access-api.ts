/** Reads and writes people, teams, roles, policies and bots. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { EntityReference, Paging, PolicyRule } from '@waymark/spec'
import { call, query } from '../../api/http.ts'
import type { AccessType } from '../../texts/access.ts'
import { type Asset, assetType } from '../asset/asset.ts'
import { childrenKey, patchAsset } from '../asset/asset-api.ts'

/** The members of the five kinds that lists show; each has some of them. */
export interface AccessEntry extends Asset {
  readonly email?: string
  readonly isAdmin?: boolean
  readonly lastLoginTime?: number
  readonly teams?: readonly EntityReference[]
  readonly roles?: readonly EntityReference[]
  readonly teamType?: string
  readonly parents?: readonly EntityReference[]
  readonly defaultRoles?: readonly EntityReference[]
  readonly userCount?: number
  readonly policies?: readonly EntityReference[]
  readonly rules?: readonly PolicyRule[]
  readonly botUser?: EntityReference
}

/** What a list is narrowed by, as it stands in the address of the page. */
export interface AccessFilter {
  readonly q?: string
  readonly state?: string
}

const perPage = 25

const shown: Readonly<Record<AccessType, string>> = {
  user: 'teams,roles',
  team: 'parents,defaultRoles,userCount',
  role: 'policies',
  policy: '',
  bot: '',
}

const collectionOf = (type: AccessType): string => assetType(type)?.collection ?? type

/** What stands in the text as it is, for a regular expression of PostgreSQL. */
export function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

export function accessListQuery(type: AccessType, { q, state }: AccessFilter, after: string | undefined) {
  return queryOptions({
    queryKey: [...childrenKey(type), 'access', q ?? '', state ?? '', after ?? ''],
    queryFn: async ({ signal }) => {
      const parameters = query({
        limit: perPage,
        after,
        fields: shown[type],
        [`${type}Regex`]: q ? literally(q) : undefined,
        include: state === 'deleted' ? 'deleted' : undefined,
        isAdmin: type === 'user' && state === 'administrators' ? true : undefined,
        isBot: type === 'user' ? false : undefined,
      })
      type Page = { readonly data: readonly AccessEntry[]; readonly paging: Paging }
      return (await call<Page>(collectionOf(type) + parameters, { signal })).data
    },
    placeholderData: keepPreviousData,
  })
}

export async function createEntry(
  type: AccessType,
  body: Readonly<Record<string, unknown>>,
): Promise<AccessEntry> {
  return (await call<AccessEntry>(collectionOf(type), { method: 'POST', body })).data
}

/** Makes the account that a bot acts as, and the bot. */
export async function createBot(name: string, rest: Readonly<Record<string, unknown>>): Promise<AccessEntry> {
  await createEntry('user', { name, email: `${name}@bots.invalid`, isBot: true, botName: name })
  return await createEntry('bot', { name, botUser: name, ...rest })
}

export interface UserSession {
  readonly key: string
  readonly startedAt: number
  readonly lastSeenAt: number
  readonly expiresAt: number
  readonly isCurrent: boolean
}

export const sessionsKey = (userId: string) => ['sessions', userId] as const

export function sessionsQuery(userId: string) {
  return queryOptions({
    queryKey: sessionsKey(userId),
    queryFn: async ({ signal }) =>
      (await call<{ data: readonly UserSession[] }>(`users/${userId}/sessions`, { signal })).data.data,
    retry: false,
  })
}

/** Ends one session, or all of the account's without a key. */
export async function endSessions(userId: string, key?: string): Promise<void> {
  await call(`users/${userId}/sessions${key === undefined ? '' : `/${encodeURIComponent(key)}`}`, {
    method: 'DELETE',
  })
}

type PasswordChange =
  | { readonly oldPassword: string; readonly newPassword: string }
  | { readonly requestType: 'USER'; readonly username: string; readonly newPassword: string }

export async function changePassword(body: PasswordChange): Promise<void> {
  await call('users/changePassword', { method: 'PUT', body })
}

export interface Rights {
  readonly isAdmin: boolean
  readonly policies: readonly {
    readonly name: string
    readonly grantedBy?: string
    readonly rules: readonly PolicyRule[]
  }[]
}

/** Where the rights of somebody come from; of others only administrators may know. */
export function rightsQuery(name: string, isSelf: boolean) {
  return queryOptions({
    queryKey: ['rights', name],
    queryFn: async ({ signal }) => {
      const whose = isSelf ? 'me' : `user/${encodeURIComponent(name)}`
      return (await call<Rights>(`permissions/debug/${whose}`, { signal })).data
    },
    retry: false,
  })
}

export interface Explained {
  readonly allowed: boolean
  readonly reason: string
}

export interface RightsQuestion {
  readonly user?: string
  readonly resource: string
  readonly operation: string
  readonly fqn?: string
}

export async function explainRight(question: RightsQuestion): Promise<Explained> {
  return (await call<Explained>(`permissions/debug/evaluate${query({ ...question })}`)).data
}

export interface ResourceWords {
  readonly name: string
  readonly operations: readonly string[]
}

interface FunctionWords {
  readonly name: string
  readonly description: string
  readonly examples: readonly string[]
}

/** Kinds of assets that rules name, with the operations on each; `all` stands first. */
export const resourcesQuery = queryOptions({
  queryKey: ['policy-resources'],
  queryFn: async ({ signal }) =>
    (await call<{ data: readonly ResourceWords[] }>('policies/resources', { signal })).data.data,
  staleTime: Number.POSITIVE_INFINITY,
})

export const conditionWordsQuery = queryOptions({
  queryKey: ['policy-functions'],
  queryFn: async ({ signal }) =>
    (await call<{ data: readonly FunctionWords[] }>('policies/functions', { signal })).data.data,
  staleTime: Number.POSITIVE_INFINITY,
})

/** @throws ApiError 400 that says what is wrong with it */
export async function checkCondition(condition: string): Promise<void> {
  await call(`policies/validation/condition/${encodeURIComponent(condition)}`)
}

/** Gives the account with this address the administrator's rights, and makes the account where there is none. */
export async function makeAdministrator(email: string): Promise<void> {
  const { data } = (await call<{ data: readonly AccessEntry[] }>(`users${query({ email, limit: 1 })}`)).data
  const [known] = data
  if (known) {
    await patchAsset('user', known.id, [{ op: 'add', path: '/isAdmin', value: true }], undefined)
    return
  }
  // What stands before the @ names the account; what a name cannot have is left out.
  const name = email.slice(0, email.indexOf('@')).replace(/[^a-z0-9._+-]/g, '')
  await createEntry('user', { name, email, isAdmin: true })
}

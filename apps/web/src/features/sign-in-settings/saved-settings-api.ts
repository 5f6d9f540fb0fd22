/** Reads and changes the saved settings of signing in. */
import { queryOptions } from '@tanstack/react-query'
import { call } from '../../api/http.ts'

export interface SignInSetting {
  /** The environment variable. */
  readonly name: string
  readonly value: string
  readonly meaning: string
  readonly from: 'environment' | 'file' | 'database' | 'default'
  readonly origin: string
  readonly locked: boolean
}

export interface SavedSignIn {
  readonly settings: readonly SignInSetting[]
  readonly saved?: {
    readonly by: string
    /** Milliseconds since 1970. */
    readonly at: number
    /** Taken back then, unless somebody signs in before. */
    readonly revertsAt?: number
  }
}

/** By the name of the variable; null takes a saved setting back. */
export type SignInChange = Readonly<Record<string, string | null>>

export interface SignInTrial {
  readonly problems: readonly { readonly setting: string; readonly message: string }[]
  readonly steps: readonly { readonly step: string; readonly ok: boolean; readonly detail?: string }[]
}

const path = 'system/signInSettings'
export const savedSignInKey = ['saved-sign-in'] as const

export const savedSignInQuery = queryOptions({
  queryKey: savedSignInKey,
  queryFn: async ({ signal }) => (await call<SavedSignIn>(path, { signal })).data,
  retry: false,
})

export const checkSignIn = async (settings: SignInChange): Promise<SignInTrial> =>
  (await call<SignInTrial>(`${path}/check`, { method: 'POST', body: { settings }, timeoutMs: 60_000 })).data
export const saveSignIn = async (settings: SignInChange): Promise<SavedSignIn> =>
  (await call<SavedSignIn>(path, { method: 'PUT', body: { settings } })).data
export const confirmSignIn = async (): Promise<SavedSignIn> =>
  (await call<SavedSignIn>(`${path}/confirm`, { method: 'POST' })).data
export const revertSignIn = async (): Promise<SavedSignIn> =>
  (await call<SavedSignIn>(`${path}/revert`, { method: 'POST' })).data

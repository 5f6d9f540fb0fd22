/** What administrators ask about signing in: the checks of the doctor, a token or an error explained, recent sign-ins. */
import { queryOptions } from '@tanstack/react-query'
import { call, query } from '../../api/http.ts'

export type CheckStatus = 'pass' | 'warn' | 'fail' | 'skipped'

export interface Check {
  readonly id: string
  readonly title: string
  readonly status: CheckStatus
  readonly cause: string
  readonly fix?: string
}

export interface DoctorReport {
  readonly failed: number
  readonly warnings: number
  readonly skipped: number
  readonly checks: readonly Check[]
}

export interface TokenReport {
  readonly kind: string
  readonly accepted: boolean
  readonly claims: readonly { readonly claim: string; readonly value: string; readonly meaning: string }[]
  readonly rules: readonly {
    readonly rule: string
    readonly verdict: 'accepts' | 'refuses' | 'not checked'
    readonly because: string
    readonly fix?: string
  }[]
}

export interface ErrorExplanation {
  readonly code: string
  readonly meaning: string
  readonly fix: string
  readonly link?: string
}

export interface SignInAttempt {
  readonly id: string
  readonly atMs: number
  readonly kind: string
  readonly outcome: 'ok' | 'refused'
  readonly account?: string
  readonly remoteAddress: string
  readonly steps: readonly {
    readonly step: string
    readonly ok: boolean
    readonly detail?: string
    /** App roles, groups and teams as the directory named them. */
    readonly claims?: Readonly<Record<string, readonly string[]>>
  }[]
}

export interface SignInPreview {
  readonly members: readonly {
    readonly member: 'email' | 'name' | 'displayName'
    readonly value?: string
    readonly claims: readonly string[]
    readonly setting: string
    readonly problem?: string
  }[]
  readonly rights: readonly {
    readonly kind: 'role' | 'team' | 'admin'
    readonly name: string
    readonly claim: string
    readonly value: string
    readonly by: string
    readonly exists: boolean
  }[]
  readonly notes: readonly string[]
}

/** It asks the network, so it may take its time, and runs only when it is asked for. */
export const doctorQuery = queryOptions({
  queryKey: ['doctor'],
  queryFn: async ({ signal }) =>
    (await call<DoctorReport>('system/doctor', { signal, timeoutMs: 60_000 })).data,
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
})

export const attemptsQuery = queryOptions({
  queryKey: ['sign-in-attempts'],
  queryFn: async ({ signal }) =>
    (await call<{ data: readonly SignInAttempt[] }>('auth/attempts?limit=50', { signal })).data.data,
  retry: false,
})

export async function explainToken(token: string): Promise<TokenReport> {
  return (await call<TokenReport>('system/doctor/token', { method: 'POST', body: { token } })).data
}

export async function explainError(error: string): Promise<ErrorExplanation> {
  return (await call<ErrorExplanation>(`system/doctor/explain${query({ error })}`)).data
}

/** What a sign-in with these claims would give. They are neither kept nor logged. */
export async function previewSignIn(claims: Readonly<Record<string, unknown>>): Promise<SignInPreview> {
  return (await call<SignInPreview>('auth/preview', { method: 'POST', body: { claims } })).data
}

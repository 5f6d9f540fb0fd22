/** The guide's five fields, checked before they are sent: each mistake names its field and what belongs there. */
import type { AzureSsoConfig } from '@waymark/spec'
import { botTexts as texts } from '../../texts/bot.ts'
import type { AzureSignIn } from './bot-api.ts'

/** What the form holds. */
export interface AzureFields {
  readonly email: string
  readonly proof: 'secret' | 'certificate' | 'none'
  readonly clientSecret: string
  readonly clientId: string
  readonly authority: string
  /** With commas. */
  readonly scopes: string
}

export type FieldErrors = Partial<Record<keyof AzureFields, string>>

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export function fieldsOf(email: string, config: AzureSsoConfig | undefined): AzureFields {
  return {
    email,
    proof: config && !config.clientSecret ? 'none' : 'secret',
    clientSecret: '',
    clientId: config?.clientId ?? '',
    authority: config?.authority ?? '',
    scopes: config?.scopes.join(', ') ?? '',
  }
}

const scopesOf = (text: string): string[] =>
  text
    .split(',')
    .map((scope) => scope.trim())
    .filter(Boolean)

/** @param hasSecret - one is stored already, and an empty field keeps it */
export function checkFields(fields: AzureFields, hasSecret: boolean): FieldErrors {
  const [objectId = '', domain = ''] = fields.email.split('@')
  const scopes = scopesOf(fields.scopes)
  const errors: FieldErrors = {}
  if (!guid.test(objectId) || !domain.includes('.')) {
    errors.email = texts.emailExpected
  }
  if (fields.proof === 'secret' && fields.clientSecret === '' && !hasSecret) {
    errors.clientSecret = texts.secretExpected
  }
  if (fields.proof === 'secret' && guid.test(fields.clientSecret)) {
    errors.clientSecret = texts.secretIdGiven
  }
  if (
    fields.proof === 'certificate' &&
    !/BEGIN CERTIFICATE[\s\S]*PRIVATE KEY|PRIVATE KEY[\s\S]*BEGIN CERTIFICATE/.test(fields.clientSecret)
  ) {
    if (!(hasSecret && fields.clientSecret === '')) {
      errors.clientSecret = texts.certificateExpected
    }
  }
  if (!guid.test(fields.clientId)) errors.clientId = texts.clientIdExpected
  if (!/^https:\/\/[^/]+\/[^/]+\/?$/.test(fields.authority)) {
    errors.authority = texts.authorityExpected
  }
  if (scopes.length !== 1 || !scopes[0]?.endsWith('/.default')) {
    errors.scopes = texts.scopeExpected
  }
  return errors
}

/** @param mask - stands for the secret that is stored; sent back, it stays */
export function toSignIn(fields: AzureFields, mask: string): AzureSignIn {
  const { email, proof, clientSecret, clientId, authority, scopes } = fields
  return {
    email: email.trim(),
    config: {
      ...(proof === 'none' ? {} : { clientSecret: clientSecret || mask }),
      clientId: clientId.trim(),
      authority: authority.trim().replace(/\/$/, ''),
      scopes: scopesOf(scopes),
    },
  }
}

/** Gets an OpenAPI document, of version 2, 3.0 or 3.1, in JSON or YAML, from an address or a file. */
import { readFile } from 'node:fs/promises'
import { SourceError } from '@waymark/ingest'
import { parse } from 'yaml'
import { isRecord } from '../json-values.ts'
import { codeOf, networkRemedy } from '../network-errors.ts'
import { wholeAnswer } from '../whole-answer.ts'

export type Json = Readonly<Record<string, unknown>>

/** What is read of the connection; the schema knows the rest. */
export interface OpenapiConfig {
  readonly openAPISchemaConnection: Readonly<Record<string, unknown>>
  readonly token?: string
  readonly docURL?: string
}

const timeoutMs = 30_000
/** A document that is larger is no document. */
const largestBytes = 64 * 1024 * 1024

/** @throws SourceError when there is none at the place, or it is of an unknown version */
export async function readDocument(config: OpenapiConfig, signal: AbortSignal): Promise<Json> {
  const { openAPISchemaURL, openAPISchemaFilePath } = config.openAPISchemaConnection
  if (typeof openAPISchemaFilePath === 'string')
    return parsed(await fromFile(openAPISchemaFilePath), openAPISchemaFilePath)
  if (typeof openAPISchemaURL === 'string') {
    return parsed(await fromAddress(openAPISchemaURL, config.token, signal), openAPISchemaURL)
  }
  throw new SourceError('fatal', 'Documents in S3 are not read by this release.', {
    hint: 'Use openAPISchemaConnection.openAPISchemaURL with an address that is signed, or openAPISchemaFilePath.',
  })
}

async function fromFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new SourceError('fatal', `${path} cannot be read.`, {
      hint: 'Check openAPISchemaConnection.openAPISchemaFilePath, as the process that reads it sees it.',
      cause: error,
    })
  }
}

async function fromAddress(address: string, token: string | undefined, signal: AbortSignal): Promise<string> {
  const answer = await wholeAnswer(address, {
    headers: {
      accept: 'application/json, application/yaml;q=0.9, */*;q=0.1',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  }).catch((cause: unknown) => {
    signal.throwIfAborted()
    const remedy = networkRemedy(codeOf(cause), 'openAPISchemaConnection')
    throw new SourceError('retriable', `${address}: ${remedy?.message ?? 'no answer.'}`, {
      hint: remedy?.hint ?? 'Check openAPISchemaConnection.openAPISchemaURL.',
      cause,
    })
  })
  if (!answer.ok) {
    const needsToken = answer.status === 401 || answer.status === 403
    throw new SourceError(
      answer.status >= 500 ? 'retriable' : 'fatal',
      `${address} answers ${answer.status}.`,
      {
        hint: needsToken
          ? 'Give a token in serviceConnection.config.token.'
          : 'Check openAPISchemaConnection.openAPISchemaURL: it must lead to the document, not to the page that shows it.',
      },
    )
  }
  if (answer.body.length <= largestBytes) return answer.body
  throw new SourceError('fatal', `${address} is larger than ${largestBytes} bytes.`)
}

function parsed(text: string, place: string): Json {
  let document: unknown
  try {
    // JSON is YAML, but reading it as such takes many times as long.
    document = /^\s*\{/.test(text) ? JSON.parse(text) : parse(text, { maxAliasCount: 1_000 })
  } catch (error) {
    throw new SourceError('fatal', `${place} is neither JSON nor YAML.`, {
      hint: 'It must lead to the OpenAPI document itself, not to the page that shows it.',
      cause: error,
    })
  }
  if (
    isRecord(document) &&
    (/^3\.[012]/.test(String(document.openapi)) || String(document.swagger) === '2.0')
  )
    return document
  throw new SourceError('fatal', `${place} is not an OpenAPI document of version 2.0, 3.0, 3.1 or 3.2.`, {
    hint: 'Its first lines must say openapi: 3.x or swagger: "2.0".',
  })
}

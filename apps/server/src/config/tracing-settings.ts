/** Where traces go, by OpenTelemetry's own variables; nothing is traced without an endpoint. */
import type { ConfigMistake } from './config-error.ts'

export interface TracingSettings {
  /** Where spans are sent: OTLP over HTTP in JSON. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly serviceName: string
}

/** `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_SERVICE_NAME` and `OTEL_SDK_DISABLED` (OpenTelemetry's specification). */
export function tracingSettings(environment: Readonly<Record<string, string | undefined>>): {
  readonly settings: TracingSettings | undefined
  readonly mistakes: readonly ConfigMistake[]
} {
  const setting = 'OTEL_EXPORTER_OTLP_ENDPOINT'
  const endpoint = environment[setting]?.trim()
  if (!endpoint || environment.OTEL_SDK_DISABLED?.trim() === 'true')
    return { settings: undefined, mistakes: [] }
  if (!/^https?:/.test(endpoint) || !URL.canParse(endpoint))
    return {
      settings: undefined,
      mistakes: [{ setting, message: `'${endpoint}' is no http(s) URL, e.g. http://collector:4318.` }],
    }
  const pairs = (environment.OTEL_EXPORTER_OTLP_HEADERS ?? '').split(',').flatMap((pair) => {
    const [name = '', ...value] = pair.split('=')
    return name.trim() ? [[name.trim().toLowerCase(), decoded(value.join('=').trim())]] : []
  })
  return {
    settings: {
      url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
      headers: Object.fromEntries(pairs),
      serviceName: environment.OTEL_SERVICE_NAME?.trim() || 'waymark',
    },
    mistakes: [],
  }
}

/** Values may be percent-encoded, as in W3C Baggage. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** Addresses that only the 0.13 clients use: what they are called now, and names they forget to encode. */

interface OlderPath {
  /** Below `/api/v1`, as the 0.13 clients call it. */
  readonly older: RegExp
  /** The same place now; `$1` is what the first group matched. */
  readonly newest: string
}

/** In order: the first that matches counts. */
const olderPaths: readonly OlderPath[] = [
  { older: /^\/testDefinition(?=\/|$)/, newest: '/dataQuality/testDefinitions' },
  { older: /^\/testSuite(?=\/|$)/, newest: '/dataQuality/testSuites' },
  { older: /^\/testCase\/(.+)\/testCaseResult$/, newest: '/dataQuality/testCases/testCaseResults/$1' },
  { older: /^\/testCase(?=\/|$)/, newest: '/dataQuality/testCases' },
  { older: /^\/dataInsight(?=\/|$)/, newest: '/analytics/dataInsights/charts' },
  { older: /^\/analytic\/reportData$/, newest: '/analytics/dataInsights/data' },
  { older: /^\/analytics\/webAnalyticEvent(?=\/|$)/, newest: '/analytics/web/events' },
]

/** Collections and members that went away with the newest generation and live on for the older. */
const onlyOlder = /^\/(?:locations|reports)(?:\/|$)|^\/tables\/[^/]+\/(?:tableQuery|location)$/

/** Collections and calls that the 0.13 clients have no code for. */
const onlyNewest =
  /^\/(?:dataQuality|search\/fieldQuery|analytics\/(?:dataInsights|web)|domains|dataProducts|dataContracts|queries|containers|searchIndexes|storedProcedures|apiCollections|apiEndpoints|drives|personas|suggestions|system\/settings)(?:\/|$)|\/bulk$/

/** Names between these words come unencoded from the 0.13 clients; a slash in one would make two segments of it. */
const unencodedNames: readonly RegExp[] = [
  /^(\/services\/ingestionPipelines\/)(?!name\/|trigger\/)(.+)(\/pipelineStatus(?:\/[^/]+)?)$/,
  /^(\/pipelines\/)(?!name\/)(.+)(\/status)$/,
  /^(\/tables\/)(?!name\/)(.+)(\/(?:tableProfile(?:\/latest)?|columnProfile))$/,
  /^(\/dataQuality\/testCases\/testCaseResults\/)(?!search\/)(.+?)((?:\/\d+)?)$/,
  // The newest clients send these two as they are.
  /^(\/services\/ingestionPipelines\/logs\/)(.+?)(\/[^/]+(?:\/(?:close|stream))?)$/,
  /^(\/tables\/[^/]+\/pipelineObservability\/)(.+)()$/,
  /^(\/kpi\/)(?!name\/)(.+)(\/kpiResult)$/,
  // Not the edges between two names, and those of one source: their names come encoded.
  /^(\/lineage\/[^/]+\/name\/)(?!.+\/(?:[A-Za-z]+\/name|type)\/[^/]+$)(.+)()$/,
]

const base = '/api/v1'

function withEncodedName(path: string): string {
  for (const pattern of unencodedNames) {
    const found = pattern.exec(path)
    if (!found) continue
    const [, before = '', name = '', after = ''] = found
    return name.includes('/') ? `${before}${name.replaceAll('/', '%2F')}${after}` : path
  }
  return path
}

/** The address as our routes know it, with its query string. Addresses that need no change come back as they are. */
export function newestPath(url: string): string {
  if (!url.startsWith(`${base}/`)) return url
  const queryAt = url.indexOf('?')
  const path = url.slice(base.length, queryAt === -1 ? undefined : queryAt)
  const query = queryAt === -1 ? '' : url.slice(queryAt)
  const renamed = olderPaths.find(({ older }) => older.test(path))
  const current = withEncodedName(renamed ? path.replace(renamed.older, renamed.newest) : path)
  return current === path ? url : `${base}${current}${query}`
}

/** The only generation that calls this address, if there is one. `url` as the client sent it. */
export function generationOfPath(url: string): '0.13' | '1.13' | undefined {
  const path = url.replace(/\?.*$/, '').slice(base.length)
  if (olderPaths.some(({ older }) => older.test(path)) || onlyOlder.test(path)) return '0.13'
  return onlyNewest.test(path) ? '1.13' : undefined
}

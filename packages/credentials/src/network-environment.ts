/** Makes this process's `fetch` go through the proxy and trust the CAs that its environment names. */
import { readFileSync } from 'node:fs'
import { setGlobalProxyFromEnv } from 'node:http'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'

/** Never through a proxy: this machine, and the address where Azure hands out managed identities. */
const direct = ['localhost', '127.0.0.1', '::1', '169.254.169.254']

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Call once, when a program starts. Reads `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY` (either case), and the CA bundles that
 * users of Python have set already, `REQUESTS_CA_BUNDLE` and `SSL_CERT_FILE`; Node itself reads `NODE_EXTRA_CA_CERTS`.
 *
 * @throws Error when a named CA bundle cannot be read
 */
export function useNetworkEnvironment(environment: Environment): void {
  const https = environment.HTTPS_PROXY ?? environment.https_proxy
  const http = environment.HTTP_PROXY ?? environment.http_proxy
  if (https || http) {
    const excepted = environment.NO_PROXY ?? environment.no_proxy
    setGlobalProxyFromEnv({
      ...(https ? { HTTPS_PROXY: https } : {}),
      ...(http ? { HTTP_PROXY: http } : {}),
      NO_PROXY: [...direct, ...(excepted ? [excepted] : [])].join(','),
    })
  }
  const bundles = [environment.REQUESTS_CA_BUNDLE, environment.SSL_CERT_FILE].filter((path) => path)
  if (bundles.length === 0) return
  const added = bundles.map((path) => readBundle(String(path)))
  setDefaultCACertificates([...getCACertificates('default'), ...added])
}

function readBundle(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new Error(`The CA bundle ${path} (REQUESTS_CA_BUNDLE or SSL_CERT_FILE) cannot be read.`, { cause })
  }
}

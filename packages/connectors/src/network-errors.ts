/** What people do about the errors of the network, which are the same for every source. */

export interface Remedy {
  readonly message: string
  readonly hint: string
}

/** By the system's error code; `address` is the key of the configuration that holds it. */
export function networkRemedy(code: string, address = 'hostPort'): Remedy | undefined {
  const key = `serviceConnection.config.${address}`
  switch (code) {
    case 'ECONNREFUSED':
      return { message: 'Nothing listens at this address.', hint: `Check ${key} and that the server runs.` }
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { message: 'The host name is not known.', hint: `Check ${key}.` }
    case 'ENOENT':
      return { message: 'There is no such Unix socket.', hint: `Check the path in ${key}.` }
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return {
        message: 'The server did not answer in time.',
        hint: 'Check the network path, firewall and port.',
      }
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return { message: 'The connection broke off.', hint: 'Run it again: it goes on where it stopped.' }
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return {
        message: 'The server’s certificate is not signed by an authority that this machine trusts.',
        hint: 'Give the authority’s certificate in serviceConnection.config.sslConfig.caCertificate, or in NODE_EXTRA_CA_CERTS.',
      }
    default:
      return undefined
  }
}

/** The system's code of what `fetch` failed of; empty where it has none. */
export function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}

/** Whether `fetch` gave up because no answer came in time. */
export function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError'
}

/** Whether the same may work a little later. */
export function isPassing(code: string): boolean {
  return /^(ECONNRESET|EPIPE|ETIMEDOUT|EAI_AGAIN|UND_ERR_)/.test(code)
}

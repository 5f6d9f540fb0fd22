/** Which network addresses notifications may be sent to: the public internet, and what the operator allows beside it. */
import { type LookupAddress, lookup } from 'node:dns'
import ipaddr from 'ipaddr.js'

/** The address is refused or cannot be found. The message names the host and the setting, never an address inside. */
export class DestinationRefused extends Error {
  override readonly name: string = 'DestinationRefused'
}

/** There is no such host, or nobody could be asked for it just now. */
export class HostUnknown extends DestinationRefused {
  override readonly name = 'HostUnknown'
}

export type Resolve = (host: string) => Promise<readonly LookupAddress[]>

export interface AddressGuard {
  /** One address of the host that may be connected to. @throws DestinationRefused */
  admit(url: URL): Promise<LookupAddress>
}

/** The name of the setting that `allowed` comes from, for messages. */
const setting = 'WAYMARK_NOTIFY_ALLOWED_HOSTS'

/** Host names, and CIDR ranges of addresses. @throws RangeError on an entry that is neither */
function parseAllowed(entries: readonly string[]) {
  const hosts = new Set<string>()
  const ranges: [ipaddr.IPv4 | ipaddr.IPv6, number][] = []
  for (const entry of entries) {
    if (entry.includes('/')) {
      if (!ipaddr.isValidCIDR(entry)) throw new RangeError(`${setting}: '${entry}' is no address range`)
      ranges.push(ipaddr.parseCIDR(entry))
    } else hosts.add(entry.toLowerCase())
  }
  return { hosts, ranges }
}

/** Answers inside every virtual machine of Azure, with credentials of its host, though its address is a public one. */
const azureHost = '168.63.129.16'

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.range() === 'unicast' && address.toString() !== azureHost
}

function resolveAll(host: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookup(host, { all: true, verbatim: true }, (error, found) => (error ? reject(error) : resolve(found)))
  })
}

/** @param allowed - host names and CIDR ranges beside the public internet */
export function createAddressGuard(allowed: readonly string[], resolve: Resolve = resolveAll): AddressGuard {
  const { hosts, ranges } = parseAllowed(allowed)
  const mayConnect = (text: string): boolean => {
    // `::ffff:127.0.0.1` is 127.0.0.1, however it is written.
    const address = ipaddr.process(text)
    return (
      isPublic(address) || ranges.some((range) => address.kind() === range[0].kind() && address.match(range))
    )
  }
  return {
    async admit(url) {
      if (url.protocol !== 'https:' && url.protocol !== 'http:') {
        throw new DestinationRefused('The address must begin with https:// or http://.')
      }
      if (url.username !== '' || url.password !== '') {
        throw new DestinationRefused('The address must not carry a user name or password.')
      }
      const host = url.hostname.replace(/^\[(.*)\]$/u, '$1')
      let found: readonly LookupAddress[]
      try {
        found = ipaddr.isValid(host)
          ? [{ address: host, family: ipaddr.parse(host).kind() === 'ipv4' ? 4 : 6 }]
          : await resolve(host)
      } catch {
        throw new HostUnknown(`The host ${host} cannot be found.`)
      }
      const [first] = hosts.has(host.toLowerCase())
        ? found
        : found.filter(({ address }) => mayConnect(address))
      // One inner address among public ones is refused as a whole: it is how a name is made to point inside.
      const isMixed = !hosts.has(host.toLowerCase()) && found.some(({ address }) => !mayConnect(address))
      if (!first || isMixed) {
        throw new DestinationRefused(
          `Destination not allowed: ${host} is not on the public internet. An operator can allow it with ${setting}.`,
        )
      }
      return first
    },
  }
}

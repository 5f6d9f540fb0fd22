import { request } from 'node:http'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emulatedHosts, isGraphHost } from './clouds.ts'
import { startTestEmulator, type TestEmulator } from './testing/start.ts'

let emulator: TestEmulator
beforeAll(async () => {
  emulator = await startTestEmulator()
})
afterAll(() => emulator.close())

/** Asks the proxy for a tunnel; over an open one, GETs the keys of the sample tenant. */
const throughTunnel = (authority: string): Promise<{ status: number; answer?: string }> =>
  new Promise((resolve, reject) => {
    const asking = request({
      host: '127.0.0.1',
      port: emulator.ready.proxyPort,
      method: 'CONNECT',
      path: authority,
    })
    asking.on('error', reject)
    asking.on('connect', (response, socket) => {
      const status = response.statusCode ?? 0
      if (status !== 200) {
        socket.destroy()
        return resolve({ status })
      }
      const host = authority.replace(/:\d+$/, '')
      const tls = connectTls({ socket, servername: host, ca: emulator.caPem }, () => {
        tls.write(`GET /common/discovery/keys HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
      })
      let answer = ''
      tls.on('data', (chunk) => {
        answer += chunk
      })
      tls.on('end', () => resolve({ status, answer: answer.split('\r\n')[0] ?? '' }))
      tls.on('error', reject)
    })
    asking.end()
  })

describe('the CONNECT proxy', () => {
  it("leads every one of Microsoft's names to the emulator, with a certificate for it", async () => {
    for (const host of [
      ...emulatedHosts,
      'westeurope.login.microsoft.com',
      'usgovvirginia.login.microsoftonline.us',
    ]) {
      const expected = isGraphHost(host) ? 'HTTP/1.1 404 Not Found' : 'HTTP/1.1 200 OK'
      expect(await throughTunnel(`${host}:443`), host).toEqual({ status: 200, answer: expected })
    }
  })

  it.each([
    'example.com:443',
    'login.microsoftonline.com:80',
    'login.microsoftonline.com.evil.example:443',
    'evil-login.microsoftonline.com:443',
    'westeurope.login.microsoftonline.com:443',
    'a.b.login.microsoft.com:443',
    'westeurope.graph.microsoft.com:443',
    '127.0.0.1:443',
    'login.microsoftonline.com',
  ])('refuses a tunnel to %s', async (authority) => {
    expect(await throughTunnel(authority)).toEqual({ status: 403 })
  })

  it('refuses plain HTTP, and says what it is for', async () => {
    const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      const asking = request(
        {
          host: '127.0.0.1',
          port: emulator.ready.proxyPort,
          path: 'http://login.microsoftonline.com/common',
        },
        (response) => {
          let body = ''
          response.on('data', (chunk) => {
            body += chunk
          })
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text: body }))
        },
      )
      asking.on('error', reject)
      asking.end()
    })
    expect(status).toBe(403)
    expect(text).toContain('login.microsoftonline.com')
  })

  it('shows in the request log what it was asked for', async () => {
    const log = (await emulator.fetchPlain('/__emulator/requests')).json() as unknown as {
      method: string
      host: string
      status: number
    }[]
    expect(log).toContainEqual(
      expect.objectContaining({ method: 'CONNECT', host: 'example.com:443', status: 403 }),
    )
  })
})

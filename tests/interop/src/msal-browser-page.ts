/** A single-page application that is nothing but @azure/msal-browser, served on loopback to a real browser. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const library = join(dirname(fileURLToPath(import.meta.resolve('@azure/msal-browser/package.json'))), 'lib')
const scripts: Record<string, string> = {
  '/msal-browser.min.js': join(library, 'msal-browser.min.js'),
  '/redirect-bridge.js': join(library, 'redirect-bridge/msal-redirect-bridge.min.js'),
}

const document = (script: string, body: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Test</title><script src="${script}"></script><script>${body}</script></html>`

/** Where MSAL's frames land: the page passes the answer on to the window that waits for it. */
const bridge = document('/redirect-bridge.js', 'msalRedirectBridge.broadcastResponseToMainFrame()')

export interface ServedPage {
  /** `http://localhost:<port>` */
  origin: string
  stop: () => Promise<void>
}

/** Serves the application at every path but `/auth/callback`, which is the bridge. */
export async function servePage(application = document('/msal-browser.min.js', '')): Promise<ServedPage> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const script = scripts[path]
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html')
    if (script) response.end(readFileSync(script))
    else response.end(path === '/auth/callback' ? bridge : application)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server's address is always an object.
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://localhost:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

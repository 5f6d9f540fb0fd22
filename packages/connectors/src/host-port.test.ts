import { describe, expect, it } from 'vitest'
import { parseHostPort } from './host-port.ts'

describe('hostPort', () => {
  it.each([
    ['db.example.com:6432', { host: 'db.example.com', port: 6432 }],
    ['db.example.com', { host: 'db.example.com', port: 5432 }],
    ['[::1]:5433', { host: '::1', port: 5433 }],
    ['/var/run/postgresql:5432', { host: '/var/run/postgresql', port: 5432 }],
    ['/tmp/socket', { host: '/tmp/socket', port: 5432 }],
  ])('%s', (text, expected) => expect(parseHostPort(text, 5432)).toEqual(expected))
})

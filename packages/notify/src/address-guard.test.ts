import { describe, expect, it } from 'vitest'
import { createAddressGuard } from './address-guard.ts'

const nowhere = () => Promise.reject(new Error('ENOTFOUND'))

describe('the guard of outgoing addresses', () => {
  it.each([
    'http://127.0.0.1/', 'http://127.1/', 'http://2130706433/', 'http://0x7f000001/', 'http://0177.0.0.1/', 'http://0/',
    'http://[::1]/', 'http://[::ffff:127.0.0.1]/', 'http://[::ffff:7f00:1]/', 'http://[::]/', 'http://0.0.0.0/',
    'http://10.0.0.1/', 'http://172.16.0.1/', 'http://192.168.1.1/', 'http://169.254.169.254/latest/meta-data',
    'http://[fe80::1]/', 'http://[fd00::1]/', 'http://[fd00:ec2::254]/', 'http://100.64.0.1/', 'http://224.0.0.1/',
    'http://255.255.255.255/', 'http://[64:ff9b::7f00:1]/', 'http://[2002:7f00:1::]/', 'http://168.63.129.16/',
    'http://user:pass@example.com/', 'file:///etc/passwd', 'ftp://example.com/', 'gopher://example.com/',
  ])('refuses %s', async (address) => {
    await expect(createAddressGuard([], nowhere).admit(new URL(address))).rejects.toThrow()
  }) // biome-ignore format: a list

  it('refuses a name that points inside, also among public addresses', async () => {
    const inside = createAddressGuard([], async () => [{ address: '10.1.2.3', family: 4 }])
    await expect(inside.admit(new URL('https://hooks.example.com/'))).rejects.toThrow(
      'WAYMARK_NOTIFY_ALLOWED_HOSTS',
    )
    const mixed = createAddressGuard([], async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ])
    await expect(mixed.admit(new URL('https://hooks.example.com/'))).rejects.toThrow()
  })

  it('admits the public internet, and what the operator allows', async () => {
    const open = createAddressGuard([], async () => [{ address: '93.184.216.34', family: 4 }])
    expect(await open.admit(new URL('https://hooks.example.com/'))).toMatchObject({
      address: '93.184.216.34',
    })
    const allowed = createAddressGuard(['10.0.0.0/8', 'chat.internal'], async () => [
      { address: '192.168.1.9', family: 4 },
    ])
    expect(await allowed.admit(new URL('http://10.9.9.9/'))).toMatchObject({ address: '10.9.9.9' })
    expect(await allowed.admit(new URL('https://Chat.Internal/'))).toMatchObject({ address: '192.168.1.9' })
    await expect(allowed.admit(new URL('https://other.internal/'))).rejects.toThrow()
    expect(() => createAddressGuard(['10.0.0.0/99'])).toThrow(RangeError)
  })
})

/** Of what is remembered: when it ends, what makes room, and that it is looked up once. */
import { describe, expect, it } from 'vitest'
import { boundedCache } from './bounded-cache.ts'

describe('a bounded cache', () => {
  it('forgets at the time of an entry, and the oldest when it is full', () => {
    const cache = boundedCache<string>(2)
    cache.set('a', '1', 10)
    cache.set('b', '2', 20)
    expect([cache.get('a', 9), cache.get('a', 10), cache.get('b', 10)]).toEqual(['1', undefined, '2'])
    cache.set('c', '3', 20)
    cache.set('d', '4', 20)
    expect([cache.get('b', 10), cache.get('c', 10), cache.get('d', 10)]).toEqual([undefined, '3', '4'])
  })

  it('looks once for all who ask meanwhile, and again after a failure', async () => {
    const cache = boundedCache<string>(10)
    let looks = 0
    const look = async () => {
      looks += 1
      await Promise.resolve()
      if (looks === 1) throw new Error('away')
      return { value: `look ${looks}`, untilMs: 10 }
    }
    const ask = () => cache.find('a', 0, look)
    const away = await Promise.allSettled([ask(), ask(), ask()])
    expect([looks, ...away.map(({ status }) => status)]).toEqual([1, 'rejected', 'rejected', 'rejected'])
    expect(await Promise.all([ask(), ask()])).toEqual(['look 2', 'look 2'])
    expect([await ask(), cache.get('a', 9)]).toEqual(['look 2', 'look 2'])
    expect(await cache.find('a', 10, look)).toBe('look 3')
  })

  it('keeps nothing that was deleted while it was looked up, and answers nobody with it who asks after that', async () => {
    const cache = boundedCache<string>(10)
    const old = Promise.withResolvers<{ value: string; untilMs: number }>()
    const before = cache.find('a', 0, () => old.promise)
    cache.delete('a')
    const after = cache.find('a', 0, async () => ({ value: 'new', untilMs: 10 }))
    old.resolve({ value: 'old', untilMs: 10 })
    expect([await before, await after, cache.get('a', 1)]).toEqual(['old', 'new', 'new'])
  })
})

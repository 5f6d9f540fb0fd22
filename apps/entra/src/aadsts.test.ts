import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aadsts } from './aadsts.ts'
import { clientCredentials, refusalOf } from './testing/flows.ts'
import { startTestEmulator, type TestEmulator } from './testing/start.ts'

let emulator: TestEmulator
beforeAll(async () => {
  emulator = await startTestEmulator()
})
afterAll(() => emulator.close())

describe('every problem of the table', () => {
  it.each(Object.entries(aadsts))(
    'AADSTS%s can be asked for, and says what the table says',
    async (code, row) => {
      await emulator.control('faults', { kind: 'aadsts', code: Number(code), times: 1 })
      const response = await clientCredentials(emulator)
      expect(refusalOf(response)).toEqual({ status: row.status, error: row.error, code: Number(code) })
      expect(response.json().suberror).toBe('suberror' in row ? row.suberror : undefined)
      const challenge = 'challenge' in row ? expect.stringContaining('capolids') : undefined
      expect(response.json().claims).toEqual(challenge)
    },
  )

  it('includes all that the documentation of error codes and public recordings name', () => {
    const named =
      '50011 500113 900971 50013 500133 50020 50034 50049 50053 50055 50056 50057 50058 50059 50074 50076 50079 50105 501051 50126 50128 50131 53000 53001 53003 50173 50194 50196 50199 50147 501481 501491 54005 65001 65002 65004 65005 650052 650053 650054 650056 650057 70000 70001 7000112 70002 70003 70005 700051 700054 70007 70008 700081 700082 700084 70011 700005 700016 70018 70019 70016 70021 700211 700212 700213 7002138 700222 700229 700022 700023 28002 28003 700025 700027 700030 70043 7000114 7000215 7000218 7000222 90002 90008 90009 90013 90014 90023 9002313 900023 900144 900561 901002 9001023 9002325 9002326 9002327 9002332 90094 90095 90099 1002012 1003031 16000 160021 240002'
    expect(named.split(' ').filter((code) => !Object.hasOwn(aadsts, code))).toEqual([])
  })
})

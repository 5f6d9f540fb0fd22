/** Check digits against published examples, and what columns are taken for, with the reason. */
import { describe, expect, it } from 'vitest'
import { builtInRecognizers } from './built-in-recognizers.ts'
import * as checks from './checksums.ts'
import { type ColumnSample, decide } from './classify-column.ts'

describe('check digits', () => {
  it.each<[(text: string) => boolean, string]>([
    [checks.luhn, '4111111111111111'],
    [checks.luhn, '378282246310005'],
    [checks.iban, 'DE89370400440532013000'],
    [checks.iban, 'GB29NWBK60161331926819'],
    [checks.iban, 'NO9386011117947'],
    [checks.abaRouting, '021000021'],
    [checks.nhs, '9434765919'],
    [checks.pesel, '44051401359'],
    [checks.spanishNif, '12345678Z'],
    [checks.spanishNif, 'X1234567L'],
    [checks.germanTaxId, '86095742719'],
    [checks.frenchSocialSecurity, '255081416802538'],
    [checks.dutchBsn, '111222333'],
    [checks.belgianNational, '85073003328'],
    [checks.swissAhv, '7569217076985'],
    [checks.austrianSocialSecurity, '1237010180'],
    [checks.finnishPersonal, '131052-308T'],
    [checks.italianFiscal, 'RSSMRA85T10A562S'],
    [checks.australianTaxFile, '123456782'],
    [checks.singaporeNric, 'S1234567D'],
    [checks.bitcoinAddress, '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'],
  ])('%o accepts %s and refuses it with one digit changed', (check, number) => {
    const plain = number.replace('-', '')
    expect(check(plain)).toBe(true)
    // The last digit of the number proper: letters at the end check it.
    const at = plain.search(/\d\D*$/)
    const other = `${plain.slice(0, at)}${(Number(plain[at]) + 1) % 10}${plain.slice(at + 1)}`
    expect(check(other)).toBe(false)
  })

  it('accepts no Social Security number that is never issued', () => {
    expect(checks.usSocialSecurity('078051120')).toBe(true)
    for (const number of ['000123456', '666123456', '900123456', '123003456', '123450000']) {
      expect(checks.usSocialSecurity(number)).toBe(false)
    }
  })

  it('checks Norwegian and Indian numbers by their own digits', () => {
    const numbers = (make: (n: number) => string, check: (text: string) => boolean) =>
      Array.from({ length: 1000 }, (_, n) => make(n)).filter(check).length
    // One in 121 has both digits of modulus 11 right, one in ten the digit of Verhoeff.
    expect(
      numbers((n) => String(10_101_000_000 + n * 997).padStart(11, '0'), checks.norwegianBirth),
    ).toBeLessThan(25)
    const aadhaars = Array.from({ length: 10 }, (_, digit) => `23412341234${digit}`).filter(checks.aadhaar)
    expect(aadhaars).toEqual(['234123412346'])
  })
})

describe('a column', () => {
  const column = (name: string, values: readonly string[], kind = 'text'): ColumnSample => ({
    name,
    kind,
    values,
  })
  const found = (sample: ColumnSample, language = 'en', confidence = 0.8) =>
    decide(sample, builtInRecognizers(language), confidence).map(({ recognizer, target, reason, score }) => ({
      tag: recognizer.tagFQN,
      by: recognizer.name,
      target,
      reason,
      score,
    }))
  const mails = Array.from({ length: 20 }, (_, at) => `person${at}@example.com`)
  const ibans = [
    'DE89370400440532013000',
    'GB29 NWBK 6016 1331 9268 19',
    'NO93 8601 1117 947',
    'FR1420041010050500013M02606',
    'CH9300762011623852957',
  ]

  it('of e-mail addresses is sensitive whatever it is called, and the reason says what was seen', () => {
    expect(found(column('c7', mails))).toEqual([
      {
        tag: 'PII.Sensitive',
        by: 'EmailRecognizer',
        target: 'content',
        score: 1,
        reason: '20 of 20 values look like e-mail addresses (e-mail address).',
      },
    ])
  })

  it('with a few odd values among them is still what most of it is, when its name agrees', () => {
    const mixed = [...mails.slice(0, 12), ...Array.from({ length: 8 }, () => 'unknown')]
    expect(found(column('c7', mixed))).toEqual([])
    expect(found(column('contact_email', mixed))[0]?.reason).toBe(
      "12 of 20 values look like e-mail addresses (e-mail address), and the name says 'email'.",
    )
  })

  it.each([
    ['bank', ibans, 'IbanRecognizer', 'PII.Sensitive'],
    [
      'payment',
      ['4111111111111111', '5555 5555 5555 4444', '378282246310005', '6011111111111117', '4012888888881881'],
      'CreditCardRecognizer',
      'PII.Sensitive',
    ],
    ['x', Array.from({ length: 9 }, (_, at) => `10.0.${at}.7`), 'IpRecognizer', 'PII.NonSensitive'],
    [
      'wallet',
      Array.from({ length: 5 }, () => '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'),
      'CryptoRecognizer',
      'PII.Sensitive',
    ],
    [
      'mobile_phone',
      Array.from({ length: 9 }, (_, at) => `+49 170 12345${at}`),
      'PhoneRecognizer',
      'PII.Sensitive',
    ],
  ])('%s is recognised by its values', (name, values, by, tag) => {
    expect(found(column(name, values))).toEqual([expect.objectContaining({ by, tag, target: 'content' })])
  })

  it.each([
    ['first_name', 'FirstNameRecognizer', 'en'],
    ['dateOfBirth', 'DateOfBirthRecognizer', 'en'],
    ['kunde_vorname', 'FirstNameRecognizer', 'de'],
    ['date_de_naissance', 'DateOfBirthRecognizer', 'fr'],
    ['codice_fiscale', 'NationalIdRecognizer', 'it'],
    ['wachtwoord', 'PasswordRecognizer', 'any'],
  ])('called %s is taken for it by its name', (name, by, language) => {
    const [finding] = found(column(name, []), language)
    expect(finding).toMatchObject({ by, target: 'column_name' })
    expect(finding?.reason).toMatch(/^The name says '/)
  })

  it.each([
    ['email_sent', ['true', 'false', 'true', 'true', 'false']],
    ['email', ['yes', 'no', 'no', 'yes', 'no']],
    ['address_id', ['a1', 'a2', 'a3', 'a4', 'a5']],
    ['amount', ['100000001', '100000002', '100000003', '100000004', '100000005']],
    ['ordered_on', ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04', '2026-01-05']],
    ['product_name', ['Chair', 'Table', 'Lamp', 'Desk', 'Shelf']],
    ['vorname', []],
    ['version', ['1.2.3', '1.2.4', '2.0.0', '3.1.1', '4.0.2']],
  ])('%s with %o is nothing personal', (name, values) => {
    expect(found(column(name, values))).toEqual([])
  })

  it('says less the fewer values there are, and nothing below the confidence', () => {
    const [one] = found(column('x', mails.slice(0, 1)), 'en', 0)
    const [five] = found(column('x', mails.slice(0, 5)), 'en', 0)
    expect(one?.score).toBeLessThan(five?.score ?? 0)
    expect(found(column('x', mails.slice(0, 1)), 'en', 0.8)).toEqual([])
  })
})

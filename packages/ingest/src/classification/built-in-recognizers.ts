/** The recognizers of personal data that come with this release, called as the API's vocabulary of detectors calls them. */
import { isIP } from 'node:net'
import * as checks from './checksums.ts'
import { type DataKind, nameHint } from './name-words.ts'
import type { Recognizer, ValuePattern } from './recognizer.ts'

const sensitive = 'PII.Sensitive'
const nonSensitive = 'PII.NonSensitive'

const stripped = (value: string) => value.replace(/[\s./-]/g, '')

/** A number with a check digit: the form, then the digit. */
function checked(name: string, form: RegExp, check: (text: string) => boolean, strength = 1): ValuePattern {
  return {
    name,
    strength,
    matches(value) {
      const text = stripped(value)
      return form.test(text) && check(text)
    },
  }
}

function form(name: string, expression: RegExp, strength: number): ValuePattern {
  return { name, strength, matches: (value) => expression.test(value.trim()) }
}

interface Kind {
  readonly name: string
  readonly what: string
  readonly tag?: string
  readonly patterns?: readonly ValuePattern[]
  readonly names: DataKind
  /** Alone below 0.8, the usual confidence, where such a name is often something else. */
  readonly nameStrength: number
  readonly kinds?: Recognizer['kinds']
}

const phone: ValuePattern = {
  name: 'international or written phone number',
  strength: 0.7,
  matches(value) {
    const text = value.trim()
    const digits = text.replace(/\D/g, '').length
    const looks =
      /^(\+|00)[\d\s()./-]{7,24}$/.test(text) || /^\(?0?\d{2,5}\)?[\s./-][\d\s./-]{5,15}$/.test(text)
    const isDate = /^\d{4}-\d{2}-\d{2}/.test(text) || /^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$/.test(text)
    return looks && !isDate && digits >= 7 && digits <= 15
  },
}

const ipAddress: ValuePattern = {
  name: 'IP address',
  strength: 0.9,
  matches: (value) => isIP(value.trim().replace(/\/\d{1,3}$/, '')) !== 0,
}

/** Numbers with one check digit pass one time in ten by chance: they say much only under a name that fits. */
const weak = 0.75

const nationalNumbers: readonly ValuePattern[] = [
  checked('US social security number', /^\d{9}$/, checks.usSocialSecurity, 0.4),
  form('US social security number, written', /^(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}$/, 0.9),
  form('UK national insurance number', /^[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]$/i, 0.95),
  checked('Polish PESEL', /^\d{11}$/, checks.pesel, weak),
  checked('Spanish NIF or NIE', /^[XYZ\d]\d{7}[A-Z]$/i, checks.spanishNif, 0.95),
  checked(
    'French social security number',
    /^[12]\d{4}(\d{2}|2A|2B)\d{8}$/i,
    checks.frenchSocialSecurity,
    0.95,
  ),
  checked('Dutch BSN', /^\d{8,9}$/, checks.dutchBsn, weak),
  checked('Belgian national number', /^\d{11}$/, checks.belgianNational, 0.9),
  checked('Swiss AHV number', /^756\d{10}$/, checks.swissAhv, 0.98),
  checked('Austrian social security number', /^[1-9]\d{9}$/, checks.austrianSocialSecurity, weak),
  checked(
    'Finnish personal identity code',
    /^\d{6}[+A-FU-Y-]?\d{3}[0-9A-FHJ-NPR-Y]$/i,
    checks.finnishPersonal,
    0.9,
  ),
  checked('Norwegian birth number', /^\d{11}$/, checks.norwegianBirth, 0.95),
  checked('Swedish personal number', /^(?:19|20)?\d{10}$/, (text) => checks.luhn(text.slice(-10)), weak),
  checked('Italian fiscal code', /^[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]$/i, checks.italianFiscal, 1),
  checked('Indian Aadhaar', /^[2-9]\d{11}$/, checks.aadhaar, 0.85),
  checked('Singapore NRIC or FIN', /^[STFG]\d{7}[A-Z]$/i, checks.singaporeNric, 0.95),
]

const catalogue: readonly Kind[] = [
  {
    name: 'EmailRecognizer',
    what: 'e-mail addresses',
    patterns: [form('e-mail address', /^[^\s@<>]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,8}$/i, 1)],
    names: 'email',
    nameStrength: 0.85,
  },
  {
    name: 'CreditCardRecognizer',
    what: 'payment card numbers',
    patterns: [
      checked('card number with Luhn digit', /^(?:4|5[1-5]|2[2-7]|3[47068]|6)\d{12,18}$/, checks.luhn, 0.95),
    ],
    names: 'card',
    nameStrength: 0.85,
    kinds: ['text', 'number'],
  },
  {
    name: 'IbanRecognizer',
    what: 'IBANs',
    patterns: [checked('IBAN, remainder of 97', /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/i, checks.iban)],
    names: 'iban',
    nameStrength: 0.9,
  },
  {
    name: 'NationalIdRecognizer',
    what: 'national identity or social security numbers',
    patterns: nationalNumbers,
    names: 'nationalId',
    nameStrength: 0.85,
    kinds: ['text', 'number'],
  },
  {
    name: 'TaxIdRecognizer',
    what: 'tax numbers of people',
    patterns: [
      checked('German tax id', /^[1-9]\d{10}$/, checks.germanTaxId, weak),
      checked('Australian tax file number', /^\d{9}$/, checks.australianTaxFile, 0.6),
      form('US ITIN', /^9\d{2}-[5-9]\d-\d{4}$/, 0.9),
      form('Indian PAN', /^[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]$/, 0.9),
    ],
    names: 'taxId',
    nameStrength: 0.8,
    kinds: ['text', 'number'],
  },
  {
    name: 'NhsRecognizer',
    what: 'health data or numbers of patients',
    patterns: [checked('NHS number', /^\d{10}$/, checks.nhs, weak)],
    names: 'health',
    nameStrength: 0.85,
    kinds: ['text', 'number'],
  },
  {
    name: 'UsBankRecognizer',
    what: 'bank accounts',
    patterns: [
      checked(
        'routing number',
        /^(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)\d{7}$/,
        checks.abaRouting,
        0.6,
      ),
    ],
    names: 'account',
    nameStrength: 0.85,
    kinds: ['text', 'number'],
  },
  {
    name: 'CryptoRecognizer',
    what: 'Bitcoin addresses',
    patterns: [
      {
        name: 'base58 with checksum',
        strength: 1,
        matches: (value) =>
          /^[13][1-9A-HJ-NP-Za-km-z]{25,34}$/.test(value.trim()) && checks.bitcoinAddress(value.trim()),
      },
    ],
    names: 'account',
    nameStrength: 0,
  },
  {
    name: 'PhoneRecognizer',
    what: 'phone numbers',
    patterns: [phone],
    names: 'phone',
    nameStrength: 0.8,
    kinds: ['text', 'number'],
  },
  {
    name: 'IpRecognizer',
    what: 'IP addresses',
    tag: nonSensitive,
    patterns: [ipAddress],
    names: 'ip',
    nameStrength: 0.7,
  },
  {
    name: 'UsPassportRecognizer',
    what: 'passport or identity card numbers',
    names: 'passport',
    nameStrength: 0.85,
  },
  {
    name: 'UsLicenseRecognizer',
    what: 'driving licences or number plates',
    names: 'license',
    nameStrength: 0.8,
  },
  {
    name: 'FirstNameRecognizer',
    what: 'given names',
    tag: nonSensitive,
    names: 'firstName',
    nameStrength: 0.85,
  },
  {
    name: 'LastNameRecognizer',
    what: 'family names',
    tag: nonSensitive,
    names: 'lastName',
    nameStrength: 0.85,
  },
  {
    name: 'PersonRecognizer',
    what: 'names of people',
    tag: nonSensitive,
    names: 'fullName',
    nameStrength: 0.85,
  },
  {
    name: 'DateOfBirthRecognizer',
    what: 'dates of birth',
    names: 'birth',
    nameStrength: 0.9,
    kinds: ['text', 'time'],
  },
  {
    name: 'AddressRecognizer',
    what: 'postal addresses',
    tag: nonSensitive,
    names: 'address',
    nameStrength: 0.8,
  },
  { name: 'GenderRecognizer', what: 'particulars of a person', names: 'gender', nameStrength: 0.8 },
  { name: 'PasswordRecognizer', what: 'passwords', names: 'password', nameStrength: 0.9 },
  {
    name: 'LocationRecognizer',
    what: 'places of people',
    tag: nonSensitive,
    names: 'location',
    nameStrength: 0.6,
    kinds: ['text', 'number'],
  },
]

/** @param language - a language code of the API, or `any`; column names in English are always read */
export function builtInRecognizers(language: string): Recognizer[] {
  return catalogue.map(
    ({ name, what, tag = sensitive, patterns = [], names, nameStrength, kinds = ['text'] }) => ({
      name,
      what,
      tagFQN: tag,
      patterns,
      nameStrength,
      nameHint: nameHint(names, language),
      kinds,
    }),
  )
}

/** Check digits of numbers that identify people and accounts. Each takes the text without blanks and punctuation. */
import { createHash } from 'node:crypto'

function digitsOf(text: string): number[] {
  return [...text].map(Number)
}

function weighted(digits: readonly number[], weights: readonly number[]): number {
  return weights.reduce((sum, weight, at) => sum + weight * (digits[at] ?? 0), 0)
}

/** ISO/IEC 7812-1: payment cards, Swedish and Canadian personal numbers. */
export function luhn(text: string): boolean {
  const sum = digitsOf(text)
    .reverse()
    .reduce((total, digit, at) => {
      const doubled = at % 2 === 1 ? digit * 2 : digit
      return total + (doubled > 9 ? doubled - 9 : doubled)
    }, 0)
  return sum % 10 === 0
}

/** Remainder of a decimal number of any length. */
function remainder(digits: string, divisor: number): number {
  let rest = 0
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % divisor
  return rest
}

/** Lengths of the SWIFT IBAN registry; countries that are not listed pass by their check digits alone. */
const ibanLengths: Readonly<Record<string, number>> = {
  AD: 24, AE: 23, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BH: 22, BR: 29, BY: 28, CH: 21, CR: 22, CY: 28, CZ: 24,
  DE: 22, DK: 18, DO: 28, EE: 20, EG: 29, ES: 24, FI: 18, FO: 18, FR: 27, GB: 22, GE: 22, GI: 23, GL: 18, GR: 27, GT: 28,
  HR: 21, HU: 28, IE: 22, IL: 23, IS: 26, IT: 27, JO: 30, KW: 30, KZ: 20, LB: 28, LI: 21, LT: 20, LU: 20, LV: 21, MC: 27,
  MD: 24, ME: 22, MK: 19, MR: 27, MT: 31, MU: 30, NL: 18, NO: 15, PK: 24, PL: 28, PS: 29, PT: 25, QA: 29, RO: 24, RS: 22,
  SA: 24, SE: 24, SI: 19, SK: 24, SM: 27, TN: 24, TR: 26, UA: 29, VA: 22, VG: 24, XK: 20,
} // biome-ignore format: a table of the registry

/** ISO 13616: the number 97 leaves a remainder of 1. */
export function iban(text: string): boolean {
  const upper = text.toUpperCase()
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(upper)) return false
  const length = ibanLengths[upper.slice(0, 2)]
  if (length !== undefined && upper.length !== length) return false
  const moved = `${upper.slice(4)}${upper.slice(0, 4)}`
  const digits = moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))
  return remainder(digits, 97) === 1
}

/** American Bankers Association: 3-7-1. */
export function abaRouting(text: string): boolean {
  return weighted(digitsOf(text), [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0
}

/** Social Security numbers have no check digit; areas 000, 666 and 900 up, group 00 and serial 0000 are never issued. */
export function usSocialSecurity(text: string): boolean {
  const [area, group, serial] = [text.slice(0, 3), text.slice(3, 5), text.slice(5)]
  return area !== '000' && area !== '666' && area < '900' && group !== '00' && serial !== '0000'
}

/** NHS numbers of England: modulus 11. */
export function nhs(text: string): boolean {
  const digits = digitsOf(text)
  const check = 11 - (weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)
  return check !== 10 && (check === 11 ? 0 : check) === digits[9]
}

/** PESEL of Poland. */
export function pesel(text: string): boolean {
  const digits = digitsOf(text)
  return (10 - (weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 === digits[10]
}

/** NIF and NIE of Spain: the letter follows from the remainder of 23. */
export function spanishNif(text: string): boolean {
  const upper = text.toUpperCase()
  const number = upper.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)))
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(number) % 23] === upper.at(-1)
}

/** Steuerliche Identifikationsnummer of Germany: ISO 7064 MOD 11,10. */
export function germanTaxId(text: string): boolean {
  let product = 10
  for (const digit of digitsOf(text.slice(0, 10))) {
    const sum = (digit + product) % 10 || 10
    product = (sum * 2) % 11
  }
  return (11 - product) % 10 === Number(text[10])
}

/** Numéro de sécurité sociale of France: the key is 97 less the remainder of 97; 2A and 2B stand for Corsica. */
export function frenchSocialSecurity(text: string): boolean {
  const upper = text.toUpperCase().replace('2A', '19').replace('2B', '18')
  return /^\d{15}$/.test(upper) && 97 - remainder(upper.slice(0, 13), 97) === Number(upper.slice(13))
}

/** Burgerservicenummer of the Netherlands: the test of eleven. */
export function dutchBsn(text: string): boolean {
  const digits = digitsOf(text.padStart(9, '0'))
  return /[1-9]/.test(text) && weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0
}

/** Rijksregisternummer of Belgium: 97 less the remainder; births from 2000 on are counted with a 2 before. */
export function belgianNational(text: string): boolean {
  const [number, key] = [text.slice(0, 9), Number(text.slice(9))]
  return [number, `2${number}`].some((each) => 97 - remainder(each, 97) === key)
}

/** AHV number of Switzerland: an EAN-13 that begins with 756. */
export function swissAhv(text: string): boolean {
  const digits = digitsOf(text)
  return (10 - (weighted(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10)) % 10 === digits[12]
}

/** Sozialversicherungsnummer of Austria: the fourth digit checks the others. */
export function austrianSocialSecurity(text: string): boolean {
  const digits = digitsOf(text)
  return weighted(digits, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 === digits[3]
}

/** Henkilötunnus of Finland: the last character follows from the remainder of 31. */
export function finnishPersonal(text: string): boolean {
  const upper = text.toUpperCase()
  const number = Number(`${upper.slice(0, 6)}${upper.slice(-4, -1)}`)
  return '0123456789ABCDEFHJKLMNPRSTUVWXY'[number % 31] === upper.at(-1)
}

/** Fødselsnummer of Norway: two check digits, modulus 11. */
export function norwegianBirth(text: string): boolean {
  const digits = digitsOf(text)
  const first = (11 - (weighted(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11
  const second = (11 - (weighted(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11
  return first === digits[9] && second === digits[10]
}

const odd: Readonly<Record<string, number>> = Object.fromEntries(
  [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((character, at) => [
    character,
    // Decreto ministeriale of 23 December 1976: values of characters at odd places.
    [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23][at] ?? 0, // biome-ignore format: a table
  ]),
)

/** Codice fiscale of Italy. */
export function italianFiscal(text: string): boolean {
  const upper = text.toUpperCase()
  const sum = [...upper.slice(0, 15)].reduce((total, character, at) => {
    const even = /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 65
    return total + (at % 2 === 0 ? (odd[character] ?? 0) : even)
  }, 0)
  return String.fromCharCode(65 + (sum % 26)) === upper[15]
}

/** Tax file number of Australia. */
export function australianTaxFile(text: string): boolean {
  return weighted(digitsOf(text), [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0
}

const verhoeffPermutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]

/** Product in the dihedral group of order ten. */
function dihedral(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5)
  return b < 5 ? 5 + ((a - b + 5) % 5) : (a - b + 5) % 5
}

/** Aadhaar of India: Verhoeff's algorithm. */
export function aadhaar(text: string): boolean {
  let check = 0
  for (const [at, digit] of digitsOf(text).reverse().entries()) {
    let permuted = digit
    for (let round = 0; round < at % 8; round += 1) permuted = verhoeffPermutation[permuted] ?? 0
    check = dihedral(check, permuted)
  }
  return check === 0
}

/** NRIC and FIN of Singapore. */
export function singaporeNric(text: string): boolean {
  const upper = text.toUpperCase()
  const sum = weighted(digitsOf(upper.slice(1, 8)), [2, 7, 6, 5, 4, 3, 2])
  const isCitizen = upper[0] === 'S' || upper[0] === 'T'
  const offset = upper[0] === 'T' || upper[0] === 'G' ? 4 : 0
  return (isCitizen ? 'JZIHGFEDCBA' : 'XWUTRQPNMLK')[(sum + offset) % 11] === upper[8]
}

const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Bitcoin addresses of the older form: four bytes of a double SHA-256 at the end. */
export function bitcoinAddress(text: string): boolean {
  let number = 0n
  for (const character of text) {
    const value = base58.indexOf(character)
    if (value < 0) return false
    number = number * 58n + BigInt(value)
  }
  const bytes = Buffer.from(number.toString(16).padStart(50, '0'), 'hex')
  if (bytes.length !== 25) return false
  const once = createHash('sha256').update(bytes.subarray(0, 21)).digest()
  return createHash('sha256').update(once).digest().subarray(0, 4).equals(bytes.subarray(21))
}

/** Certification of assets: which classification certifies, from when, and until when. */
import { problem, type TagLabel } from '@waymark/spec'
import { isObject, type JsonObject } from './json-body.ts'
import { certificationMember } from './tags.ts'

/** What the installation's settings say. */
export interface CertificationRule {
  readonly allowedClassification: string
  /** ISO 8601 duration, e.g. `P30D`. */
  readonly validityPeriod: string
}

interface Certification {
  readonly tagLabel: TagLabel
  readonly appliedDate: number
  readonly expiryDate: number
}

const duration = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/

/** The end of a period that begins at a time; undefined for what is no ISO 8601 duration of whole numbers. */
export function endOfPeriod(fromMs: number, period: string): number | undefined {
  const parts = duration
    .exec(period)
    ?.slice(1)
    .map((part) => Number(part ?? 0))
  if (!parts) return undefined
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
  const end = new Date(fromMs)
  end.setUTCFullYear(
    end.getUTCFullYear() + years,
    end.getUTCMonth() + months,
    end.getUTCDate() + weeks * 7 + days,
  )
  return end.getTime() + ((hours * 60 + minutes) * 60 + seconds) * 1000
}

/** A request may leave the dates to the server: they are filled in by {@link settleCertification}. */
export function withOpenDates(body: JsonObject): JsonObject {
  const given = body[certificationMember]
  return isObject(given)
    ? { ...body, [certificationMember]: { appliedDate: 0, expiryDate: 0, ...given } }
    : body
}

export function isCertified(members: JsonObject): boolean {
  return members[certificationMember] !== undefined
}

/**
 * The members with the dates of their certification. The same certification again keeps its dates.
 * @throws problem `body-invalid` on a label of another classification
 */
export function settleCertification(
  members: JsonObject,
  before: JsonObject,
  rule: CertificationRule | undefined,
  nowMs: number,
): JsonObject {
  const given = members[certificationMember] as Certification | undefined // validated by the definition's schema
  if (given === undefined || rule === undefined) return members
  const was = before[certificationMember] as Certification | undefined // stored, hence valid
  const { tagLabel } = given
  const kept = was?.tagLabel.tagFQN === tagLabel.tagFQN ? was : undefined
  const isAllowed =
    tagLabel.source === 'Classification' && tagLabel.tagFQN.startsWith(`${rule.allowedClassification}.`)
  if (!kept && !isAllowed) {
    throw problem('body-invalid', {
      field: `${certificationMember}.tagLabel`,
      expected: `a tag of classification '${rule.allowedClassification}', which the settings say certifies assets.`,
    })
  }
  const appliedDate = given.appliedDate || (kept?.appliedDate ?? nowMs)
  const expiryDate =
    given.expiryDate || (kept?.expiryDate ?? endOfPeriod(appliedDate, rule.validityPeriod) ?? appliedDate)
  return { ...members, [certificationMember]: { tagLabel, appliedDate, expiryDate } }
}

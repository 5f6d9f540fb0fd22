/** How a tag is recognised in data: patterns, exact terms, context words or a detector that the runner brings. */
import { type Static, Type } from '@sinclair/typebox'
import { entityLinkText } from '../fqn-text.ts'
import { EntityReference } from './entity-reference.ts'

const score = () => Type.Number({ minimum: 0, maximum: 1 })
const words = () => Type.Array(Type.String({ maxLength: 1024 }), { maxItems: 100_000 })

// biome-ignore format: a vocabulary reads better as a paragraph
const Language = Type.String({
  enum: [
    'any', 'af', 'sq', 'am', 'ar', 'hy', 'az', 'eu', 'be', 'bn', 'bs', 'bg', 'ca', 'zh', 'hr', 'cs', 'da', 'nl', 'en', 'et',
    'fi', 'fr', 'gl', 'ka', 'de', 'el', 'gu', 'ht', 'he', 'hi', 'hu', 'is', 'id', 'ga', 'it', 'ja', 'kn', 'kk', 'km', 'ko',
    'ku', 'ky', 'lo', 'lv', 'lt', 'mk', 'ms', 'ml', 'mt', 'mi', 'mr', 'mn', 'my', 'ne', 'no', 'ps', 'fa', 'pl', 'pt', 'pa',
    'ro', 'ru', 'sr', 'si', 'sk', 'sl', 'so', 'es', 'sw', 'sv', 'tl', 'ta', 'te', 'th', 'tr', 'uk', 'ur', 'uz', 'vi', 'cy',
    'yi', 'zu',
  ],
})

// biome-ignore format: a vocabulary reads better as a paragraph
const Detector = Type.String({
  enum: [
    'AbaRoutingRecognizer', 'CreditCardRecognizer', 'CryptoRecognizer', 'DateRecognizer', 'EmailRecognizer',
    'IbanRecognizer', 'IpRecognizer', 'NhsRecognizer', 'MedicalLicenseRecognizer', 'PhoneRecognizer',
    'SgFinRecognizer', 'UrlRecognizer', 'UsBankRecognizer', 'UsItinRecognizer', 'UsLicenseRecognizer',
    'UsPassportRecognizer', 'UsSsnRecognizer', 'EsNifRecognizer', 'SpacyRecognizer', 'StanzaRecognizer',
    'AuAbnRecognizer', 'AuAcnRecognizer', 'AuTfnRecognizer', 'AuMedicareRecognizer', 'TransformersRecognizer',
    'ItDriverLicenseRecognizer', 'ItFiscalCodeRecognizer', 'ItVatCodeRecognizer', 'ItIdentityCardRecognizer',
    'ItPassportRecognizer', 'InPanRecognizer', 'GLiNERRecognizer', 'PlPeselRecognizer', 'AzureAILanguageRecognizer',
    'InAadhaarRecognizer', 'InVehicleRegistrationRecognizer', 'SgUenRecognizer', 'InVoterRecognizer',
    'InPassportRecognizer', 'FiPersonalIdentityCodeRecognizer', 'EsNieRecognizer', 'UkNinoRecognizer',
  ],
})

// biome-ignore format: a vocabulary reads better as a paragraph
const PersonalData = Type.String({
  enum: [
    'CREDIT_CARD', 'CRYPTO', 'DATE_TIME', 'EMAIL_ADDRESS', 'IBAN_CODE', 'IP_ADDRESS', 'NRP', 'LOCATION', 'PERSON',
    'PHONE_NUMBER', 'MEDICAL_LICENSE', 'URL', 'US_BANK_NUMBER', 'US_DRIVER_LICENSE', 'US_ITIN', 'US_PASSPORT', 'US_SSN',
    'UK_NHS', 'ES_NIF', 'ES_NIE', 'IT_FISCAL_CODE', 'IT_DRIVER_LICENSE', 'IT_VAT_CODE', 'IT_PASSPORT', 'IT_IDENTITY_CARD',
    'PL_PESEL', 'SG_NRIC_FIN', 'SG_UEN', 'AU_ABN', 'AU_ACN', 'AU_TFN', 'AU_MEDICARE', 'IN_PAN', 'IN_AADHAAR',
    'IN_VEHICLE_REGISTRATION', 'IN_VOTER', 'IN_PASSPORT', 'FI_PERSONAL_IDENTITY_CODE',
  ],
})

const Pattern = Type.Object(
  { name: Type.String(), regex: Type.String({ maxLength: 65_536 }), score: Type.Optional(score()) },
  { $id: 'Pattern', additionalProperties: false },
)

const RegexFlags = Type.Object(
  {
    dotAll: Type.Optional(Type.Boolean()),
    multiline: Type.Optional(Type.Boolean()),
    ignoreCase: Type.Optional(Type.Boolean()),
  },
  { $id: 'RegexFlags', additionalProperties: false },
)

const PatternRecognizer = Type.Object(
  {
    type: Type.Literal('pattern'),
    patterns: Type.Array(Pattern, { maxItems: 1000 }),
    regexFlags: RegexFlags,
    context: Type.Optional(words()),
    supportedLanguage: Language,
  },
  { $id: 'PatternRecognizer', additionalProperties: false },
)

const ExactTermsRecognizer = Type.Object(
  {
    type: Type.Literal('exact_terms'),
    exactTerms: words(),
    supportedLanguage: Language,
    regexFlags: RegexFlags,
  },
  { $id: 'ExactTermsRecognizer', additionalProperties: false },
)

const ContextRecognizer = Type.Object(
  {
    type: Type.Literal('context'),
    contextWords: words(),
    supportedLanguage: Language,
    minScore: Type.Optional(score()),
    maxScore: Type.Optional(score()),
    increaseFactorByCharLength: Type.Optional(Type.Number()),
  },
  { $id: 'ContextRecognizer', additionalProperties: false },
)

const CustomRecognizer = Type.Object(
  {
    type: Type.Literal('custom'),
    validatorFunction: Type.String({ maxLength: 65_536 }),
    config: Type.Optional(Type.Record(Type.String(), Type.Unknown())), // a free map in the clients' model too
    supportedLanguage: Language,
  },
  { $id: 'CustomRecognizer', additionalProperties: false },
)

const PredefinedRecognizer = Type.Object(
  {
    type: Type.Literal('predefined'),
    name: Detector,
    supportedLanguage: Type.Optional(Language),
    context: Type.Optional(words()),
    supportedEntities: Type.Optional(Type.Array(PersonalData)),
  },
  { $id: 'PredefinedRecognizer', additionalProperties: false },
)

/** A place where the recogniser was wrong and is not asked again. */
const RecognizerException = Type.Object(
  {
    entityLink: entityLinkText(),
    reason: Type.Optional(Type.String()),
    addedBy: Type.Optional(EntityReference),
    addedAt: Type.Optional(Type.Integer({ description: 'milliseconds since 1970' })),
    feedbackId: Type.Optional(Type.String({ format: 'uuid' })),
  },
  { $id: 'RecognizerException', additionalProperties: false },
)

export const Recognizer = Type.Object(
  {
    id: Type.Optional(Type.String({ format: 'uuid' })),
    name: Type.String({ minLength: 1, maxLength: 256 }),
    displayName: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    enabled: Type.Optional(Type.Boolean()),
    isSystemDefault: Type.Optional(Type.Boolean()),
    recognizerConfig: Type.Union([
      PatternRecognizer,
      ExactTermsRecognizer,
      ContextRecognizer,
      CustomRecognizer,
      PredefinedRecognizer,
    ]),
    confidenceThreshold: Type.Optional(score()),
    exceptionList: Type.Optional(Type.Array(RecognizerException)),
    target: Type.Optional(Type.String({ enum: ['content', 'column_name'] })),
    version: Type.Optional(Type.Number({ minimum: 0.1 })),
    updatedAt: Type.Optional(Type.Integer({ description: 'milliseconds since 1970' })),
    updatedBy: Type.Optional(Type.String()),
  },
  { $id: 'Recognizer', additionalProperties: false },
)
export type Recognizer = Static<typeof Recognizer>

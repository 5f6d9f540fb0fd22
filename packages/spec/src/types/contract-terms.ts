/** What a data contract says beside schema and rules: terms of use, security, service levels. */
import { type Static, Type } from '@sinclair/typebox'

export const TermsOfUse = Type.Object(
  { content: Type.Optional(Type.String()), inherited: Type.Optional(Type.Boolean()) },
  { $id: 'TermsOfUse', additionalProperties: false },
)

export const ContractSecurity = Type.Object(
  {
    inherited: Type.Optional(Type.Boolean()),
    dataClassification: Type.Optional(Type.String()),
    policies: Type.Optional(
      Type.Array(
        Type.Object(
          {
            accessPolicy: Type.Optional(Type.String()),
            identities: Type.Optional(Type.Array(Type.String())),
            rowFilters: Type.Optional(
              Type.Array(
                Type.Object(
                  {
                    columnName: Type.Optional(Type.String()),
                    values: Type.Optional(Type.Array(Type.String())),
                  },
                  { additionalProperties: false },
                ),
              ),
            ),
          },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { $id: 'ContractSecurity', additionalProperties: false },
)

// biome-ignore format: a vocabulary reads better as a paragraph
const timezones = [
  'GMT-11:00 (Pacific/Niue)', 'GMT-10:00 (Pacific/Honolulu)', 'GMT-09:30 (Pacific/Marquesas)',
  'GMT-09:00 (America/Anchorage)', 'GMT-08:00 (America/Los Angeles)', 'GMT-07:00 (America/Denver)',
  'GMT-06:00 (America/Chicago)', 'GMT-05:00 (America/New York)', 'GMT-04:00 (America/Santiago)',
  'GMT-03:00 (America/Sao Paulo)', 'GMT-02:30 (Atlantic/Newfoundland)', 'GMT-02:00 (Atlantic/South_Georgia)',
  'GMT-01:00 (Atlantic/Azores)', 'GMT+00:00 (Europe/London)', 'GMT+01:00 (Europe/Paris)', 'GMT+02:00 (Europe/Athens)',
  'GMT+03:00 (Europe/Moscow)', 'GMT+03:00 (Asia/Iran)', 'GMT+04:00 (Asia/Dubai)', 'GMT+04:30 (Asia/Afghanistan)',
  'GMT+05:00 (Asia/Karachi)', 'GMT+05:30 (Asia/Kolkata)', 'GMT+05:45 (Asia/Nepal)', 'GMT+06:00 (Asia/Dhaka)',
  'GMT+06:00 (Asia/Myanmar)', 'GMT+07:00 (Asia/Bangkok)', 'GMT+08:00 (Asia/Shanghai)',
  'GMT+08:45 (Australia/Australian Central Western Standard Time)', 'GMT+09:00 (Asia/Tokyo)',
  'GMT+09:00 (Australia/Adelaide)', 'GMT+10:00 (Australia/Sydney)', 'GMT+10:30 (Australia/Lord Howe)',
  'GMT+11:00 (Pacific/Norfolk)', 'GMT+12:00 (Pacific/Auckland)', 'GMT+13:00 (Pacific/Tongatapu)',
  'GMT+14:00 (Pacific/Kiritimati)',
]

export const ContractSla = Type.Object(
  {
    inherited: Type.Optional(Type.Boolean()),
    refreshFrequency: Type.Optional(
      Type.Object(
        {
          interval: Type.Integer(),
          unit: Type.String({ enum: ['hour', 'day', 'week', 'month', 'year'] }),
        },
        { additionalProperties: false },
      ),
    ),
    maxLatency: Type.Optional(
      Type.Object(
        { value: Type.Integer(), unit: Type.String({ enum: ['minute', 'hour', 'day'] }) },
        { additionalProperties: false },
      ),
    ),
    availabilityTime: Type.Optional(Type.String({ description: 'HH:mm' })),
    timezone: Type.Optional(Type.String({ enum: timezones })),
    retention: Type.Optional(
      Type.Object(
        { period: Type.Integer(), unit: Type.String({ enum: ['day', 'week', 'month', 'year'] }) },
        { additionalProperties: false },
      ),
    ),
    columnName: Type.Optional(Type.String({ description: 'the column whose newest value tells freshness' })),
  },
  { $id: 'ContractSLA', additionalProperties: false },
)
export type ContractSla = Static<typeof ContractSla>

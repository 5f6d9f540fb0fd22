/** "Odd Names": every name PostgreSQL allows and a careless catalog breaks on. */
import { comment, insert } from '../sql-text.ts'

/** 63 bytes, the longest name PostgreSQL keeps (NAMEDATALEN - 1). */
export const longestName = 'a_name_of_63_bytes_'.padEnd(62, 'x').concat('!')

const simple = (name: string): string =>
  `CREATE TABLE "Odd Names".${quote(name)} (id integer PRIMARY KEY, value text)`

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function oddNames(): readonly string[] {
  return [
    'CREATE SCHEMA "Odd Names"',
    comment(
      'SCHEMA "Odd Names"',
      'Names with dots, "quotes", slashes, emoji and worse. Everything here is *legal* SQL.',
    ),
    ...tables,
    ...rows,
    ...views,
  ]
}

const tables = [
  `CREATE TABLE "Odd Names"."dots.in.the.name" (
  "id.with.dot" integer PRIMARY KEY,
  "say ""hi""" text DEFAULT 'it''s; -- not a comment',
  "Größe in m²" numeric(6, 2),
  "50%/year" real,
  "🔌 plugged in?" boolean NOT NULL DEFAULT false
)`,
  comment(
    'TABLE "Odd Names"."dots.in.the.name"',
    "It's a comment with 'quotes', \\backslashes\\, a line\nbreak and <b>HTML</b>.",
  ),
  comment('COLUMN "Odd Names"."dots.in.the.name"."🔌 plugged in?"', 'Emoji in a name ⚡'),
  `CREATE TABLE "Odd Names"."SELECT" (
  "from" integer PRIMARY KEY REFERENCES "Odd Names"."dots.in.the.name",
  "where" text,
  "Order" text,
  "order" text,
  UNIQUE ("Order", "order")
)`,
  simple('with a space'),
  simple(' leading and trailing '),
  simple('quote"inside'),
  simple("apostrophe's"),
  simple(String.raw`slash/and\backslash`),
  simple('⚡ Strøm & Zähler 🇳🇴'),
  simple('日本語テーブル'),
  simple('::colons::'),
  simple('semi;colon--dash'),
  simple('{braces} $1 %s'),
  simple('MixedCase'),
  simple('mixedcase'),
  simple(longestName),
  simple('1starts_with_digit'),
]

const rows = [
  insert(
    '"Odd Names"."dots.in.the.name"',
    ['"id.with.dot"', '"Größe in m²"'],
    [
      [1, 12.5],
      [2, 80.25],
    ],
  ),
  insert('"Odd Names"."SELECT"', ['"from"', '"where"'], [[1, 'here']]),
]

const views = [
  `CREATE VIEW "Odd Names"."view ""of"" dots" ("a.b", "C d", "🔌") AS
SELECT d."id.with.dot", s."where" || d."say ""hi""", d."🔌 plugged in?"
FROM "Odd Names"."dots.in.the.name" d LEFT JOIN "Odd Names"."SELECT" s ON s."from" = d."id.with.dot"`,
  `CREATE VIEW "Odd Names".unions AS
SELECT id, value FROM "Odd Names"."MixedCase"
UNION SELECT id, value FROM "Odd Names".mixedcase
UNION ALL SELECT "from", "order" FROM "Odd Names"."SELECT"`,
  `CREATE FUNCTION "Odd Names"."does nothing!"(INOUT "x y" integer) LANGUAGE sql AS $$ SELECT "x y" $$`,
]

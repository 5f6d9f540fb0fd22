/** Evaluates rules about metadata: JsonLogic (https://jsonlogic.com), a bounded subset, over one entity. Pure. */

type Json = unknown

/** Rules that nest deeper or work longer are refused, not run. */
const mostDepth = 32
const mostSteps = 10_000
/** A step may compare all of a rule's text with something: together with the steps this bounds the work. */
const longestRule = 20_000

/** A rule that cannot be evaluated; the message says why, in words for its author. */
export class RuleError extends Error {}

interface Run {
  steps: number
  /** Values that expressions over lists work on, innermost last. */
  readonly data: Json
}

function isObject(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** JsonLogic's truth: empty lists, empty texts and zero are false. */
export function isTrue(value: Json): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

function memberAt(data: Json, path: Json, otherwise: Json): Json {
  if (path === '' || path === null || path === undefined) return data
  let at = data
  for (const part of String(path).split('.')) {
    if (Array.isArray(at) && !/^\d+$/.test(part)) {
      // `columns.tags.tagFQN` means that member of all items, and of all items of lists inside.
      at = at.flatMap((item) => (isObject(item) && Object.hasOwn(item, part) ? item[part] : []))
      continue
    }
    const holder = at
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, part))
      return otherwise ?? null
    at = Reflect.get(holder, part)
  }
  return at ?? otherwise ?? null
}

function asNumber(value: Json): number {
  if (typeof value === 'number') return value
  if (typeof value === 'string' && value.trim() !== '') return Number(value)
  return typeof value === 'boolean' ? Number(value) : Number.NaN
}

function looseEqual(a: Json, b: Json): boolean {
  if (typeof a === typeof b) return JSON.stringify(a) === JSON.stringify(b)
  if (a === null || b === null || a === undefined || b === undefined) return (a ?? null) === (b ?? null)
  return asNumber(a) === asNumber(b)
}

function compare(values: readonly Json[], holds: (a: number, b: number) => boolean): boolean {
  const numbers = values.map(asNumber)
  return numbers.slice(1).every((next, at) => holds(numbers[at] ?? Number.NaN, next))
}

function contains(list: Json, item: Json): boolean {
  if (typeof list === 'string') return list.includes(String(item))
  return Array.isArray(list) && list.some((one) => looseEqual(one, item))
}

/** Operators whose arguments are all evaluated first. */
const operators: Readonly<Record<string, (values: readonly Json[]) => Json>> = {
  '==': ([a, b]) => looseEqual(a, b),
  '===': ([a, b]) => JSON.stringify(a) === JSON.stringify(b),
  '!=': ([a, b]) => !looseEqual(a, b),
  '!==': ([a, b]) => JSON.stringify(a) !== JSON.stringify(b),
  '!': ([a]) => !isTrue(a),
  '!!': ([a]) => isTrue(a),
  '>': (values) => compare(values, (a, b) => a > b),
  '>=': (values) => compare(values, (a, b) => a >= b),
  '<': (values) => compare(values, (a, b) => a < b),
  '<=': (values) => compare(values, (a, b) => a <= b),
  '+': (values) => values.reduce<number>((sum, value) => sum + asNumber(value), 0),
  '-': ([a, b]) => (b === undefined ? -asNumber(a) : asNumber(a) - asNumber(b)),
  '*': (values) => values.reduce<number>((product, value) => product * asNumber(value), 1),
  '/': ([a, b]) => asNumber(a) / asNumber(b),
  '%': ([a, b]) => asNumber(a) % asNumber(b),
  min: (values) => Math.min(...values.map(asNumber)),
  max: (values) => Math.max(...values.map(asNumber)),
  cat: (values) => values.map((value) => String(value ?? '')).join(''),
  in: ([item, list]) => contains(list, item),
  contains: ([list, item]) => contains(list, item),
  length: ([value]) => (Array.isArray(value) || typeof value === 'string' ? value.length : 0),
  merge: (values) => values.flat(),
  substr: ([text, from, count]) => {
    const start = asNumber(from)
    const rest = String(text ?? '').slice(start)
    return count === undefined
      ? rest
      : asNumber(count) < 0
        ? rest.slice(0, asNumber(count))
        : rest.slice(0, asNumber(count))
  },
}

/** Operators that look at every item of a list. */
const overLists: Readonly<Record<string, (items: readonly Json[], test: (item: Json) => Json) => Json>> = {
  all: (items, test) => items.length > 0 && items.every((item) => isTrue(test(item))),
  some: (items, test) => items.some((item) => isTrue(test(item))),
  none: (items, test) => !items.some((item) => isTrue(test(item))),
  filter: (items, test) => items.filter((item) => isTrue(test(item))),
  map: (items, test) => items.map(test),
}

function evaluate(rule: Json, run: Run, depth: number): Json {
  run.steps += 1
  if (depth > mostDepth) throw new RuleError(`The rule nests deeper than ${mostDepth} levels.`)
  if (run.steps > mostSteps) throw new RuleError(`The rule takes more than ${mostSteps} steps.`)
  if (Array.isArray(rule)) return rule.map((item) => evaluate(item, run, depth + 1))
  if (!isObject(rule)) return rule
  const [entry, ...more] = Object.entries(rule)
  if (!entry || more.length > 0) return rule
  const [name, given] = entry
  const args: readonly Json[] = Array.isArray(given) ? given : [given]
  const value = (at: number): Json => evaluate(args[at], run, depth + 1)
  const all = () => args.map((_, at) => value(at))
  const each = Object.hasOwn(overLists, name) ? overLists[name] : undefined
  if (each) {
    const items = value(0)
    const test = (item: Json): Json => {
      const inner: Run = { steps: run.steps, data: item }
      const result = evaluate(args[1], inner, depth + 1)
      run.steps = inner.steps
      return result
    }
    return each(Array.isArray(items) ? items : [], test)
  }
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined
  if (operator) return operator(all())
  return control(name, args, value, run)
}

/** Operators that do not evaluate all of their arguments. */
function control(name: string, args: readonly Json[], value: (at: number) => Json, run: Run): Json {
  switch (name) {
    case 'var':
      return memberAt(run.data, value(0), args.length > 1 ? value(1) : null)
    case 'missing':
      return args.flatMap((_, at) => value(at)).filter((path) => memberAt(run.data, path, null) === null)
    case 'and': {
      let last: Json = true
      for (let at = 0; at < args.length; at += 1) {
        last = value(at)
        if (!isTrue(last)) return last
      }
      return last
    }
    case 'or': {
      let last: Json = false
      for (let at = 0; at < args.length; at += 1) {
        last = value(at)
        if (isTrue(last)) return last
      }
      return last
    }
    case 'if':
    case '?:': {
      for (let at = 0; at + 1 < args.length; at += 2) if (isTrue(value(at))) return value(at + 1)
      return args.length % 2 === 1 ? value(args.length - 1) : null
    }
    default:
      throw new RuleError(`'${name}' is no operator that rules may use here.`)
  }
}

/**
 * Whether an entity keeps a rule.
 * @throws RuleError on a rule that is no JSON, uses an unknown operator, is too long, or takes too long
 */
export function keepsRule(rule: string, entity: Readonly<Record<string, unknown>>): boolean {
  if (rule.length > longestRule) throw new RuleError(`The rule is longer than ${longestRule} characters.`)
  let parsed: Json
  try {
    parsed = JSON.parse(rule)
  } catch {
    throw new RuleError('The rule is not JSON.')
  }
  try {
    return isTrue(evaluate(parsed, { steps: 0, data: entity }, 0))
  } catch (error) {
    // Values that nest too deeply to be compared or printed: the stack ended.
    if (error instanceof RangeError)
      throw new RuleError('The rule has values that are too large or too deep.')
    throw error
  }
}

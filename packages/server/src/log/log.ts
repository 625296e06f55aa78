import type { OAuthError, TraceId } from '@latchkey/core'
import { type LogLevel, logLevels } from '../options/values.ts'

/**
 * Everything that can be logged. There is no free-form member: a record has no place for tokens, codes, secrets, cookies or query
 * strings, so none can reach the log.
 */
export type LogRecord =
  | {
      readonly level: LogLevel
      readonly event: 'notice'
      readonly message: string
      /** An address to open. */
      readonly link?: string
    }
  | {
      readonly level: 'info'
      readonly event: 'refused'
      readonly path: string
      readonly error: OAuthError
      readonly traceId?: TraceId
      readonly clientId?: string
    }
  | {
      readonly level: 'debug'
      readonly event: 'request'
      readonly method: string
      /** Without query. */
      readonly path: string
      readonly status: number
      readonly milliseconds: number
    }
  | {
      readonly level: 'error'
      readonly event: 'failure'
      readonly at: string
      readonly cause: unknown
      readonly traceId?: TraceId
    }

export interface Log {
  readonly isDebug: boolean
  write(record: LogRecord): void
}

export interface LogOptions {
  readonly level: LogLevel
  /** `json` lines for machines, `text` for a terminal. */
  readonly form: 'json' | 'text'
  readonly clock: () => number
  /** Takes a line without its end. */
  readonly sink: (line: string) => void
}

/** Writes records of the level and of those above it. */
export function createLog(options: LogOptions): Log {
  const limit = logLevels.indexOf(options.level)
  return {
    isDebug: options.level === 'debug',
    write(record) {
      if (logLevels.indexOf(record.level) > limit) return
      const time = new Date(options.clock()).toISOString()
      options.sink(options.form === 'json' ? toJson(time, record) : toText(time, record))
    },
  }
}

function toJson(time: string, record: LogRecord): string {
  return JSON.stringify({ time, level: record.level, event: record.event, ...membersOf(record) })
}

function toText(time: string, record: LogRecord): string {
  if (record.event === 'notice') {
    const link = record.link === undefined ? '' : `\n\n  ${record.link}\n`
    return `${record.level === 'info' ? '' : `${record.level}: `}${record.message}${link}`
  }
  const members = Object.entries(membersOf(record)).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
  return [time.slice(11, 19), record.level, record.event, ...members].join(' ')
}

function membersOf(record: LogRecord): Readonly<Record<string, string | number | undefined>> {
  switch (record.event) {
    case 'notice':
      return { message: record.message, link: record.link }
    case 'refused':
      return {
        path: record.path,
        reason: record.error.reason,
        error: record.error.error,
        traceId: record.traceId,
        clientId: record.clientId === undefined ? undefined : printable(record.clientId),
        expected: printable(record.error.detail?.expected),
        received: printable(record.error.detail?.received),
      }
    case 'request':
      return { method: record.method, path: printable(record.path), status: record.status, milliseconds: record.milliseconds }
    case 'failure':
      return { at: record.at, traceId: record.traceId, cause: describeCause(record.cause) }
  }
}

/** Client input without control characters, bounded: a line of the log stays one line. */
function printable(text: string | undefined): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return text?.slice(0, 300).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '?')
}

/** An error with its stack and the chain of its causes. */
export function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return `thrown: ${typeof cause}`
  const own = cause.stack ?? `${cause.name}: ${cause.message}`
  return cause.cause === undefined ? own : `${own}\ncaused by ${describeCause(cause.cause)}`
}

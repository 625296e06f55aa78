import type { ClientId, Clock, Trace, TraceId, TraceRecorder, TraceStep, TraceStore } from '@latchkey/core'
import { boundedClientId } from './bounded-client-id.ts'

/** Traces kept of each client, in memory and in the store. */
export const tracesPerClient = 100
const clientsInMemory = 1000
const stepsPerTrace = 50
/** Milliseconds between something recorded and its write. */
const flushDelay = 250
/** The same while a client fills its ring faster than that: most of what would be written is pushed out by the next write. */
const busyFlushDelay = 1_000
/** Transactions whose client is not known share one ring. */
const unknownClient = ''

interface MutableTrace {
  readonly traceId: TraceId
  clientId: ClientId | undefined
  startedAt: number
  updatedAt: number
  droppedSteps: number
  steps: TraceStep[]
  /** Nobody else can have written it: it began here and was not saved yet. */
  isNew: boolean
}

export interface RecorderOptions {
  readonly store: Pick<TraceStore, 'find' | 'save'>
  readonly clock: Clock
  readonly onError: (cause: unknown) => void
}

/**
 * Keeps what happened in a bounded ring per client and writes it in the background, many traces at once. What the store has of a
 * trace already, from before a restart or from another node, is kept. Repeated successes of an endpoint only count, and successful
 * reads of userinfo never begin or write anything by themselves: the hot path stays free of writes.
 */
export class Recorder implements TraceRecorder {
  readonly #store: RecorderOptions['store']
  readonly #clock: Clock
  readonly #onError: (cause: unknown) => void
  readonly #traces = new Map<TraceId, MutableTrace>()
  /** Trace ids of each client in the order of their first step; clients in the order of their last use. */
  readonly #rings = new Map<string, Set<TraceId>>()
  readonly #dirty = new Set<MutableTrace>()
  #delay = flushDelay
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(options: RecorderOptions) {
    this.#store = options.store
    this.#clock = options.clock
    this.#onError = options.onError
  }

  record(traceId: TraceId, named: ClientId | undefined, step: TraceStep): void {
    const clientId = named === undefined ? undefined : boundedClientId(named)
    const known = this.#traces.get(traceId)
    if (known !== undefined) {
      const last = known.steps.at(-1)
      if (last !== undefined && isRepetition(last, step)) {
        known.droppedSteps += 1
        return
      }
    } else if (step.endpoint === 'userinfo' && step.outcome === 'completed') {
      return
    }
    const trace = known ?? this.#begin(traceId, clientId, step.endpoint === 'authorize')
    if (trace.clientId === undefined && clientId !== undefined) this.#assign(trace, clientId)
    trace.updatedAt = this.#clock()
    if (trace.steps.length < stepsPerTrace) trace.steps.push(step)
    else trace.droppedSteps += 1
    this.#dirty.add(trace)
    if (this.#timer === undefined) {
      this.#timer = setTimeout(() => this.#startFlush(), this.#delay)
      this.#timer.unref()
    }
  }

  /** Everything recorded so far, written; also called at the end of the process. */
  async flush(): Promise<void> {
    this.#startFlush()
    await this.#writing
  }

  #begin(traceId: TraceId, clientId: ClientId | undefined, isNew: boolean): MutableTrace {
    const now = this.#clock()
    const trace = { traceId, clientId, startedAt: now, updatedAt: now, droppedSteps: 0, steps: [], isNew }
    this.#traces.set(traceId, trace)
    this.#ringOf(clientId ?? unknownClient).add(traceId)
    return trace
  }

  #assign(trace: MutableTrace, clientId: ClientId): void {
    this.#rings.get(unknownClient)?.delete(trace.traceId)
    trace.clientId = clientId
    this.#ringOf(clientId).add(trace.traceId)
  }

  #ringOf(client: string): Set<TraceId> {
    const ring = this.#rings.get(client) ?? new Set()
    this.#rings.delete(client)
    this.#rings.set(client, ring)
    if (ring.size >= tracesPerClient) this.#forget(ring.values().next().value, ring)
    if (this.#rings.size > clientsInMemory) {
      const [oldest, its] = this.#rings.entries().next().value ?? ['', new Set<TraceId>()]
      this.#rings.delete(oldest)
      for (const traceId of its) this.#forget(traceId, its)
    }
    return ring
  }

  #forget(traceId: TraceId | undefined, ring: Set<TraceId>): void {
    if (traceId === undefined) return
    ring.delete(traceId)
    const trace = this.#traces.get(traceId)
    this.#traces.delete(traceId)
    // More than a ring in one flush: what was pushed out is not written either.
    if (trace !== undefined) this.#dirty.delete(trace)
  }

  #startFlush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#dirty.size === 0) return
    const traces = [...this.#dirty]
    this.#dirty.clear()
    this.#delay = traces.length < tracesPerClient ? flushDelay : busyFlushDelay
    this.#writing = this.#writing.then(() => this.#save(traces)).catch(this.#onError)
  }

  async #save(traces: readonly MutableTrace[]): Promise<void> {
    for (const trace of traces) {
      if (!trace.isNew) mergeStored(trace, await this.#store.find(trace.traceId))
      trace.isNew = false
    }
    await this.#store.save(traces.map(toTrace), tracesPerClient)
  }
}

/** Puts the steps that only the store has before those of this process. */
function mergeStored(trace: MutableTrace, stored: Trace | undefined): void {
  if (stored === undefined) return
  const own = new Set(trace.steps.map(identityOf))
  const others = stored.steps.filter((step) => !own.has(identityOf(step)))
  trace.steps = [...others, ...trace.steps].sort((a, b) => a.at - b.at).slice(0, stepsPerTrace)
  trace.startedAt = Math.min(trace.startedAt, stored.startedAt)
  trace.droppedSteps = Math.max(trace.droppedSteps, stored.droppedSteps)
}

function identityOf(step: TraceStep): string {
  return `${step.at} ${step.endpoint} ${step.outcome}`
}

/** The same endpoint succeeded again in the same way. */
function isRepetition(last: TraceStep, step: TraceStep): boolean {
  return (
    step.endpoint === last.endpoint && step.outcome === 'completed' && last.outcome === 'completed' && step.note === last.note
  )
}

function toTrace(trace: MutableTrace): Trace {
  const { traceId, clientId, startedAt, updatedAt, droppedSteps } = trace
  return {
    traceId,
    ...(clientId === undefined ? {} : { clientId }),
    startedAt,
    updatedAt,
    droppedSteps,
    steps: [...trace.steps],
  }
}

import type { Finding } from '../checks/check.ts'
import type { ClientDocumentOutcome, ClientDocuments } from '../ports/client-documents.ts'
import type { Ports } from '../ports/ports.ts'
import type { RegistrationPolicy } from '../settings/registration-policy.ts'
import { findDocumentUrlMistake } from './document-url.ts'
import { type ReadMetadata, readDocument } from './read-document.ts'

/** Octets of a document, as CIMD-6.6 recommends. */
const maxBytes = 5 * 1024
/** A sign-in looks at the document several times, so it is good for at least this long, milliseconds. */
const minFreshness = 5 * 60_000
const maxFreshness = 60 * 60_000
/**
 * How long a failure is remembered, milliseconds. Deviation: CIMD-4.2 wants no failure to be cached; without any memory everybody could
 * have this server ask another one as often as they like.
 */
const failurePause = 5_000
/** Documents that are remembered; the one that was read first goes first. */
const maxDocuments = 1_000

interface Known {
  /** The rules that it was held to; with others it counts no more. */
  readonly policy: RegistrationPolicy | undefined
  readonly outcome: ClientDocumentOutcome
  readonly readAt: number
  /** Milliseconds since the epoch. */
  readonly goodUntil: number
}

/**
 * Reads metadata documents through the guarded fetcher: the answer 200, JSON, small, no redirect. What is kept is bounded in number and time.
 * @param readMetadata the rules of registration
 * @see CIMD-4, CIMD-6.5
 */
export function createClientDocuments(
  ports: Pick<Ports, 'fetch' | 'clock' | 'registrationPolicy'>,
  readMetadata: ReadMetadata,
): ClientDocuments {
  const known = new Map<string, Known>()
  const pending = new Map<string, Promise<Known>>()

  async function read(clientId: string): Promise<Known> {
    const policy = ports.registrationPolicy?.()
    const accept = ['application/json', 'application/client-id-metadata+json']
    const answer = await ports.fetch.fetch({ url: clientId, accept, maxBytes })
    const now = ports.clock()
    if (answer.kind === 'failed' || answer.status !== 200) {
      const received = answer.kind === 'failed' ? answer.detail : `status ${answer.status}`
      return refused(
        { reason: 'client_document_unreachable', expected: 'a JSON document with status 200', received },
        { policy, now },
      )
    }
    const made = await readDocument(answer.body, clientId, readMetadata, now)
    if ('finding' in made) return refused(made.finding, { policy, now })
    const freshness = Math.min(maxFreshness, Math.max(minFreshness, answer.freshUntil - now))
    return { outcome: { kind: 'found', client: made.client }, policy, readAt: now, goodUntil: now + freshness }
  }

  function keep(clientId: string, entry: Known): void {
    known.delete(clientId)
    const [oldest] = known.keys()
    if (known.size >= maxDocuments && oldest !== undefined) known.delete(oldest)
    known.set(clientId, entry)
  }

  function readOnce(clientId: string): Promise<Known> {
    const running = pending.get(clientId)
    if (running !== undefined) return running
    const reading = read(clientId)
      .then((entry) => {
        keep(clientId, entry)
        return entry
      })
      .finally(() => pending.delete(clientId))
    pending.set(clientId, reading)
    return reading
  }

  return {
    async find(clientId) {
      const mistake = findDocumentUrlMistake(clientId)
      // The id is not repeated: whatever somebody typed.
      if (mistake !== undefined) return { kind: 'refused', finding: { reason: 'client_document_url', expected: mistake } }
      const now = ports.clock()
      const entry = known.get(clientId)
      const isFresh = entry !== undefined && now >= entry.readAt && now < entry.goodUntil
      return isFresh && entry.policy === ports.registrationPolicy?.() ? entry.outcome : (await readOnce(clientId)).outcome
    },
  }
}

function refused(finding: Finding, { policy, now }: Pick<Known, 'policy'> & { readonly now: number }): Known {
  return { outcome: { kind: 'refused', finding }, policy, readAt: now, goodUntil: now + failurePause }
}

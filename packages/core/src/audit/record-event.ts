import { newId } from '../ids.ts'
import type { AuditEvent } from '../ports/audit.ts'
import type { Ports } from '../ports/ports.ts'

/**
 * Tells the audit log what happened; resolves when it is durable. Begun together with the write that it tells of, it shares that
 * write's commit.
 */
export async function recordEvent(
  event: Omit<AuditEvent, 'eventId'>,
  { audit, crypto }: Pick<Ports, 'audit' | 'crypto'>,
): Promise<void> {
  const eventId = newId('evt', { randomBytes: crypto.randomBytes, now: event.at })
  await audit.record({ eventId, ...event })
}

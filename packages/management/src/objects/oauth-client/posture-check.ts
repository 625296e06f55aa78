import { type Client, refusedMembers } from '@latchkey/core'
import { sameJson } from '../../declarations/same-json.ts'
import type { JsonObject, JsonValue } from '../../ports/json.ts'
import type { ObjectStore } from '../../ports/objects.ts'
import { serverPosture } from '../security-posture/settings.ts'
import { type InputIssue, invalidIssue } from '../set-error-of-issues.ts'
import { clientToWire } from './client-to-wire.ts'

/**
 * What is said of a client although a rule that is enforced for it would refuse that at every use. What it had before stays changeable, as
 * the rules may have become stricter since.
 */
export async function checkPostures(
  client: Client,
  previous: Client | undefined,
  objects: Pick<ObjectStore, 'find'>,
): Promise<readonly InputIssue[]> {
  const [stored] = await objects.find('SecurityPosture', ['singleton'])
  const [after, before]: readonly JsonObject[] = [clientToWire(client), previous === undefined ? {} : clientToWire(previous)]
  return refusedMembers(client, serverPosture(stored?.record.json ?? '{}')).flatMap(({ rule, member, value }) => {
    const isSaid = !sameJson(valueIn(after, member), valueIn(before, member))
    return isSaid ? [invalidIssue(member, `breaks the rule ${rule}, which is enforced for this client`, value)] : []
  })
}

function valueIn(wire: JsonObject | undefined, member: string): JsonValue {
  return wire?.[member] ?? null
}

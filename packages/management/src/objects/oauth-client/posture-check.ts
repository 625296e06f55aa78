import { type Client, type RefusedMember, refusedMembers } from '@latchkey/core'
import { sameJson } from '../../declarations/same-json.ts'
import type { JsonObject } from '../../ports/json.ts'
import type { ObjectStore } from '../../ports/objects.ts'
import { serverPosture } from '../security-posture/settings.ts'
import { type InputIssue, invalidIssue } from '../set-error-of-issues.ts'
import { clientToWire } from './client-to-wire.ts'

/** Properties that say how strictly rules are applied to a client, in the order in which they count. */
const ruling = ['postures', 'profile'] as const

/**
 * What a change makes of a client although a rule that is enforced for it would refuse that at every use: by what it says, or by putting rules
 * in force that refuse what was there. What was refused before stays changeable, as the rules of the server may have become stricter since.
 */
export async function checkPostures(
  client: Client,
  previous: Client | undefined,
  objects: Pick<ObjectStore, 'find'>,
): Promise<readonly InputIssue[]> {
  const [stored] = await objects.find('SecurityPosture', ['singleton'])
  const server = serverPosture(stored?.record.json ?? '{}')
  const was = previous === undefined ? [] : refusedMembers(previous, server)
  const [after, before]: readonly JsonObject[] = [clientToWire(client), previous === undefined ? {} : clientToWire(previous)]
  const isSaid = (property: string): boolean => !sameJson(after?.[property] ?? null, before?.[property] ?? null)
  const wasRefused = ({ rule, member }: RefusedMember): boolean => was.some((one) => one.rule === rule && one.member === member)
  return refusedMembers(client, server).flatMap((refused) => {
    const { rule, member, value } = refused
    if (isSaid(member)) return [invalidIssue(member, `breaks the rule ${rule}, which is enforced for this client`, value)]
    if (wasRefused(refused)) return []
    const cause = ruling.find((property) => isSaid(property) && says(client, property, rule))
    if (cause === undefined) return [invalidIssue(member, `breaks the rule ${rule}, which is enforced for this client`, value)]
    return [invalidIssue(cause, `enforces the rule ${rule}, which ${member} of this client breaks at every use`, after?.[cause])]
  })
}

/** Whether it is this property that decides how a rule is applied, rather than one that counts before it. */
function says({ postures }: Client, property: (typeof ruling)[number], rule: RefusedMember['rule']): boolean {
  return property === 'profile' || postures[rule] !== undefined
}

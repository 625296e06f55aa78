/**
 * Loaded into each process of `node --test`. Such a process lives as long as anything is open in it, so a test that fails before it
 * closes what it opened would hold up the run to its limit: the process ends and fails some seconds after its last test.
 */
import { after } from 'node:test'

/** Milliseconds for what is still being closed. */
const grace = 10_000

// The process that starts the others runs no test, and has no such context.
if (process.env['NODE_TEST_CONTEXT'] !== undefined) after(() => void setTimeout(giveUp, grace).unref())

function giveUp(): void {
  console.error(`The tests are over, and this is still open: ${process.getActiveResourcesInfo().join(', ')}`)
  process.exit(1)
}

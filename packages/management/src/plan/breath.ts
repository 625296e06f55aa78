import { setImmediate } from 'node:timers/promises'

/** Objects that are worked on at once, in about ten milliseconds. */
const most = 50

/** Lets whatever else the process has to do go on after every some objects: what is awaited in between may never leave this turn of the loop. */
export class Breath {
  #count = 0

  async take(): Promise<void> {
    this.#count += 1
    if (this.#count % most === 0) await setImmediate()
  }
}

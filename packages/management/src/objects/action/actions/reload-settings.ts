import type { Action } from '../action.ts'

/** Reads stored settings again, and with them the environment variables and files that secrets come from. */
export const reloadSettings: Action = {
  needs: [],
  async run(_, { oidcProvider }) {
    try {
      await oidcProvider.reload()
      return { created: {} }
    } catch (error) {
      // The message names field and remedy and holds no secret; the settings from before stay in force.
      const description = error instanceof Error ? error.message : 'The settings cannot be read.'
      const mistake = { type: 'Invalid', property: '@type', value: 'ReloadSettings' } as const
      return { error: { type: 'validationFailed', validationErrors: [mistake], description } }
    }
  },
}

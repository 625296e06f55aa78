/** How long a browser stays signed in after the user proved who they are, used or not; milliseconds. */
export const sessionLife = 14 * 24 * 60 * 60 * 1000

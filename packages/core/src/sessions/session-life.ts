/** How long a browser stays signed in after the user proved who they are, used or not, unless settings say otherwise; milliseconds. */
export const sessionLife = 14 * 24 * 60 * 60 * 1000

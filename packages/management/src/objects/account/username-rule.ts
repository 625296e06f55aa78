/** What `isUsername` asks for, as the end of a sentence. */
export const usernameRule = 'must be 1 to 254 visible characters with single blanks between them at most'

import type { SetError, ValidationError } from '@latchkey/server'

/** A refusal in words: each property with what is wrong about it. */
export function describeSetError(error: SetError): readonly string[] {
  if (error.type === 'validationFailed') {
    return error.description === undefined ? error.validationErrors.map(describeValidation) : [error.description]
  }
  return [`${'properties' in error ? `${error.properties.join(', ')}: ` : ''}${error.description}`]
}

function describeValidation(error: ValidationError): string {
  switch (error.type) {
    case 'Required':
      return `${error.property}: is required`
    case 'MinValue':
      return `${error.property}: must be at least ${error.required}`
    case 'MaxValue':
      return `${error.property}: must be at most ${error.required}`
    case 'MinLength':
      return `${error.property}: must have at least ${error.required} characters`
    case 'MaxLength':
      return `${error.property}: must have at most ${error.required} characters`
    case 'Invalid':
      return `${error.property}: cannot be ${JSON.stringify(error.value)}`
  }
}

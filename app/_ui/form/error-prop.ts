/** A field's error as a prop that is absent when there is none. */
export const errorProp = (
  error: { readonly message?: string | undefined } | undefined,
): { error?: string } => (error?.message === undefined ? {} : { error: error.message });

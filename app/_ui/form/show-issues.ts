import type { FieldPath, FieldValues, UseFormSetError } from 'react-hook-form';
import { ApiError } from '../api-client.ts';

/**
 * Puts a refusal where it belongs: each issue beside its field, the rest over the form. `rename` maps the API's path
 * to the form's when they differ; null = over the form.
 */
export const showIssues = <T extends FieldValues>(
  error: unknown,
  setError: UseFormSetError<T>,
  rename: (path: string) => FieldPath<T> | null,
): void => {
  const issues = error instanceof ApiError ? error.issues : [];
  let unplaced = issues.length === 0;
  for (const issue of issues) {
    const field = rename(issue.path);
    if (field === null) unplaced = true;
    else setError(field, { type: 'server', message: issue.message }, { shouldFocus: true });
  }
  if (!unplaced) return;
  setError('root', { type: 'server', message: overForm(error) });
};

const overForm = (error: unknown) => {
  if (!(error instanceof ApiError)) return 'Something unexpected happened. Nothing was saved.';
  const id = error.requestId === null ? '' : ` (request ${error.requestId})`;
  return `${error.message}${id}`;
};

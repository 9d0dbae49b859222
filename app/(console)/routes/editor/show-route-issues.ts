import type { FieldPath } from 'react-hook-form';
import { showIssues } from '#app/_ui/form/show-issues.ts';
import type { RouteFormApi } from './route-editor.tsx';
import type { RouteForm } from './route-form.ts';

/** The API speaks of the same fields as the form; what it says of others stands over the form. */
export const showRouteIssues = (error: unknown, form: RouteFormApi): void =>
  showIssues(error, form.setError, (path) =>
    path === 'name' || path.startsWith('settings.') ? (path as FieldPath<RouteForm>) : null,
  );

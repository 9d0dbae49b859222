import { listAdapters } from '#lib/console/adapters/list-adapters.ts';
import { adapterList } from '#lib/console/adapters/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'Kinds of provider, with the models the catalogue knows',
  permission: 'console.read',
  input: {},
  answer: adapterList,
  run: listAdapters,
});

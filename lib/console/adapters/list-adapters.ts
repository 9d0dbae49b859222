import { catalogueModels } from '../../catalogue/catalogue-models.ts';
import { adapters } from '../../gateway/adapters/index.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import type { AdapterItem } from './schema.ts';

/** Every kind of provider this installation speaks to, with the models its catalogue knows. */
export async function listAdapters(
  ctx: ConsoleContext,
): Promise<{ items: AdapterItem[]; next_cursor: null }> {
  authorize(ctx, 'console.read');
  const items = Object.values(adapters).map((adapter) => ({
    id: adapter.id,
    label: adapter.label,
    default_base_url: adapter.defaultBaseUrl,
    models: catalogueModels(adapter.id).map((model) => ({
      name: model.name,
      context_window: model.contextWindow,
      priced: model.priced,
    })),
  }));
  return { items, next_cursor: null };
}

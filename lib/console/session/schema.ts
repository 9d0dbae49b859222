import { z } from 'zod';
import { permissionNames, roles } from '../../auth/permissions.ts';

/** Who is calling and what they may do. */
export const session = z.strictObject({
  /** `management_key` for programs; then `user` is null. */
  actor: z.enum(['user', 'management_key']),
  user: z
    .strictObject({ id: z.string(), email: z.string(), name: z.string(), role: z.enum(roles) })
    .nullable(),
  permissions: z.array(z.enum(permissionNames)),
  organisation: z.strictObject({ name: z.string(), time_zone: z.string() }),
  /** False while every provider is simulated or there is none: the console then says what to do first. */
  has_real_provider: z.boolean(),
});

/** Who is calling and what they may do. */
export type Session = z.infer<typeof session>;

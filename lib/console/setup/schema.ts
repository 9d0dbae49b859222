import { z } from 'zod';

/** An address to sign in with. */
export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email('Give an e-mail address, like ada@example.org.'));

/** A new password. Length is what counts: no rule about kinds of characters. */
export const newPassword = z
  .string()
  .min(12, 'Use at least 12 characters.')
  .max(256, 'Use at most 256 characters.');

/** Answer of `GET /api/console/setup`. */
export const setupState = z.strictObject({
  /** True until the first owner exists. */
  needed: z.boolean(),
});

/** Answer of `GET /api/console/setup`. */
export type SetupState = z.infer<typeof setupState>;

/** Body of `POST /api/console/setup`: makes the owner. The token is the one of the link, and dies on use. */
export const createOwnerInput = z.strictObject({
  token: z.string().trim().min(1, 'Open the set-up link that was printed at the first start.').max(200),
  email,
  name: z.string().trim().min(1, 'Give your name.').max(100),
  password: newPassword,
});

/** Body of `POST /api/console/setup`. */
export type CreateOwnerInput = z.output<typeof createOwnerInput>;

/** Fields of the sign-in form. */
export const signInInput = z.strictObject({
  email,
  password: z.string().min(1, 'Type your password.').max(256),
});

/** Answer of `POST /api/console/setup`. */
export const createdOwner = z.strictObject({ id: z.string(), email: z.string(), name: z.string() });

/** Answer of `POST /api/console/setup`. */
export type CreatedOwner = z.infer<typeof createdOwner>;

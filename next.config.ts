import type { NextConfig } from 'next';

/**
 * A page loads from here alone, stands in nobody's frame, and tells no other site where it is: the set-up link holds a token.
 * Scripts are not bound to a nonce: Next writes its data as inline ones, and zod tries once whether it may compile.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const securityHeaders = [
  { key: 'content-security-policy', value: contentSecurityPolicy },
  { key: 'x-frame-options', value: 'DENY' },
  { key: 'x-content-type-options', value: 'nosniff' },
  { key: 'referrer-policy', value: 'same-origin' },
  { key: 'cross-origin-opener-policy', value: 'same-origin' },
  { key: 'permissions-policy', value: 'camera=(), geolocation=(), microphone=(), payment=()' },
];

const config: NextConfig = {
  headers: async () => [{ source: '/:path*', headers: securityHeaders }],
  // These hold native code, workers or open sockets: Node loads them, the bundler leaves them alone.
  serverExternalPackages: [
    '@node-rs/argon2',
    '@electric-sql/pglite',
    '@electric-sql/pglite-socket',
    'postgres',
    'undici',
    'pino',
  ],
  // `npm run types` judges the types of everything, tests included; a user's first start need not do it again.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  devIndicators: false,
  typedRoutes: false,
  // The gateway answers /v1 itself; behind it the console must not redirect or rewrite those paths.
  skipTrailingSlashRedirect: true,
};

export default config;

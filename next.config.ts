import type { NextConfig } from 'next';

const config: NextConfig = {
  // These hold native code, workers or open sockets: Node loads them, the bundler leaves them alone.
  serverExternalPackages: [
    '@node-rs/argon2',
    '@electric-sql/pglite',
    '@electric-sql/pglite-socket',
    'postgres',
    'undici',
    'pino',
  ],
  poweredByHeader: false,
  devIndicators: false,
  typedRoutes: false,
  // The gateway answers /v1 itself; behind it the console must not redirect or rewrite those paths.
  skipTrailingSlashRedirect: true,
};

export default config;

import type { PreparedInstallation } from './prepare-installation.ts';

/** What a first start tells its operator, in lines that can be copied. `url` is where this process is reached. */
export function hintsOf(prepared: PreparedInstallation, url: string): string[] {
  const { demoKey, newKeys, notices, setupToken } = prepared;
  return [
    ...notices,
    ...newKeys.map(({ name, secret }) => `The virtual key "${name}", shown only now: ${secret}`),
    ...(demoKey === null
      ? []
      : ['Try the simulated demo (its primary is down, so it fails over):', demoCurl(url, demoKey)]),
    ...(setupToken === null ? [] : [`Set up the console: ${url}/setup?token=${setupToken}`]),
  ];
}

function demoCurl(url: string, key: string): string {
  const body = JSON.stringify({ model: 'demo', messages: [{ role: 'user', content: 'Hello' }] });
  return [
    `curl -i ${url}/v1/chat/completions`,
    `-H "authorization: Bearer ${key}"`,
    '-H "content-type: application/json"',
    `-d '${body}'`,
  ].join(' ');
}

/** A process that listens on every address is reached on this machine's own. */
export function reachableUrl(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}

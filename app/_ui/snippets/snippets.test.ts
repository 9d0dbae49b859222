import { expect, it } from 'vitest';
import { snippet, snippetLanguages } from './snippets.ts';

const input = { origin: 'http://127.0.0.1:3000', model: 'demo', key: { secret: 'us-abc_123' } };

it('curl is one command with the key in it', () => {
  expect(snippet('curl', input)).toBe(
    [
      'curl http://127.0.0.1:3000/v1/chat/completions \\',
      "  -H 'Authorization: Bearer us-abc_123' \\",
      "  -H 'Content-Type: application/json' \\",
      `  -d '{"model":"demo","messages":[{"role":"user","content":"Hello!"}]}'`,
    ].join('\n'),
  );
});

it('the SDKs are pointed at /v1 of this installation', () => {
  expect(snippet('python', input)).toContain('base_url="http://127.0.0.1:3000/v1", api_key="us-abc_123"');
  expect(snippet('typescript', input)).toContain('baseURL: "http://127.0.0.1:3000/v1", apiKey: "us-abc_123"');
});

it('without a secret every language reads it from the environment', () => {
  const named = { ...input, key: { variable: 'UNDERSTUDY_KEY' } };
  expect(snippet('curl', named)).toContain('"Authorization: Bearer $UNDERSTUDY_KEY"');
  expect(snippet('python', named)).toContain('os.environ["UNDERSTUDY_KEY"]');
  expect(snippet('typescript', named)).toContain('process.env.UNDERSTUDY_KEY');
});

it.each(snippetLanguages)('%s names the model', (language) => {
  expect(snippet(language, input)).toContain('"demo"');
});

it("a quote in a model's name does not end the shell's string", () => {
  expect(snippet('curl', { ...input, model: "it's" })).toContain("it'\\''s");
});

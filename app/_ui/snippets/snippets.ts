/** What a snippet calls and with which key. */
export interface SnippetInput {
  /** Address of this installation, without a path: `https://gateway.example.org`. */
  readonly origin: string;
  /** A route or `provider/model`. */
  readonly model: string;
  /** The secret itself where it may be shown, else the name of a variable that holds it. */
  readonly key: { readonly secret: string } | { readonly variable: string };
}

/** Languages a snippet is offered in. */
export const snippetLanguages = ['curl', 'python', 'typescript'] as const;

/** One of {@link snippetLanguages}. */
export type SnippetLanguage = (typeof snippetLanguages)[number];

/** How a language is named on its tab. */
export const snippetLabel = {
  curl: 'curl',
  python: 'Python',
  typescript: 'TypeScript',
} as const satisfies Record<SnippetLanguage, string>;

/** JSON strings are also valid string literals of Python and TypeScript. */
const quoted = (text: string) => JSON.stringify(text);

/** Inside single quotes a shell takes everything as it is, except the quote itself. */
const shellQuoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

const curl = ({ origin, model, key }: SnippetInput) => {
  const bearer =
    'secret' in key ? `'Authorization: Bearer ${key.secret}'` : `"Authorization: Bearer $${key.variable}"`;
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello!' }] });
  return [
    `curl ${origin}/v1/chat/completions \\`,
    `  -H ${bearer} \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d ${shellQuoted(body)}`,
  ].join('\n');
};

const python = ({ origin, model, key }: SnippetInput) => {
  const secret = 'secret' in key ? quoted(key.secret) : `os.environ[${quoted(key.variable)}]`;
  return [
    ...('secret' in key ? [] : ['import os']),
    'from openai import OpenAI',
    '',
    `client = OpenAI(base_url=${quoted(`${origin}/v1`)}, api_key=${secret})`,
    'answer = client.chat.completions.create(',
    `    model=${quoted(model)},`,
    '    messages=[{"role": "user", "content": "Hello!"}],',
    ')',
    'print(answer.choices[0].message.content)',
  ].join('\n');
};

const typescript = ({ origin, model, key }: SnippetInput) => {
  const secret = 'secret' in key ? quoted(key.secret) : `process.env.${key.variable}`;
  return [
    'import OpenAI from "openai";',
    '',
    `const client = new OpenAI({ baseURL: ${quoted(`${origin}/v1`)}, apiKey: ${secret} });`,
    'const answer = await client.chat.completions.create({',
    `  model: ${quoted(model)},`,
    '  messages: [{ role: "user", content: "Hello!" }],',
    '});',
    'console.log(answer.choices[0]?.message.content);',
  ].join('\n');
};

const writers = { curl, python, typescript } as const satisfies Record<
  SnippetLanguage,
  (input: SnippetInput) => string
>;

/** Code that makes one call, ready to paste. */
export const snippet = (language: SnippetLanguage, input: SnippetInput): string => writers[language](input);

'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { Tabs } from '@cloudflare/kumo/components/tabs';
import { CheckIcon, CopyIcon } from '@phosphor-icons/react';
import { useEffect, useState } from 'react';
import { useCopy } from '../use-copy.ts';
import {
  type SnippetInput,
  type SnippetLanguage,
  snippet,
  snippetLabel,
  snippetLanguages,
} from './snippets.ts';

const tabs = snippetLanguages.map((value) => ({ value, label: snippetLabel[value] }));

const useOrigin = () => {
  const [origin, setOrigin] = useState('');
  useEffect(() => setOrigin(window.location.origin), []);
  return origin;
};

/** Code for one call in each language, to copy. */
export const SnippetTabs = ({
  model,
  secretKey,
}: {
  readonly model: string;
  readonly secretKey: SnippetInput['key'];
}) => {
  const origin = useOrigin();
  const [language, setLanguage] = useState<SnippetLanguage>('curl');
  const { copied, copy } = useCopy();
  const code = snippet(language, { origin, model, key: secretKey });
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex items-center justify-between gap-2">
        <Tabs
          size="sm"
          tabs={tabs}
          value={language}
          onValueChange={(value) => setLanguage(snippetLanguages.find((one) => one === value) ?? 'curl')}
        />
        <Button
          size="sm"
          variant="ghost"
          icon={copied ? <CheckIcon className="text-ok" /> : <CopyIcon />}
          onClick={() => copy(code)}
        >
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: code that scrolls sideways must be reachable by keyboard.
        tabIndex={0}
        className="overflow-x-auto rounded-md border border-kumo-hairline bg-kumo-recessed p-3 font-mono text-sm leading-relaxed"
      >
        <code>{code}</code>
      </pre>
    </div>
  );
};

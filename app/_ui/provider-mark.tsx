import { cn } from '@cloudflare/kumo/utils';
import anthropic from '@lobehub/icons-static-svg/icons/anthropic.svg';
import azure from '@lobehub/icons-static-svg/icons/azureai.svg';
import cerebras from '@lobehub/icons-static-svg/icons/cerebras.svg';
import deepseek from '@lobehub/icons-static-svg/icons/deepseek.svg';
import fireworks from '@lobehub/icons-static-svg/icons/fireworks.svg';
import gemini from '@lobehub/icons-static-svg/icons/gemini.svg';
import groq from '@lobehub/icons-static-svg/icons/groq.svg';
import mistral from '@lobehub/icons-static-svg/icons/mistral.svg';
import moonshot from '@lobehub/icons-static-svg/icons/moonshot.svg';
import nvidia from '@lobehub/icons-static-svg/icons/nvidia.svg';
import ollama from '@lobehub/icons-static-svg/icons/ollama.svg';
import openai from '@lobehub/icons-static-svg/icons/openai.svg';
import openrouter from '@lobehub/icons-static-svg/icons/openrouter.svg';
import perplexity from '@lobehub/icons-static-svg/icons/perplexity.svg';
import qwen from '@lobehub/icons-static-svg/icons/qwen.svg';
import together from '@lobehub/icons-static-svg/icons/together.svg';
import xai from '@lobehub/icons-static-svg/icons/xai.svg';
import zai from '@lobehub/icons-static-svg/icons/zai.svg';
import { FlaskIcon, PlugIcon } from '@phosphor-icons/react';
import type { StaticImageData } from 'next/image';

// The bundler hands out an image's data for a file of ours and its bare address for one of a package.
const marks: Readonly<Record<string, StaticImageData | string>> = {
  anthropic,
  'azure-openai': azure,
  cerebras,
  deepseek,
  fireworks,
  gemini,
  groq,
  mistral,
  moonshot,
  nvidia,
  ollama,
  openai,
  openrouter,
  perplexity,
  qwen,
  together,
  xai,
  zai,
};

/** A provider's own mark in the text's colour; a plug for one without, a flask for a simulated one. */
export const ProviderMark = ({
  adapter,
  simulated = false,
  size = 16,
  className,
}: {
  readonly adapter: string;
  readonly simulated?: boolean;
  readonly size?: number;
  readonly className?: string;
}) => {
  const mark = marks[adapter];
  if (simulated || adapter === 'simulator')
    return <FlaskIcon size={size} aria-hidden className={cn('shrink-0', className)} />;
  if (mark === undefined) return <PlugIcon size={size} aria-hidden className={cn('shrink-0', className)} />;
  // A mask takes the colour of the text, so that one file serves light and dark.
  const address = typeof mark === 'string' ? mark : mark.src;
  const mask = `url("${address}") center / contain no-repeat`;
  return (
    <span
      aria-hidden
      className={cn('inline-block shrink-0 bg-current', className)}
      style={{ width: size, height: size, mask, WebkitMask: mask }}
    />
  );
};

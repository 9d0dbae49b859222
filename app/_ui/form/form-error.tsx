import { Banner } from '@cloudflare/kumo/components/banner';
import { WarningCircleIcon } from '@phosphor-icons/react';

/** A refusal that belongs to no single field. */
export const FormError = ({ message }: { readonly message: string | undefined }) =>
  message === undefined ? null : (
    <div role="alert">
      <Banner variant="error" size="sm" icon={<WarningCircleIcon weight="fill" />} description={message} />
    </div>
  );

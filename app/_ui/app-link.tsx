'use client';

import NextLink, { type LinkProps } from 'next/link';
import { type AnchorHTMLAttributes, forwardRef } from 'react';

/** Lets Kumo's links move through Next's router instead of reloading the page. */
export const AppLink = forwardRef<HTMLAnchorElement, AnchorHTMLAttributes<HTMLAnchorElement>>(
  function AppLink({ href = '', ...rest }, ref) {
    // An anchor's handlers may be undefined, which Next's own types do not say although it takes them.
    return <NextLink ref={ref} href={href} {...(rest as Omit<LinkProps, 'href'>)} />;
  },
);

'use client';

import { PageFrame } from '#app/_ui/page-frame.tsx';
import { CircuitBoard } from './circuit-board.tsx';
import { CircuitHistory } from './circuit-history.tsx';
import { GatewaysList } from './gateways-list.tsx';
import { OpenAlerts } from './open-alerts.tsx';

/** What is broken now, what the gateways do about it, and what an operator can order. */
export const HealthView = () => (
  <PageFrame
    title="Health"
    purpose="What is broken now, what each gateway does about it, and what you can order."
  >
    <OpenAlerts />
    <CircuitBoard />
    <CircuitHistory />
    <GatewaysList />
  </PageFrame>
);

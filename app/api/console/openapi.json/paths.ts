import type { DeclaredPaths } from '#lib/http/console-openapi.ts';
import * as adapters from '../adapters/route.ts';
import * as alertResolution from '../alerts/[id]/resolve/route.ts';
import * as alerts from '../alerts/route.ts';
import * as audit from '../audit/route.ts';
import * as board from '../circuits/board/route.ts';
import * as circuitEvents from '../circuits/events/route.ts';
import * as circuitOrders from '../circuits/orders/route.ts';
import * as circuits from '../circuits/route.ts';
import * as rollback from '../config/rollback/route.ts';
import * as config from '../config/route.ts';
import * as version from '../config/versions/[version]/route.ts';
import * as versions from '../config/versions/route.ts';
import * as failovers from '../failovers/route.ts';
import * as rotation from '../keys/[id]/rotate/route.ts';
import * as key from '../keys/[id]/route.ts';
import * as keys from '../keys/route.ts';
import * as organisation from '../organisation/route.ts';
import * as overview from '../overview/route.ts';
import * as credential from '../providers/[id]/credentials/[credential_id]/route.ts';
import * as credentials from '../providers/[id]/credentials/route.ts';
import * as provider from '../providers/[id]/route.ts';
import * as providers from '../providers/route.ts';
import * as providerTest from '../providers/test/route.ts';
import * as request from '../requests/[id]/route.ts';
import * as requests from '../requests/route.ts';
import * as route from '../routes/[id]/route.ts';
import * as routes from '../routes/route.ts';
import * as session from '../session/route.ts';
import * as setup from '../setup/route.ts';
import * as spend from '../spend/route.ts';
import * as spendSummary from '../spend/summary/route.ts';
import * as team from '../teams/[id]/route.ts';
import * as teams from '../teams/route.ts';

/** Every endpoint under `/api/console` but this document itself. A test walks the folders and compares. */
export const paths = {
  '/session': session,
  '/setup': setup,
  '/overview': overview,
  '/requests': requests,
  '/requests/{id}': request,
  '/failovers': failovers,
  '/spend': spend,
  '/spend/summary': spendSummary,
  '/circuits': circuits,
  '/circuits/board': board,
  '/circuits/events': circuitEvents,
  '/circuits/orders': circuitOrders,
  '/alerts': alerts,
  '/alerts/{id}/resolve': alertResolution,
  '/routes': routes,
  '/routes/{id}': route,
  '/providers': providers,
  '/providers/test': providerTest,
  '/providers/{id}': provider,
  '/providers/{id}/credentials': credentials,
  '/providers/{id}/credentials/{credential_id}': credential,
  '/adapters': adapters,
  '/keys': keys,
  '/keys/{id}': key,
  '/keys/{id}/rotate': rotation,
  '/teams': teams,
  '/teams/{id}': team,
  '/organisation': organisation,
  '/config': config,
  '/config/versions': versions,
  '/config/versions/{version}': version,
  '/config/rollback': rollback,
  '/audit': audit,
} satisfies DeclaredPaths;

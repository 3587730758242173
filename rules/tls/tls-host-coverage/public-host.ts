import { isPlaceholder } from "../../../src/model/ingress-settings.ts";

const privateDomain =
  /\.(?:local|localdomain|localhost|lan|internal|intranet|home|corp|svc|test|home\.arpa)$/i;

/** Whether a name is one that clients outside may ask for: no placeholder, no address, no name of a private network. */
export function isPublicHost(name: string): boolean {
  return (
    /^(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(name) &&
    !/^[\d.]+$/.test(name) &&
    !privateDomain.test(name) &&
    !isPlaceholder(name)
  );
}

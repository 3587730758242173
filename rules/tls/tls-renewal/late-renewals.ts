import type { Finding } from "../../../src/engine/finding.ts";
import type { Project } from "../../../src/model/project.ts";
import { type IssuedCertificate, issuedCertificates } from "../../../src/model/tls/cert-manager.ts";
import type { Known } from "../../../src/model/value.ts";

/** cert-manager's own for a Certificate without `duration` (CertificateSpec): 90 days. */
const defaultDurationSeconds = 90 * 86_400;

/** Time to notice and to mend a failing renewal, whatever the life of the certificate: authorities live for years. */
const ENOUGH_SECONDS = 30 * 86_400;

/** Certificates of cert-manager that leave less than a third of their life, its own default, for failed renewals. */
export function* lateRenewals(project: Project): Iterable<Finding> {
  for (const certificate of issuedCertificates(project)) {
    const finding = byTime(certificate) ?? byShare(certificate);
    if (finding !== undefined) yield finding;
  }
}

function byTime(certificate: IssuedCertificate): Finding | undefined {
  const { renewBeforeSeconds: renewBefore, durationSeconds } = certificate;
  if (renewBefore === undefined || (durationSeconds === undefined && certificate.has("duration")))
    return undefined;
  const duration = durationSeconds?.value ?? defaultDurationSeconds;
  const life = `${inUnits(duration)}${durationSeconds === undefined ? ", the default" : ""}`;
  const third = inUnits(Math.ceil(duration / 3));
  if (renewBefore.value >= duration) {
    return {
      at: renewBefore.origin,
      severity: "error",
      message: `${certificate.manifest.label} is to be renewed ${inUnits(renewBefore.value)} before its end, but it lives for ${life}: cert-manager refuses that.`,
      help: `Leave 'renewBefore' out, or set it to ${third}.`,
      related: durationOf(durationSeconds),
      key: "renewBefore",
    };
  }
  if (renewBefore.value * 3 >= duration || renewBefore.value >= ENOUGH_SECONDS) return undefined;
  return {
    at: renewBefore.origin,
    message: `${certificate.manifest.label} is renewed ${inUnits(renewBefore.value)} before its end, less than a third of its life of ${life}.`,
    help: `Leave 'renewBefore' out, or set it to ${third}: then a failing renewal can be noticed and mended.`,
    related: durationOf(durationSeconds),
    key: "renewBefore",
  };
}

function byShare(certificate: IssuedCertificate): Finding | undefined {
  const share = certificate.renewBeforePercentage;
  if (share === undefined || share.value >= 33) return undefined;
  const duration = certificate.durationSeconds?.value ?? defaultDurationSeconds;
  if ((duration * share.value) / 100 >= ENOUGH_SECONDS) return undefined;
  return {
    at: share.origin,
    message: `${certificate.manifest.label} is renewed when ${share.value} % of its life are left, less than a third.`,
    help: "Leave 'renewBeforePercentage' out, or set it to 33 or more.",
    key: "renewBeforePercentage",
  };
}

function durationOf(duration: Known<number> | undefined): Finding["related"] & object {
  return duration === undefined
    ? []
    : [{ at: duration.origin, message: `It lives for ${inUnits(duration.value)}.` }];
}

/** As people say it, and as 'renewBefore' takes it: `15 days (360h)`. */
function inUnits(seconds: number): string {
  if (seconds < 3600) return `${Math.round(seconds / 60)}m`;
  const hours = Math.round(seconds / 3600);
  const days = Math.round(hours / 24);
  return hours < 48 ? `${hours}h` : `${days} days (${hours}h)`;
}

import type {
  ArtifactChange,
  Region,
  Fix as SarifFix,
  Location as SarifLocation,
  Result as SarifResult,
} from "sarif";
import type { Fix, Location, Result, TextEdit } from "../engine/finding.ts";
import { artifactUri } from "./artifact-uri.ts";
import { sanitise } from "./sanitise.ts";
import { levels } from "./sarif-rules.ts";

/** GitHub shows no more locations of a result than this; 1000 are refused. */
const MOST_RELATED = 100;

/**
 * A finding as a SARIF result. The message has the fact and the way out, and links to the related places, because
 * GitHub shows those only where the message refers to them (SARIF §3.11.6). `ruleIndex` is left out for a rule that is
 * not described in the run.
 */
export function sarifResult(finding: Result, ruleIndex: number | undefined, root: string): SarifResult {
  const related = finding.related.slice(0, MOST_RELATED);
  const { attribute } = finding.at;
  return {
    ruleId: finding.ruleId,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[finding.severity],
    message: { text: messageText(finding, related) },
    locations: [locationOf(finding.at, root)],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((it, index) => ({
            id: index + 1,
            ...locationOf(it.at, root),
            message: { text: plain(it.message) },
          })),
        }),
    partialFingerprints: { "ingressLint/v1": finding.fingerprint },
    ...(finding.fix === undefined ? {} : { fixes: [fixOf(finding.fix, root)] }),
    ...(finding.suppressions === undefined
      ? {}
      : {
          suppressions: finding.suppressions.map(({ kind, justification, at }) => ({
            kind,
            status: "accepted" as const,
            justification: sanitise(justification),
            ...(at === undefined ? {} : { location: locationOf(at, root) }),
          })),
        }),
    ...(finding.baselineState === undefined ? {} : { baselineState: finding.baselineState }),
    ...(attribute === undefined ? {} : { properties: { attribute: sanitise(attribute) } }),
  };
}

function messageText(finding: Result, related: Result["related"]): string {
  const places = related.map(
    (it, index) => `[${linkText(`${it.at.path}:${it.at.line}`)}](${index + 1}): ${plain(it.message)}`,
  );
  const rest = finding.related.length - related.length;
  if (rest > 0) places.push(`${rest} more related places are left out.`);
  return [plain(finding.message), plain(finding.help), ...places].join("\n");
}

/** Text from files must not become a link: `[…](…)` is one in SARIF messages. */
function plain(text: string): string {
  return sanitise(text).replaceAll("](", "] (");
}

/** Brackets and backslashes in the text of a link are escaped (SARIF §3.11.6). */
function linkText(text: string): string {
  return sanitise(text).replace(/[\\[\]]/g, "\\$&");
}

function locationOf(at: Location, root: string): SarifLocation {
  const resource = at.resource === undefined ? undefined : sanitise(at.resource);
  return {
    physicalLocation: {
      artifactLocation: artifactUri(at.path, root),
      region: { startLine: at.line, startColumn: at.column, endLine: at.endLine, endColumn: at.endColumn },
    },
    ...(resource === undefined
      ? {}
      : { logicalLocations: [{ fullyQualifiedName: resource, name: lastPart(resource), kind: "resource" }] }),
  };
}

/** `Ingress/shop/checkout` is called `checkout`; a Terraform address has no shorter name. */
function lastPart(resource: string): string {
  const parts = resource.split("/");
  return parts.length === 2 || parts.length === 3 ? parts.at(-1)! : resource;
}

function fixOf(fix: Fix, root: string): SarifFix {
  const changes = new Map<string, ArtifactChange>();
  for (const edit of fix.edits) {
    const change: ArtifactChange = changes.get(edit.file.path) ?? {
      artifactLocation: artifactUri(edit.file.path, root),
      replacements: [],
    };
    // The new text is given as it is: a fix that was altered would be another fix.
    change.replacements.push({ deletedRegion: regionOf(edit), insertedContent: { text: edit.text } });
    changes.set(edit.file.path, change);
  }
  return { description: { text: plain(fix.description) }, artifactChanges: [...changes.values()] };
}

function regionOf({ file, span }: TextEdit): Region {
  const start = file.positionAt(span.start);
  const end = file.positionAt(span.end);
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

import type { NginxConfig } from "../model/nginx-config.ts";
import { walk } from "../model/nginx-config.ts";
import type { Project } from "../model/project.ts";
import type { Directive } from "../parsers/nginx/directive.ts";
import { renderTargetsOf } from "../render/controller-pairs.ts";
import { plainHost } from "../render/plain-host.ts";
import { isUnknown } from "../render/write.ts";
import type { Origin } from "../text/origin.ts";
import { UNKNOWN } from "./plain.ts";

/** A directive with the server and location that it stands in. */
export interface PlacedDirective {
  readonly name: string;
  /** `UNKNOWN` where a value is not known, or must not be shown. */
  readonly args: readonly string[] | typeof UNKNOWN;
  /** The hosts of the server around it; none outside servers. */
  readonly hosts: readonly string[];
  /** What follows `location` in the innermost one around it; empty outside locations. */
  readonly location: string;
  /** The blocks around it, outermost first. */
  readonly blocks: readonly string[];
  /** Where the configuration is from: a file, or what a controller would generate. */
  readonly source: string;
  readonly origin: Origin;
}

const done = new WeakMap<Project, readonly PlacedDirective[]>();

/** The directives of everything that nginx runs: written configurations, and what the controllers in sight would generate. */
export function placedDirectives(project: Project): readonly PlacedDirective[] {
  let all = done.get(project);
  if (all === undefined) {
    all = [
      ...project.nginxConfigs.filter((it) => it.kind !== "rendered").flatMap((it) => [...placedIn(it)]),
      ...renderTargetsOf(project).flatMap(({ config }) => [...placedIn(config)]),
    ];
    done.set(project, all);
  }
  return all;
}

function* placedIn(config: NginxConfig): Generator<PlacedDirective> {
  const names = new Map<Directive, readonly string[]>();
  for (const directive of walk(config.directives)) {
    const around: Directive[] = [];
    for (let at = directive.parent; at !== undefined; at = at.parent) around.unshift(at);
    const server = around.find((it) => it.name === "server");
    const location = around.findLast((it) => it.name === "location");
    yield {
      name: directive.name,
      args: isUnknown(directive) ? UNKNOWN : directive.args.map((it) => it.value),
      hosts: server === undefined ? [] : hostsOf(server, names),
      location: location?.args.map((it) => it.value).join(" ") ?? "",
      blocks: around.map((it) => it.name),
      source: config.label,
      origin: directive.origin,
    };
  }
}

function hostsOf(server: Directive, known: Map<Directive, readonly string[]>): readonly string[] {
  let hosts = known.get(server);
  if (hosts === undefined) {
    hosts = (server.block ?? [])
      .filter((it) => it.name === "server_name")
      .flatMap((it) => it.args.map((one) => plainHost(one.value)));
    known.set(server, hosts);
  }
  return hosts;
}

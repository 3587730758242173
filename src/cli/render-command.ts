import { didYouMean } from "../engine/nearest.ts";
import type { ReadProject } from "../inputs/read-projects.ts";
import { flatten, type NginxConfig } from "../model/nginx-config.ts";
import type { Project } from "../model/project.ts";
import { RenderedDirective } from "../model/rendered-directive.ts";
import type { Directive } from "../parsers/nginx/directive.ts";
import {
  type ControllerPair,
  controllerPairs,
  type RenderedTarget,
  renderTargetsOf,
} from "../render/controller-pairs.ts";
import { describeTarget, diffOfPair } from "../render/effective-diff.ts";
import { plainHost } from "../render/plain-host.ts";
import type { RenderTarget } from "../render/render-controller.ts";
import { sourceOf } from "../render/source.ts";
import { writeNginx } from "../render/write.ts";
import { sanitise, sanitiseLines } from "../reporters/sanitise.ts";
import { quote } from "../text/quote.ts";
import type { Redact } from "../text/redact.ts";
import { loadConfig } from "./config-file.ts";
import { FAILED } from "./exit-status.ts";
import { renderHelp } from "./help.ts";
import type { Io } from "./io.ts";
import { defaultArguments } from "./lint-arguments.ts";
import { lintOptions } from "./lint-options.ts";
import { parseRenderArguments, type RenderArguments } from "./render-arguments.ts";
import { diffJson, diffText } from "./render-diff.ts";
import { configJson } from "./render-json.ts";
import { UserError } from "./user-error.ts";

const DONE = 0;

/**
 * `ingress-lint render PATH...`: what the controllers in the paths would generate, or with `--diff` what changes. Gives the exit status: 2 when an
 * input could not be read. Throws a `UserError` when nothing can be rendered.
 */
export async function renderCommand(args: readonly string[], io: Io): Promise<number> {
  const given = parseRenderArguments(args);
  if (given === "help") {
    io.stdout(renderHelp);
    return DONE;
  }
  const reader = await makeReader(given, io);
  const output = given.diff ? await diff(given, reader) : await render(given, reader);
  io.stdout(reader.redact(output));
  for (const problem of reader.problems) io.stderr(`ingress-lint: ${sanitise(problem)}\n`);
  return reader.problems.length > 0 ? FAILED : DONE;
}

interface Reader {
  readonly read: (paths: readonly string[]) => Promise<readonly ReadProject[]>;
  readonly problems: string[];
  /** Takes out what the plans that were read mark as sensitive. */
  readonly redact: Redact;
}

async function makeReader(given: RenderArguments, io: Io): Promise<Reader> {
  const { rules } = await import("../../rules/index.ts");
  const loaded = await loadConfig(given.config, io.cwd, rules);
  const { controllerVersion, gitignore } = given;
  const options = lintOptions({ ...defaultArguments(), controllerVersion, gitignore }, loaded, rules, io.cwd);
  const { discover } = await import("../inputs/discover.ts");
  const { readProjects } = await import("../inputs/read-projects.ts");
  const problems: string[] = [];
  const redactions: Redact[] = [];
  return {
    problems,
    redact: (text) => redactions.reduce((it, redact) => redact(it), text),
    async read(paths) {
      const found = discover(paths, {
        cwd: io.cwd,
        maxFileBytes: options.maxFileBytes,
        gitignore,
        ignore: { directory: loaded.directory, patterns: options.ignore },
        includePrefixes: options.includePrefixes,
      });
      const {
        projects,
        redact,
        problems: more,
      } = await readProjects(found.files, {
        ...options,
        includeHost: found.includeHost,
      });
      redactions.push(redact);
      for (const { path, line, column, message } of [...found.problems, ...more])
        problems.push(`${[path, line, column].filter((it) => it !== undefined).join(":")}: ${message}`);
      return projects;
    },
  };
}

async function render(given: RenderArguments, { read }: Reader): Promise<string> {
  const projects = await read(given.paths);
  const all = projects.flatMap((it) => renderTargetsOf(it.project));
  if (all.length === 0) throw nothingToRender(given);
  const chosen = onlyHost(onlyController(all, given), given);
  if (given.format === "json") {
    const controllers = chosen.map(({ target, config }) => ({
      ...describeTarget(target),
      ...configJson(config),
    }));
    return `${JSON.stringify({ controllers }, undefined, 2)}\n`;
  }
  return sanitiseLines(chosen.map((it) => confOf(it, given.origins)).join("\n"));
}

function confOf({ target, config }: RenderedTarget, origins: boolean): string {
  const { name, product, version } = describeTarget(target);
  const release = version === undefined ? `${product}, release not known` : `${product} v${version}`;
  const head = [
    `# What ${release} generates: ${name}, ${count(target.ingresses.length, "Ingress", "Ingresses")}.`,
  ];
  if (!config.complete)
    head.push("# Its ConfigMap is not (wholly) in sight: defaults hold unless that says otherwise.");
  const comment = (it: Directive) => sourceOf(it, config);
  return `${head.map(sanitise).join("\n")}\n${writeNginx(config.directives, origins ? { comment } : {})}`;
}

function count(number: number, one: string, several: string): string {
  return `${number} ${number === 1 ? one : several}`;
}

/** Names that `--controller` takes for a target. */
function namesOf({ product, controller }: RenderTarget): readonly string[] {
  const manifests = controller === undefined ? [] : [controller.workload?.manifest, controller.configMap];
  return [
    product,
    ...manifests.flatMap((it) => (it === undefined ? [] : [it.name, it.qualifiedName, it.label])),
  ];
}

function onlyController(
  all: readonly RenderedTarget[],
  { controller }: RenderArguments,
): readonly RenderedTarget[] {
  if (controller === undefined) return all;
  const chosen = all.filter(({ target }) => namesOf(target).includes(controller));
  if (chosen.length > 0) return chosen;
  const known = [...new Set(all.flatMap(({ target }) => namesOf(target).slice(0, 2)))];
  throw new UserError(
    `--controller is ${quote(controller)}; in sight are ${known.map(quote).join(", ")}${didYouMean(controller, known)}`,
  );
}

/** Leaves the servers of one host, inside the blocks around them. */
function onlyHost(all: readonly RenderedTarget[], { host }: RenderArguments): readonly RenderedTarget[] {
  if (host === undefined) return all;
  const chosen = all.filter(({ config }) => hostsOf(config).includes(host));
  if (chosen.length === 0) {
    const known = [...new Set(all.flatMap(({ config }) => hostsOf(config)))];
    throw new UserError(
      `--host is ${quote(host)}; there is no such server. Hosts: ${known.slice(0, 10).map(quote).join(", ")}${known.length > 10 ? " …" : ""}${didYouMean(host, known)}`,
    );
  }
  return chosen.map(({ target, config }) => ({
    target,
    config: {
      ...config,
      directives: config.directives.map((it) => (it.name === "http" ? withHost(it, host) : it)),
    },
  }));
}

function serversOf(config: NginxConfig): readonly Directive[] {
  const http = config.directives.find((it) => it.name === "http");
  return [...flatten(http?.block)].filter((it) => it.name === "server" && it.block !== undefined);
}

function namesOfServer(server: Directive): readonly string[] {
  return [...flatten(server.block)]
    .filter((it) => it.name === "server_name")
    .flatMap((it) => it.args.map((argument) => plainHost(argument.value)));
}

function hostsOf(config: NginxConfig): readonly string[] {
  return serversOf(config).flatMap(namesOfServer);
}

function withHost(http: Directive, host: string): Directive {
  const block = (http.block ?? []).filter(
    (it) => it.name !== "server" || it.block === undefined || namesOfServer(it).includes(host),
  );
  const copy = new RenderedDirective(http.name, [], http.parent, http.origin).fill(block);
  if (http instanceof RenderedDirective) for (const note of http.notes) copy.note(note);
  return copy;
}

async function diff(given: RenderArguments, { read }: Reader): Promise<string> {
  const [first, second] = given.paths;
  const pairs =
    second === undefined
      ? planPairs(await read([first!]))
      : controllerPairs(afterOf(await read([first!])), afterOf(await read([second])));
  if (pairs.length === 0) throw nothingToRender(given);
  const chosen = pairs
    .filter((it) => given.controller === undefined || namesOf(it.target).includes(given.controller))
    .map(diffOfPair);
  if (chosen.length === 0)
    onlyController(
      pairs.map(({ target, after, before }) => ({ target, config: (after ?? before)! })),
      given,
    );
  return given.format === "json"
    ? diffJson(chosen, given.host)
    : sanitiseLines(diffText(chosen, given.host, given.origins));
}

/** A plan: what is there before it, and after. */
function planPairs(worlds: readonly ReadProject[]): readonly ControllerPair[] {
  const plans = worlds.filter((it) => it.before !== undefined);
  if (plans.length === 0)
    throw new UserError(
      "--diff with one path needs a Terraform plan; give two paths, OLD and NEW, to compare trees",
    );
  return plans.flatMap(({ before, project }) => controllerPairs([before!], [project]));
}

function afterOf(worlds: readonly ReadProject[]): readonly Project[] {
  return worlds.map((it) => it.project);
}

function nothingToRender(given: RenderArguments): UserError {
  return new UserError(
    `nothing to render: no NGINX ingress controller, and no Ingress of one, in ${given.paths.map(quote).join(", ")}`,
  );
}

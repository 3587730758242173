import { didYouMean } from "../engine/nearest.ts";
import { productNames } from "../knowledge/controllers.ts";
import { flatten, type NginxConfig } from "../model/nginx-config.ts";
import { Project } from "../model/project.ts";
import { RenderedDirective } from "../model/rendered-directive.ts";
import type { Directive } from "../parsers/nginx/directive.ts";
import { type RenderTarget, renderTarget, renderTargets } from "../render/render-controller.ts";
import { sourceOf } from "../render/source.ts";
import { writeNginx } from "../render/write.ts";
import { sanitise, sanitiseLines } from "../reporters/sanitise.ts";
import { quote } from "../text/quote.ts";
import { loadConfig } from "./config-file.ts";
import { renderHelp } from "./help.ts";
import type { Io } from "./io.ts";
import { lintOptions } from "./lint-options.ts";
import { parseRenderArguments, type RenderArguments } from "./render-arguments.ts";
import { type DiffPair, diffJson, diffText } from "./render-diff.ts";
import { configJson } from "./render-json.ts";
import { FAILED } from "./run.ts";
import { UserError } from "./user-error.ts";

const DONE = 0;

/** A target with its configuration. */
interface Rendered {
  readonly target: RenderTarget;
  readonly config: NginxConfig;
}

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
  io.stdout(output);
  for (const problem of reader.problems) io.stderr(`ingress-lint: ${sanitise(problem)}\n`);
  return reader.problems.length > 0 ? FAILED : DONE;
}

interface Reader {
  readonly read: (paths: readonly string[]) => Promise<readonly Project[]>;
  readonly problems: string[];
}

async function makeReader(given: RenderArguments, io: Io): Promise<Reader> {
  const { rules } = await import("../../rules/index.ts");
  const loaded = await loadConfig(given.config, io.cwd, rules);
  const { controllerVersion, gitignore } = given;
  const nothing = {
    reports: [],
    rules: {},
    includePrefixes: [],
    allowEmpty: true,
    verbose: false,
    quiet: false,
  };
  const options = lintOptions(
    { ...nothing, paths: given.paths, controllerVersion, gitignore },
    loaded,
    rules,
    io.cwd,
  );
  const { discover } = await import("../inputs/discover.ts");
  const { readProjects } = await import("../inputs/read-projects.ts");
  const problems: string[] = [];
  return {
    problems,
    async read(paths) {
      const found = discover(paths, {
        cwd: io.cwd,
        maxFileBytes: options.maxFileBytes,
        gitignore,
        ignore: { directory: loaded.directory, patterns: options.ignore },
        includePrefixes: options.includePrefixes,
      });
      const { projects, problems: more } = await readProjects(found.files, {
        ...options,
        includeHost: found.includeHost,
      });
      for (const { path, line, column, message } of [...found.problems, ...more])
        problems.push(`${[path, line, column].filter((it) => it !== undefined).join(":")}: ${message}`);
      return projects;
    },
  };
}

async function render(given: RenderArguments, { read }: Reader): Promise<string> {
  const projects = await read(given.paths);
  const all = projects.flatMap(renderAll);
  if (all.length === 0) throw nothingToRender(given);
  const chosen = onlyHost(onlyController(all, given), given);
  if (given.format === "json") {
    const controllers = chosen.map(({ target, config }) => ({ ...describe(target), ...configJson(config) }));
    return `${JSON.stringify({ controllers }, undefined, 2)}\n`;
  }
  return sanitiseLines(chosen.map((it) => confOf(it, given.origins)).join("\n"));
}

function renderAll(project: Project): readonly Rendered[] {
  return renderTargets(project).map((target) => ({ target, config: renderTarget(project, target) }));
}

function confOf({ target, config }: Rendered, origins: boolean): string {
  const { name, product, version } = describe(target);
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

/** How people name a target. */
function describe({ product, controller }: RenderTarget): {
  readonly name: string;
  readonly product: string;
  readonly version: string | undefined;
} {
  return {
    name: controller?.manifest.label ?? "a controller out of sight",
    product: productNames[product],
    version: controller?.version,
  };
}

/** Names that `--controller` takes for a target. */
function namesOf({ product, controller }: RenderTarget): readonly string[] {
  const manifests = controller === undefined ? [] : [controller.workload?.manifest, controller.configMap];
  return [
    product,
    ...manifests.flatMap((it) => (it === undefined ? [] : [it.name, it.qualifiedName, it.label])),
  ];
}

function onlyController(all: readonly Rendered[], { controller }: RenderArguments): readonly Rendered[] {
  if (controller === undefined) return all;
  const chosen = all.filter(({ target }) => namesOf(target).includes(controller));
  if (chosen.length > 0) return chosen;
  const known = [...new Set(all.flatMap(({ target }) => namesOf(target).slice(0, 2)))];
  throw new UserError(
    `--controller is ${quote(controller)}; in sight are ${known.map(quote).join(", ")}${didYouMean(controller, known)}`,
  );
}

/** Leaves the servers of one host, inside the blocks around them. */
function onlyHost(all: readonly Rendered[], { host }: RenderArguments): readonly Rendered[] {
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

/** A wildcard host as its Ingress has it. */
function plainHost(name: string): string {
  const match = /^~\^\(\?<subdomain>\[\\w-\]\+\)\\\.(.*)\$$/.exec(name);
  return match === null ? name : `*.${match[1]!.replaceAll("\\.", ".")}`;
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
    second === undefined ? planPairs(await read([first!])) : pair(await read([first!]), await read([second]));
  if (pairs.length === 0) throw nothingToRender(given);
  const chosen = pairs
    .filter((it) => given.controller === undefined || namesOf(it.target).includes(given.controller))
    .map((it): DiffPair => ({ ...describe(it.target), before: it.before, after: it.after }));
  if (chosen.length === 0)
    onlyController(
      pairs.map(({ target, after, before }) => ({ target, config: (after ?? before)! })),
      given,
    );
  return given.format === "json"
    ? diffJson(chosen, given.host)
    : sanitiseLines(diffText(chosen, given.host, given.origins));
}

interface Pair {
  readonly target: RenderTarget;
  readonly before: NginxConfig | undefined;
  readonly after: NginxConfig | undefined;
}

/** A plan: what is there before it, and after. */
function planPairs(projects: readonly Project[]): readonly Pair[] {
  const plans = projects.filter((it) => it.changes.length > 0);
  if (plans.length === 0)
    throw new UserError(
      "--diff with one path needs a Terraform plan; give two paths, OLD and NEW, to compare trees",
    );
  return plans.flatMap((after) => pair([worldBefore(after)], [after]));
}

function worldBefore(after: Project): Project {
  return new Project({
    manifests: after.changes.flatMap((it) => it.before),
    nginxFiles: [],
    sysctls: [],
    changes: [],
    duplicateKeys: [],
    assume: after.assume,
    backends: after.backends,
  });
}

/** The same controllers of both sides: by product and name; where one of a product is left on each side, those two. */
function pair(before: readonly Project[], after: readonly Project[]): readonly Pair[] {
  const old = before.flatMap(renderAll);
  const pairs: Pair[] = [];
  const waiting: Rendered[] = [];
  const take = (fits: (it: Rendered) => boolean): Rendered | undefined => {
    const at = old.findIndex(fits);
    return at === -1 ? undefined : old.splice(at, 1)[0];
  };
  for (const it of after.flatMap(renderAll)) {
    const same = take(({ target }) => idOf(target) === idOf(it.target));
    if (same === undefined) waiting.push(it);
    else pairs.push({ target: it.target, before: same.config, after: it.config });
  }
  for (const it of waiting) {
    const others = waiting.filter(({ target }) => target.product === it.target.product);
    const left = old.filter(({ target }) => target.product === it.target.product);
    const only = others.length === 1 && left.length === 1 ? take((other) => other === left[0]) : undefined;
    pairs.push({ target: it.target, before: only?.config, after: it.config });
  }
  for (const { target, config } of old) pairs.push({ target, before: config, after: undefined });
  return pairs;
}

function idOf({ product, controller }: RenderTarget): string {
  return `${product} ${controller?.manifest.kind} ${controller?.manifest.qualifiedName}`;
}

function nothingToRender(given: RenderArguments): UserError {
  return new UserError(
    `nothing to render: no NGINX ingress controller, and no Ingress of one, in ${given.paths.map(quote).join(", ")}`,
  );
}

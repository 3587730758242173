import { type ExecFileException, execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** What nginx says about a configuration. */
export interface NginxVerdict {
  /** Whether nginx accepts the configuration's text; what its host lacks (a port, a directory) does not count. */
  readonly ok: boolean;
  /** First reason for refusing it, without file and line; empty when it is accepted. */
  readonly message: string;
  /** The line that the reason names, 1-based. */
  readonly line: number | undefined;
  /** The file that the reason names, relative to the test's directory. */
  readonly file: string | undefined;
  /** All that was logged as an error, in nginx's own words without file and line. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Everything nginx printed; with `dump` the configuration too. Paths are relative to the test's directory. */
  readonly output: string;
}

export interface NginxTestOptions {
  /** Further files, by path relative to the directory that holds the configuration. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Ask for `nginx -T` instead of `-t`. */
  readonly dump?: boolean;
}

/** Whether the real nginx can be asked. With REQUIRE_NGINX=1 it has to be there. */
export const nginxAvailable: boolean = spawnSync("nginx", ["-v"]).status === 0;

if (!nginxAvailable && process.env.REQUIRE_NGINX === "1") {
  throw new Error("REQUIRE_NGINX=1 is set, but there is no nginx on the PATH");
}

/** Test name for a suite that needs nginx: says why the suite is skipped, when it is. */
export function withNginx(name: string): string {
  return nginxAvailable ? name : `${name} (skipped: no nginx on the PATH)`;
}

/**
 * Has the real nginx read a configuration (`nginx -t`) in a directory of its own, which is also its prefix (`-p`), so
 * that several can run at once, as root or not. Builds differ in their modules: nginx-light has no stream, no mail and
 * no lua. Names of upstreams are looked up in the DNS: use addresses.
 */
export function nginxTest(configuration: string | Uint8Array, options: NginxTestOptions = {}): NginxVerdict {
  const directory = prepare(configuration, options);
  try {
    const { stderr, stdout } = spawnSync("nginx", argumentsFor(directory, options), { encoding: "utf8" });
    return verdictOf(directory, stderr, stdout);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The same for many configurations, a few at a time; verdicts come in the order of the configurations. */
export async function nginxTestAll(
  configurations: readonly (string | Uint8Array)[],
  options: NginxTestOptions = {},
): Promise<readonly NginxVerdict[]> {
  const verdicts: NginxVerdict[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    const directory = prepare("", options);
    try {
      for (let at = next++; at < configurations.length; at = next++) {
        writeFileSync(join(directory, "nginx.conf"), configurations[at]!);
        verdicts[at] = await run(directory, options);
      }
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  };
  await Promise.all([work(), work(), work()]);
  return verdicts;
}

function run(directory: string, options: NginxTestOptions): Promise<NginxVerdict> {
  return new Promise((resolve) => {
    const done = (_: ExecFileException | null, stdout: string, stderr: string): void =>
      resolve(verdictOf(directory, stderr, stdout));
    execFile("nginx", argumentsFor(directory, options), { encoding: "utf8" }, done);
  });
}

function prepare(configuration: string | Uint8Array, options: NginxTestOptions): string {
  const directory = mkdtempSync(join(tmpdir(), "nginx-oracle-"));
  writeFileSync(join(directory, "nginx.conf"), configuration);
  for (const [path, content] of Object.entries(options.files ?? {})) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return directory;
}

function argumentsFor(directory: string, options: NginxTestOptions): string[] {
  return [options.dump ? "-T" : "-t", "-p", directory, "-c", join(directory, "nginx.conf"), "-e", "stderr"];
}

const place = / in (\S+):(\d+)$/;

function verdictOf(directory: string, stderr: string, stdout: string): NginxVerdict {
  const relative = (text: string): string => text.replaceAll(`${directory}/`, "");
  const errors: string[] = [];
  const warnings: string[] = [];
  let first: { message: string; file: string | undefined; line: number | undefined } | undefined;
  // A reason may itself hold line ends (a word that spans lines), so messages are cut at the next stamp.
  for (const entry of stderr.split(/^(?=\d{4}\/\d\d\/\d\d |nginx: )/m)) {
    const found = /^(?:\S+ \S+|nginx:) \[(\w+)\] (?:\d+#\d+: )?([\s\S]*)$/.exec(entry.trimEnd());
    if (found === null) continue;
    const level = found[1]!;
    const text = relative(found[2]!);
    const at = place.exec(text);
    const message = at === null ? text : text.slice(0, at.index);
    if (level === "warn" || level === "notice") {
      warnings.push(message);
      continue;
    }
    errors.push(message);
    first ??= { message, file: at?.[1], line: at === null ? undefined : Number(at[2]) };
  }
  const ok = stderr.includes("syntax is ok");
  return {
    ok,
    message: ok ? "" : (first?.message ?? ""),
    line: ok ? undefined : first?.line,
    file: ok ? undefined : first?.file,
    errors,
    warnings,
    output: relative(stdout + stderr),
  };
}

import { execFile, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/**
 * One run of the command line, as a file:
 *
 *     What it shows, in words.
 *     $ ingress-lint --format json deploy      the command; quotes as in a shell, nothing else of a shell
 *     exit: 2
 *     env: NO_COLOR=                           any number of these, before or after the command
 *     link: deploy/out -> ../outside           a symbolic link
 *     fifo: deploy/pipe.yaml                   a named pipe
 *     mode: 000 deploy/secret                  permissions
 *     cwd: deploy                              where the command runs
 *     === file deploy/cm.yaml                  a file's content, up to the next ===
 *     === stdin
 *     === stdout                               what is expected; left out: nothing
 *     === stderr
 *     === after out.sarif                      a file that is there afterwards
 *
 * In what is expected a line `...` stands for any lines, `<<regex>>` for what the expression matches, and `{root}` for
 * the directory that holds the files.
 */
export interface Scenario {
  readonly title: string;
  readonly command: readonly string[];
  readonly exit: number;
  readonly settings: readonly (readonly [name: string, value: string])[];
  readonly sections: readonly (readonly [head: string, text: string])[];
}

export interface Outcome {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Content of the files that a scenario expects afterwards; undefined where there is none. */
  readonly after: Readonly<Record<string, string | undefined>>;
}

/** Reads a scenario. Throws when it has no command. */
export function parseScenario(text: string): Scenario {
  const [head = "", ...parts] = text.split(/^=== /m);
  const sections = parts.map((part): [string, string] => {
    const end = part.indexOf("\n");
    return [part.slice(0, end).trim(), part.slice(end + 1)];
  });
  const settings = [...head.matchAll(/^([a-z]+): ?(.*)$/gm)].map((it): [string, string] => [it[1]!, it[2]!]);
  const command = /^\$ ingress-lint ?(.*)$/m.exec(head);
  if (command === null) throw new Error("The scenario has no line '$ ingress-lint …'.");
  const words = [...command[1]!.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((it) => it[1] ?? it[2] ?? it[3]!);
  const exit = settings.find(([name]) => name === "exit")?.[1] ?? "0";
  return { title: head.split("\n")[0]!, command: words, exit: Number(exit), settings, sections };
}

/** Runs a scenario in a new directory with the built command line. Output goes into pipes, without colour unless it is forced. */
export async function runScenario(scenario: Scenario, cli = resolve("dist/cli.js")): Promise<Outcome> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "ingress-lint-scenario-")));
  try {
    lay(scenario, root);
    const cwd = join(root, valuesOf(scenario, "cwd")[0] ?? ".");
    const env = Object.fromEntries(valuesOf(scenario, "env").map((it) => it.split(/=(.*)/s).slice(0, 2)));
    const stdin = scenario.sections.find(([head]) => head === "stdin")?.[1] ?? "";
    const color = "FORCE_COLOR" in env ? {} : { NO_COLOR: "1" };
    const { exit, stdout, stderr } = await runNode([cli, ...scenario.command], stdin, {
      cwd,
      env: { PATH: process.env.PATH, ...color, ...env },
    });
    const clean = (it: string) => it.replaceAll(root, "{root}");
    const after = afterwards(scenario).map(([path]) => [path, readIfThere(join(root, path))]);
    return { exit, stdout: clean(stdout), stderr: clean(stderr), after: Object.fromEntries(after) };
  } finally {
    for (const mode of valuesOf(scenario, "mode")) chmodSync(join(root, mode.split(" ")[1]!), 0o700);
    rmSync(root, { recursive: true, force: true });
  }
}

/** Runs Node with arguments and standard input; a run of 30 seconds is ended, and then has no exit status. */
export function runNode(
  args: readonly string[],
  stdin: string,
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Pick<Outcome, "exit" | "stdout" | "stderr">> {
  return new Promise((done) => {
    const limits = { timeout: 30_000, maxBuffer: 2 ** 28 };
    const child = execFile(process.execPath, args, { ...options, ...limits }, (_, stdout, stderr) => {
      done({ exit: child.exitCode, stdout, stderr });
    });
    // A command that does not read its input may have ended before all of it is written.
    child.stdin!.on("error", () => {});
    child.stdin!.end(stdin);
  });
}

/** The files that a scenario expects after the run, and their content. */
export function afterwards({ sections }: Scenario): readonly (readonly [path: string, text: string])[] {
  return sections.filter(([head]) => head.startsWith("after ")).map(([head, text]) => [head.slice(6), text]);
}

/** The expression that a whole output has to match. */
export function patternOf(expected: string): RegExp {
  const source = expected
    .split(/^\.\.\.\n/m)
    .map((part) =>
      part
        .split(/(<<.*?>>)/)
        .map((it) => (it.startsWith("<<") ? `(?:${it.slice(2, -2)})` : it.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")))
        .join(""),
    )
    .join("(?:.*\\n)*?");
  return new RegExp(`^${source}$`);
}

function lay(scenario: Scenario, root: string): void {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [head, text] of scenario.sections) if (head.startsWith("file ")) write(head.slice(5), text);
  for (const link of valuesOf(scenario, "link")) {
    const [path, target] = link.split(" -> ");
    mkdirSync(dirname(join(root, path!)), { recursive: true });
    symlinkSync(target!, join(root, path!));
  }
  for (const path of valuesOf(scenario, "fifo")) spawnSync("mkfifo", [join(root, path)]);
  for (const mode of valuesOf(scenario, "mode")) {
    const [bits, path] = mode.split(" ");
    chmodSync(join(root, path!), Number.parseInt(bits!, 8));
  }
}

function valuesOf({ settings }: Scenario, name: string): string[] {
  return settings.filter(([it]) => it === name).map(([, value]) => value);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

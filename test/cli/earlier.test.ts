import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

const cli = resolve("dist/cli.js");
const work = mkdtempSync(join(tmpdir(), "ingress-lint-earlier-"));
const scratch = join(work, "tmp");
const repository = join(work, "repository");
afterAll(() => rmSync(work, { recursive: true, force: true }));

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function git(...args: readonly string[]): void {
  const identity = ["-c", "user.name=Tester", "-c", "user.email=tester@example.com"];
  execFileSync("git", [...identity, ...args], { cwd: repository, stdio: "ignore" });
}

/** Lints with the built command line; temporary files go to a folder that is looked at afterwards. */
function run(cwd: string, ...args: readonly string[]) {
  const env = { ...process.env, NO_COLOR: "1", TMPDIR: scratch };
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, "--format", "json", ...args], {
    cwd,
    env,
    encoding: "utf8",
  });
  const report = status === 2 ? undefined : JSON.parse(stdout);
  const states: [string, string][] = (report?.findings ?? []).map(
    (it: { path: string; attribute?: string; baselineState: string }) => [
      `${it.path} ${it.attribute ?? ""}`.trim(),
      it.baselineState,
    ],
  );
  return { status, stderr, summary: report?.summary, states: new Map(states) };
}

const map = (entries: string) => `apiVersion: v1
kind: ConfigMap
metadata: { name: ingress-nginx-controller, namespace: ingress-nginx }
data:
${entries}`;
const nginx = (size: string) =>
  `events {}\nhttp { include conf.d/*.conf; proxy_buffer_size ${size}; proxy_buffers 8 8k; proxy_busy_buffers_size 16k; }\n`;

beforeAll(() => {
  mkdirSync(scratch);
  mkdirSync(repository);
  git("init", "--quiet");
  write(repository, {
    "deploy/controller.yaml": map('  proxy-read-timeout: "60s"\n  proxy-send-timeout: "60s"\n'),
    "deploy/nginx/nginx.conf": nginx("8k"),
    "deploy/nginx/conf.d/api.conf": "server { listen 80; client_max_body_size 8x; }\n",
  });
  symlinkSync("/etc/passwd", join(repository, "deploy/linked.yaml"));
  git("add", "--all");
  git("commit", "--quiet", "--message", "before");
  write(repository, {
    "deploy/controller.yaml": map('  proxy-connect-timeout: "5s"\n  proxy-read-timeout: "60s"\n'),
    "deploy/nginx/nginx.conf": nginx("32k"),
  });
  // What a hostile repository may be configured to start.
  git("config", "core.fsmonitor", `touch ${join(work, "started")}`);
  git("config", "core.sshCommand", `touch ${join(work, "started")}`);
});

describe("--before-ref", () => {
  test.each([
    ["from the top", repository, ["deploy"], "deploy"],
    ["from a folder", join(repository, "deploy"), ["."], "."],
    ["by absolute path", repository, [join(repository, "deploy")], "deploy"],
  ])("%s: new, unchanged and fixed, also in what nginx includes", (_name, cwd, paths, shown) => {
    const { states, status, summary } = run(cwd, "--before-ref", "HEAD", ...paths);
    const at = (path: string) => join(shown, path);
    expect(status).toBe(1);
    expect(states.get(`${at("controller.yaml")} data["proxy-connect-timeout"]`)).toBe("new");
    expect(states.get(`${at("controller.yaml")} data["proxy-read-timeout"]`)).toBe("unchanged");
    expect(states.get(`${at("controller.yaml")} data["proxy-send-timeout"]`)).toBe("absent");
    expect(states.get(at("nginx/nginx.conf"))).toBe("new");
    expect(states.get(at("nginx/conf.d/api.conf"))).toBe("unchanged");
    expect([summary.unchanged, summary.fixed]).toEqual([2, 1]);
  });

  test("--only new fails for what the change brings alone", () => {
    const { states, status } = run(repository, "--before-ref", "HEAD", "--only", "new", "deploy");
    expect(status).toBe(1);
    expect([...states.values()]).not.toContain("unchanged");
    git("stash", "--quiet");
    expect(run(repository, "--before-ref", "HEAD", "--only", "new", "deploy").status).toBe(0);
    git("stash", "pop", "--quiet");
  });

  test("nothing of the repository is started, and nothing is left behind", () => {
    // The test's own git may have.
    rmSync(join(work, "started"), { force: true });
    run(repository, "--before-ref", "HEAD", "deploy");
    expect(existsSync(join(work, "started"))).toBe(false);
    expect(readdirSync(scratch)).toEqual([]);
  });

  test.each([
    [
      "a reference that names nothing",
      repository,
      ["--before-ref", "nowhere", "deploy"],
      /'nowhere' names no commit/,
    ],
    ["an option as reference", repository, ["--before-ref=--all", "deploy"], /'--all' names no commit/],
    [
      "outside of a repository",
      work,
      ["--before-ref", "HEAD", "repository/deploy"],
      /needs a git repository/,
    ],
    ["together with --before", repository, ["--before-ref", "HEAD", "--before", "x", "deploy"], /give one/],
    [
      "--only new without an earlier state",
      repository,
      ["--only", "new", "deploy"],
      /needs an earlier state/,
    ],
  ])("%s is an error", (_name, cwd, args, message) => {
    const { status, stderr } = run(cwd, ...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
    expect(readdirSync(scratch)).toEqual([]);
  });
});

describe("--before", () => {
  test("a folder, under other names", () => {
    const old = join(work, "old");
    write(old, {
      "controller.yaml": map('  proxy-read-timeout: "60s"\n'),
      "nginx/nginx.conf": nginx("8k"),
      "nginx/conf.d/api.conf": "server { listen 80; client_max_body_size 8x; }\n",
    });
    const { states } = run(repository, "--before", old, "deploy");
    expect(states.get('deploy/controller.yaml data["proxy-read-timeout"]')).toBe("unchanged");
    expect(states.get('deploy/controller.yaml data["proxy-connect-timeout"]')).toBe("new");
    expect(states.get("deploy/nginx/conf.d/api.conf")).toBe("unchanged");
  });

  test("a file", () => {
    write(work, { "was.yaml": map('  proxy-read-timeout: "60s"\n') });
    const { states } = run(repository, "--before", join(work, "was.yaml"), "deploy/controller.yaml");
    expect([...states]).toEqual(
      expect.arrayContaining([
        ['deploy/controller.yaml data["proxy-read-timeout"]', "unchanged"],
        ['deploy/controller.yaml data["proxy-connect-timeout"]', "new"],
      ]),
    );
  });

  test.each([
    ["that does not exist", ["--before", "nowhere", "deploy"], /'nowhere' does not exist/],
    ["of another kind", ["--before", "deploy/controller.yaml", "deploy"], /not both folders or both files/],
    ["of several paths", ["--before", "deploy", "deploy", "."], /one path/],
  ])("%s is an error", (_name, args, message) => {
    const { status, stderr } = run(repository, ...args);
    expect([status, message.test(stderr)]).toEqual([2, true]);
  });
});

test("the incident: --only new fails the change and passes the mended plan", () => {
  const example = resolve("examples/incident-8829");
  const change = run(example, "--only", "new", "plan.json");
  expect([change.status, change.states.get('plan.json data["proxy-buffer-size"]')]).toEqual([1, "new"]);
  expect(run(example, "--only", "new", "plan-mended.json").status).toBe(0);
});

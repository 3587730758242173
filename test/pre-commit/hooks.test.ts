import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";

interface Hook {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly language: string;
  readonly entry: string;
  readonly args?: readonly string[];
  readonly files?: string;
  readonly pass_filenames: boolean;
  readonly always_run?: boolean;
  readonly require_serial?: boolean;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const hooks = load(readFileSync(join(root, ".pre-commit-hooks.yaml"), "utf8")) as Hook[];
const hookOf = (id: string) => hooks.find((it) => it.id === id)!;

/** The hook's pattern; Python writes the flag for upper and lower case into the pattern. */
const pattern = new RegExp(hookOf("ingress-lint").files!.replace("(?i)", ""), "i");

describe(".pre-commit-hooks.yaml", () => {
  test("has both hooks, run by the package's own command", () => {
    const { bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(hooks.map((it) => it.id)).toEqual(["ingress-lint", "ingress-lint-all"]);
    for (const hook of hooks) {
      expect(hook.language).toBe("node");
      expect(bin).toHaveProperty(hook.entry.split(" ")[0]!);
      expect(hook.description).toMatch(/\.$/);
    }
  });

  test("staged files are linted together; the other hook asks for no files", () => {
    expect(hookOf("ingress-lint")).toMatchObject({ pass_filenames: true, require_serial: true });
    expect(hookOf("ingress-lint-all")).toMatchObject({
      pass_filenames: false,
      always_run: true,
      args: ["."],
    });
  });

  test.each([
    ["manifests/ingress.yaml", true],
    ["manifests/INGRESS.YML", true],
    ["plan.json", true],
    ["edge/nginx.conf", true],
    ["edge/conf.d/upstreams", true],
    ["etc/nginx/sites-available/shop", true],
    ["README.md", false],
    ["src/yaml.ts", false],
    ["nginx.conf.j2", false],
  ])("%s: %s", (path, expected) => {
    expect(pattern.test(path)).toBe(expected);
  });
});

const flawed = `events {}
http {
  server {
    listen 80;
    location / {
      proxy_buffer_size 64k;
      proxy_buffers 4 8k;
      proxy_busy_buffers_size 64k;
      proxy_pass http://10.0.0.7:8080;
    }
  }
}
`;
const sound = flawed.replace(/^ *proxy_b.*\n/gm, "");

describe("the hooks in a git repository", () => {
  let folder: string;
  let repository: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "pre-commit-"));
    mkdirSync(join(folder, "bin"));
    // pre-commit installs the package and puts its command on the path.
    const command = join(folder, "bin/ingress-lint");
    writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${join(root, "dist/cli.js")}" "$@"\n`);
    chmodSync(command, 0o755);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  beforeEach(() => {
    repository = mkdtempSync(join(folder, "shop-"));
    git("init", "--quiet");
  });

  function git(...args: string[]): string {
    return execFileSync("git", args, { cwd: repository, encoding: "utf8" });
  }

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), text);
  }

  /** What pre-commit does: the staged files that fit the pattern go behind the entry and its arguments. */
  function commit(id: string) {
    const hook = hookOf(id);
    const staged = git("diff", "--staged", "--name-only", "--no-ext-diff", "-z", "--diff-filter=ACMRTUXB")
      .split("\0")
      .filter((it) => it !== "" && (hook.files === undefined || pattern.test(it)));
    if (staged.length === 0 && !hook.always_run) return undefined;
    // pre-commit splits the entry as a shell would.
    const [entry = "", ...own] = hook.entry.split(" ");
    const args = [...own, ...(hook.args ?? []), ...(hook.pass_filenames ? staged : [])];
    return spawnSync(entry, args, {
      cwd: repository,
      encoding: "utf8",
      env: {
        ...process.env,
        FORCE_COLOR: undefined,
        PATH: `${join(folder, "bin")}${delimiter}${process.env.PATH}`,
      },
    });
  }

  test("a flawed file that is staged stops the commit", () => {
    write("edge/nginx.conf", flawed);
    write("README.md", "# Shop\n");
    git("add", ".");
    const run = commit("ingress-lint")!;
    expect(run.status).toBe(1);
    expect(run.stdout).toContain("edge/nginx.conf");
    expect(run.stdout).toContain("proxy-buffer-symmetry");
    expect(run.stdout).not.toContain("\u001b");
  });

  test("a flawed file that is not staged does not", () => {
    write("edge/nginx.conf", flawed);
    write(
      "manifests/service.yaml",
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: checkout\nspec:\n  ports:\n    - port: 80\n",
    );
    git("add", "manifests");
    expect(commit("ingress-lint")!.status).toBe(0);
  });

  const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: ingress-nginx-controller, namespace: ingress-nginx }
spec:
  template:
    spec:
      containers:
        - name: controller
          image: registry.k8s.io/ingress-nginx/controller:v1.12.1
          args: [/nginx-ingress-controller, --configmap=$(POD_NAMESPACE)/settings]
          resources: { limits: { cpu: 2 } }
`;
  const settings = (timeout: string) => `apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: ingress-nginx }
data: { proxy-read-timeout: "${timeout}" }
`;

  test("a staged file is linked with what is not staged, and nothing is said of that", () => {
    write("controller/deployment.yaml", deployment);
    write("other/broken.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {\n");
    git("add", ".");
    git("-c", "user.name=Tester", "-c", "user.email=tester@example.com", "commit", "--quiet", "-m", "first");
    // Without its controller nobody could tell that this ConfigMap is one of ingress-nginx.
    write("config/settings.yaml", settings("60s"));
    git("add", "config");
    const run = commit("ingress-lint")!;
    expect([run.status, run.stderr]).toEqual([1, ""]);
    expect(run.stdout).toContain("ingress-nginx v1.12.1");
    expect(run.stdout).toMatch(/1 file, 1 resource/);
    expect(run.stdout).not.toContain("controller/deployment.yaml");
    // What refers to a file that cannot be read is judged without it: that is worth a note.
    expect(run.stdout).toMatch(
      /note: other\/broken\.yaml could not be parsed: .*; it is linked as far as it could be read/,
    );
  });

  test("what is changed and not staged is put away by pre-commit: the staged text is judged", () => {
    write("controller/deployment.yaml", deployment);
    write("config/settings.yaml", settings("60"));
    git("add", ".");
    git("-c", "user.name=Tester", "-c", "user.email=tester@example.com", "commit", "--quiet", "-m", "first");
    write("config/settings.yaml", settings("61"));
    git("add", ".");
    write("config/settings.yaml", settings("61s"));
    // As pre-commit does it: unstaged changes are saved as a patch, and the working tree is made the index.
    const patch = git("diff", "--no-ext-diff", "--binary");
    expect(patch).toContain("61s");
    git("checkout", "--", ".");
    expect(commit("ingress-lint")!.status).toBe(0);
    execFileSync("git", ["apply"], { cwd: repository, input: patch });
    expect(readFileSync(join(repository, "config/settings.yaml"), "utf8")).toContain("61s");
    git("add", ".");
    expect(commit("ingress-lint")!.status).toBe(1);
  });

  test("what other tools own is no reason to stop", () => {
    write("package.json", '{ "name": "shop" }\n');
    write(".github/workflows/ci.yml", "on: push\njobs: {}\n");
    git("add", ".");
    expect(commit("ingress-lint")!.status).toBe(0);
  });

  test("nothing of interest staged: the hook is not run", () => {
    write("README.md", "# Shop\n");
    git("add", ".");
    expect(commit("ingress-lint")).toBeUndefined();
  });

  test("the hook for everything finds what is not staged", () => {
    write("edge/nginx.conf", flawed);
    expect(commit("ingress-lint-all")!.status).toBe(1);
    write("edge/nginx.conf", sound);
    expect(commit("ingress-lint-all")!.status).toBe(0);
  });
});

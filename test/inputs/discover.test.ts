import { spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { discover } from "../../src/inputs/discover.ts";
import { configMap, discoverIn, kindsOf, makeTree, nginxConf, plan, problemsOf, reasonsOf } from "./tree.ts";

describe("directories", () => {
  test("are taken whole, in the order of their paths, every file read or named with a reason", () => {
    const found = discoverIn({
      "deploy/b.yaml": configMap,
      "deploy/a/nginx.conf": nginxConf,
      "deploy/plan.json": plan,
      "deploy/README.md": "# Deploy",
      "deploy/values.yaml": "replicas: 2\n",
      "deploy/package.json": '{ "name": "checkout", "kind": "app" }',
    });
    expect(kindsOf(found)).toEqual([
      "deploy/a/nginx.conf nginx",
      "deploy/b.yaml yaml",
      "deploy/plan.json terraform",
    ]);
    expect(reasonsOf(found)).toEqual([
      "deploy/README.md: not a configuration file (.md)",
      "deploy/package.json: no Kubernetes object, nginx configuration or plan inside",
      "deploy/values.yaml: no Kubernetes object, nginx configuration or plan inside",
    ]);
    expect(found.problems).toEqual([]);
  });

  test("keep the argument each file was found under", () => {
    const found = discoverIn({ "deploy/a.yaml": configMap, "nginx.conf": nginxConf }, [
      "deploy",
      "nginx.conf",
    ]);
    expect(found.files.map((it) => it.root)).toEqual(["deploy", "nginx.conf"]);
  });

  test("that hold other people's files are not entered", () => {
    const found = discoverIn({
      "node_modules/chart/cm.yaml": configMap,
      ".terraform/modules/cm.yaml": configMap,
      ".git/config": "x",
      "cm.yaml": configMap,
    });
    expect(kindsOf(found)).toEqual(["cm.yaml yaml"]);
    expect(reasonsOf(found)).toEqual([
      ".git/: .git directory",
      ".terraform/: .terraform directory",
      "node_modules/: node_modules directory",
    ]);
  });

  test("named twice, or inside each other, give every file once", () => {
    const found = discoverIn({ "deploy/a.yaml": configMap, "deploy/x.md": "" }, [
      "deploy",
      ".",
      "deploy/a.yaml",
      "./deploy",
    ]);
    expect(kindsOf(found)).toEqual(["deploy/a.yaml yaml"]);
    expect(reasonsOf(found)).toHaveLength(1);
  });

  test("outside the working directory are shown as they were named", () => {
    const { root, remove } = makeTree({ "deploy/a.yaml": configMap, "work/b.yaml": configMap });
    const options = { cwd: join(root, "work"), maxFileBytes: 1e6, gitignore: true, includePrefixes: [] };
    const paths = (arg: string) => discover([arg], options).files.map((it) => it.file.path);
    expect(paths("../deploy")).toEqual(["../deploy/a.yaml"]);
    expect(paths(`${root}/deploy`)).toEqual([`${root}/deploy/a.yaml`]);
    expect(paths(`${root}/work`)).toEqual(["b.yaml"]);
    remove();
  });
});

describe("paths that are shown", () => {
  test.each([
    [["deploy"], "deploy/a.yaml"],
    [["./deploy/"], "deploy/a.yaml"],
    [["deploy/../deploy/a.yaml"], "deploy/a.yaml"],
  ])("%j", (args, path) => {
    expect(kindsOf(discoverIn({ "deploy/a.yaml": configMap }, args))).toEqual([`${path} yaml`]);
  });
});

describe(".gitignore", () => {
  const files = {
    ".gitignore": "*.rendered.yaml\n/build/\n",
    "a.rendered.yaml": configMap,
    "build/cm.yaml": configMap,
    "deploy/.gitignore": "!keep.rendered.yaml\nlocal.yaml\n",
    "deploy/keep.rendered.yaml": configMap,
    "deploy/local.yaml": configMap,
    "deploy/cm.yaml": configMap,
    "local.yaml": configMap,
  };

  test("files combine as for git: the deepest that says something decides", () => {
    const found = discoverIn(files);
    expect(kindsOf(found)).toEqual([
      "deploy/cm.yaml yaml",
      "deploy/keep.rendered.yaml yaml",
      "local.yaml yaml",
    ]);
    expect(reasonsOf(found)).toEqual(
      expect.arrayContaining(["build/: ignored by .gitignore", "deploy/local.yaml: ignored by .gitignore"]),
    );
  });

  test("agrees with git itself", () => {
    const found = discoverIn(files, ["."], {}, (root) => {
      expect(spawnSync("git", ["init", "-q"], { cwd: root }).status).toBe(0);
      const { stdout } = spawnSync("git", ["ls-files", "-o", "--exclude-standard"], {
        cwd: root,
        encoding: "utf8",
      });
      expect(stdout.split("\n").filter((it) => it.endsWith(".yaml"))).toEqual([
        "deploy/cm.yaml",
        "deploy/keep.rendered.yaml",
        "local.yaml",
      ]);
    });
    expect(found.files).toHaveLength(3);
  });

  test("files above count up to the root of the repository", () => {
    const inRepository = { ...files, ".git/HEAD": "ref: refs/heads/main" };
    expect(kindsOf(discoverIn({ ...inRepository, "deploy/x.rendered.yaml": configMap }, ["deploy"]))).toEqual(
      ["deploy/cm.yaml yaml", "deploy/keep.rendered.yaml yaml"],
    );
    const { files: found } = discoverIn({ ...files, "deploy/x.rendered.yaml": configMap }, ["deploy"]);
    expect(found.map((it) => it.file.path)).toContain("deploy/x.rendered.yaml");
  });

  test("does not hold for what is named, nor with gitignore: false", () => {
    expect(kindsOf(discoverIn({ ...files, ".git/HEAD": "" }, ["build"]))).toEqual(["build/cm.yaml yaml"]);
    expect(kindsOf(discoverIn(files, ["a.rendered.yaml"]))).toEqual(["a.rendered.yaml yaml"]);
    expect(discoverIn(files, ["."], { gitignore: false }).files).toHaveLength(6);
  });

  test("patterns of the configuration hold for named files, too", () => {
    const ignore = { directory: "/", patterns: ["**/legacy/"] };
    const found = discoverIn({ "legacy/cm.yaml": configMap, "cm.yaml": configMap }, ["legacy/cm.yaml", "."], {
      ignore,
    });
    expect(kindsOf(found)).toEqual(["cm.yaml yaml"]);
    expect(reasonsOf(found)).toContain("legacy/cm.yaml: ignored by the configuration");
  });
});

describe("glob patterns", () => {
  const files = {
    "deploy/a.yaml": configMap,
    "deploy/b.yml": configMap,
    "deploy/deep/c.yaml": configMap,
    "node_modules/x.yaml": configMap,
    "deploy/.gitignore": "b.yml",
  };

  test.each([
    ["deploy/*.yaml", ["deploy/a.yaml"]],
    ["**/*.yaml", ["deploy/a.yaml", "deploy/deep/c.yaml"]],
    ["deploy/*.{yaml,yml}", ["deploy/a.yaml"]],
    ["depl*", ["deploy/a.yaml", "deploy/deep/c.yaml"]],
  ])("%s", (pattern, paths) => {
    expect(discoverIn(files, [pattern]).files.map((it) => it.file.path)).toEqual(paths);
  });

  test("an existing file whose name looks like a pattern is that file", () => {
    expect(kindsOf(discoverIn({ "a[1].yaml": configMap, "a1.yaml": configMap }, ["a[1].yaml"]))).toEqual([
      "a[1].yaml yaml",
    ]);
  });
});

describe("what is not there", () => {
  test("is named, with where it was looked for and the nearest name", () => {
    expect(() => discoverIn({ "manifests/a.yaml": configMap }, ["manifest", "manifests"])).toThrow(
      /^'manifest' does not exist; looked for '\/.*\/manifest'; did you mean 'manifests'\?$/,
    );
    expect(() => discoverIn({}, ["*.conf"])).toThrow(/^Pattern '\*\.conf' matches nothing; looked in '/);
    expect(() => discoverIn({}, [""])).toThrow("An empty path was given");
    expect(() => discoverIn({ "a.yaml": configMap }, ["a.yaml/"])).toThrow("does not exist");
  });

  test("all of it is named at once", () => {
    expect(() => discoverIn({}, ["a.yaml", "b.yaml"])).toThrow(/'a\.yaml'[\s\S]*'b\.yaml'/);
  });
});

describe("symbolic links", () => {
  test("are not followed while walking, and said to be where they lead", () => {
    const found = discoverIn(
      { "in/sites-available/api": "server { listen 80; }\n", "out/secret.yaml": configMap },
      ["in"],
      {},
      (root) => {
        symlinkSync("../in", join(root, "in/self"));
        symlinkSync("a", join(root, "in/b"));
        symlinkSync("b", join(root, "in/a"));
        symlinkSync("nowhere", join(root, "in/dangling.yaml"));
        symlinkSync("../out", join(root, "in/out"));
        symlinkSync("../out/secret.yaml", join(root, "in/secret.yaml"));
        symlinkSync("sites-available/api", join(root, "in/api"));
      },
    );
    expect(kindsOf(found)).toEqual(["in/sites-available/api nginx"]);
    expect(reasonsOf(found)).toEqual([
      "in/a: symbolic link loop",
      "in/api: symbolic link to what is read elsewhere",
      "in/b: symbolic link loop",
      "in/dangling.yaml: symbolic link to nothing",
      "in/out: symbolic link out of the given paths",
      "in/secret.yaml: symbolic link out of the given paths",
      "in/self: symbolic link loop",
    ]);
  });

  test("that are named are followed", () => {
    const link = (root: string) => symlinkSync("real", join(root, "link"));
    const found = discoverIn({ "real/a.yaml": configMap }, ["link", "link/a.yaml"], {}, link);
    expect(kindsOf(found)).toEqual(["link/a.yaml yaml"]);
  });

  test("that a pattern matches are not", () => {
    const link = (root: string) => symlinkSync("/etc/hostname", join(root, "host.yaml"));
    expect(reasonsOf(discoverIn({ "a.yaml": configMap }, ["*.yaml"], {}, link))).toEqual([
      "host.yaml: symbolic link out of the given paths",
    ]);
  });
});

describe("what cannot be linted", () => {
  const large = Buffer.alloc(2000, "a: 1\n");
  const files = { "large.yaml": large, "binary.yaml": Buffer.from([1, 2, 0, 3]), "cm.yaml": configMap };
  const options = { maxFileBytes: 1024 };

  test("is passed over while walking", () => {
    const found = discoverIn(files, ["."], options);
    expect(kindsOf(found)).toEqual(["cm.yaml yaml"]);
    expect(reasonsOf(found)).toEqual(["binary.yaml: binary", "large.yaml: over 1 kB"]);
  });

  test("is a problem when it was named", () => {
    expect(problemsOf(discoverIn(files, ["large.yaml", "binary.yaml", "cm.yaml"], options))).toEqual([
      "binary.yaml: was not linted: binary",
      "large.yaml: was not linted: over 1 kB",
    ]);
  });

  test("holds something else: passed over even when named, because commit hooks name every file", () => {
    const found = discoverIn({ "values.yaml": "replicas: 2\n", "empty.yaml": "\n" }, [
      "values.yaml",
      "empty.yaml",
    ]);
    expect(found.problems).toEqual([]);
    expect(reasonsOf(found)).toEqual([
      "empty.yaml: empty",
      "values.yaml: no Kubernetes object, nginx configuration or plan inside",
    ]);
  });

  test("a pipe is never opened", () => {
    const pipe = (root: string) => {
      expect(spawnSync("mkfifo", [join(root, "pipe.yaml")]).status).toBe(0);
    };
    expect(reasonsOf(discoverIn({ "cm.yaml": configMap }, ["."], {}, pipe))).toEqual([
      "pipe.yaml: named pipe",
    ]);
    expect(problemsOf(discoverIn({}, ["pipe.yaml"], {}, pipe))).toEqual([
      "pipe.yaml: was not linted: named pipe; pipe its content into '-' instead",
    ]);
    expect(problemsOf(discoverIn({}, ["/dev/null"]))).toEqual([
      "/dev/null: was not linted: device; pipe its content into '-' instead",
    ]);
  });
});

describe("standard input", () => {
  test("is classified like a file, by its name where it has one", () => {
    const stdin = { bytes: Buffer.from(nginxConf), filename: undefined };
    expect(kindsOf(discoverIn({}, ["-"], { stdin }))).toEqual(["stdin nginx"]);
    const named = { bytes: Buffer.from(plan), filename: "plan.json" };
    expect(kindsOf(discoverIn({}, ["-"], { stdin: named }))).toEqual(["plan.json terraform"]);
    const large = { bytes: undefined, filename: undefined };
    expect(problemsOf(discoverIn({}, ["-"], { stdin: large }))).toEqual([
      "stdin: was not linted: over 10 MB",
    ]);
  });
});

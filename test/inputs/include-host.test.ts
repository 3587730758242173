import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { discover } from "../../src/inputs/discover.ts";
import { makeTree, nginxConf } from "./tree.ts";

function hostOver(args: readonly string[], includePrefixes: { from: string; to: string }[] = []) {
  const { root, remove } = makeTree({
    "conf/nginx.conf": nginxConf,
    "conf/conf.d/a.conf": "server { listen 80; }\n",
    "conf/conf.d/b.conf": "server { listen 81; }\n",
    "conf/conf.d/.hidden.conf": "server { listen 82; }\n",
    "conf/mime.types": "types { text/html html; }\n",
    "other/secret.conf": "server { listen 83; }\n",
  });
  symlinkSync("../../other/secret.conf", join(root, "conf/conf.d/link.conf"));
  const found = discover(args, { cwd: root, maxFileBytes: 1e6, gitignore: true, includePrefixes });
  return { ...found, host: found.includeHost, remove };
}

describe("the include host", () => {
  test("reads what lies in a given directory, whatever its name, in the paths that are shown", () => {
    const { host, remove } = hostOver(["conf"]);
    expect(host.read("conf/mime.types")?.text).toContain("text/html");
    expect(host.read("conf/mime.types")?.origin(0, 5).place().file.path).toBe("conf/mime.types");
    expect(host.read("conf/none.conf")).toBeUndefined();
    expect(host.inside("conf/none.conf")).toBe(true);
    expect([...host.glob("conf/conf.d/*.conf")].sort()).toEqual([
      "conf/conf.d/a.conf",
      "conf/conf.d/b.conf",
      "conf/conf.d/link.conf",
    ]);
    remove();
  });

  test("gives the very file that was discovered", () => {
    const { host, files, remove } = hostOver(["conf"]);
    const found = files.find((it) => it.file.path === "conf/conf.d/a.conf");
    expect(host.read("conf/conf.d/a.conf")?.origin(0, 1).place().file).toBe(found?.file);
    remove();
  });

  test("for a file, its directory is known", () => {
    const { host, remove } = hostOver(["conf/nginx.conf"]);
    expect(host.read("conf/conf.d/b.conf")?.text).toContain("81");
    remove();
  });

  test("nothing outside is read, neither by path nor through a link", () => {
    const { host, remove } = hostOver(["conf"]);
    expect(host.inside("other/secret.conf")).toBe(false);
    expect(host.read("other/secret.conf")).toBeUndefined();
    expect(host.read("conf/../other/secret.conf")).toBeUndefined();
    expect(host.read("conf/conf.d/link.conf")).toBeUndefined();
    expect(host.read("/etc/hostname")).toBeUndefined();
    expect(host.glob("/etc/host*")).toEqual([]);
    expect(host.glob("*/*.conf")).toEqual([]);
    remove();
  });

  test("the directory of an include prefix counts as given", () => {
    const { host, remove } = hostOver(["conf/nginx.conf"], [{ from: "/etc/nginx", to: "other" }]);
    expect(host.read("other/secret.conf")?.text).toContain("83");
    remove();
  });
});

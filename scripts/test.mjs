// Runs jest with what ES modules need. Arguments go to jest.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";

const jest = createRequire(import.meta.url).resolve("jest/bin/jest");
const flags = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];
const run = spawnSync(process.execPath, [...flags, jest, ...process.argv.slice(2)], { stdio: "inherit" });
process.exitCode = run.status ?? 1;

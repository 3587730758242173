/** @type {import("jest").Config} */
export default {
  testEnvironment: "node",
  // Hundreds of runs of the real nginx in one test take their time on a small or busy machine.
  testTimeout: 60_000,
  // Both cores of a small machine: by default one is left idle.
  maxWorkers: "100%",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  moduleFileExtensions: ["ts", "js", "mjs", "cjs", "json", "node"],
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: {
          target: "es2022",
          parser: { syntax: "typescript" },
          experimental: { keepImportAttributes: true },
        },
        module: { type: "es6" },
      },
    ],
  },
};

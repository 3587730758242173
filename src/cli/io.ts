/** The world around one run of the command line, so that tests and the Action can give their own. */
export interface Io {
  /** Absolute; relative arguments start here. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The report and nothing else. */
  readonly stdout: (text: string) => void;
  /** Everything that is not the report. */
  readonly stderr: (text: string) => void;
  /** Read only when `-` is among the paths. */
  readonly stdin?: AsyncIterable<Uint8Array | string> | undefined;
  /** Whether `stdout` is a terminal. */
  readonly isTTY?: boolean | undefined;
  /** Whether `stderr` is a terminal. */
  readonly isErrorTTY?: boolean | undefined;
  /** Whether somebody sits before the terminal and can answer: standard input is one, too. */
  readonly isInteractive?: boolean | undefined;
  /** Width of that terminal. */
  readonly columns?: number | undefined;
  /** Loads a module that the user names, by its URL; left out: `import()`, which code that was compiled ahead does not have (see compiled-code.ts). */
  readonly importModule?: ((url: string) => Promise<unknown>) | undefined;
}

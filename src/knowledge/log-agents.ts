/** Where a log agent writes a file that it never shortens or deletes. */
export interface AgentFile {
  /** Finds it in the agent's configuration or command line; group 1 is the path where there is one. */
  readonly text: RegExp;
  /** What it is called in messages. */
  readonly what: string;
  /** A setting in the same text that bounds it. */
  readonly bounded?: RegExp;
}

/** A program that collects logs. */
export interface LogAgent {
  readonly name: string;
  /** Last part of its images' names. */
  readonly image: RegExp;
  readonly source: string;
  readonly config: readonly AgentFile[];
  readonly command: readonly AgentFile[];
}

/**
 * Log agents and their outputs to files. Agents that rotate by themselves unless told otherwise are not here (Filebeat's `output.file` and
 * `logging.files` keep 7 files; Promtail and Grafana Alloy write no files).
 */
export const logAgents: readonly LogAgent[] = [
  {
    name: "Fluentd",
    image: /fluentd/,
    source: "https://docs.fluentd.org/output/file",
    config: [
      {
        text: /<(?:match|store)\b[^>]*>(?:(?!<\/(?:match|store)>)[\s\S])*?@?type\s+file\b(?:(?!<\/(?:match|store)>)[\s\S])*?\bpath\s+(\S+)/g,
        what: "output 'file'",
      },
    ],
    command: [
      { text: /(?:^|\s)(?:-o|--log)[ =](\/\S+)/g, what: "own log", bounded: /--log-rotate-(?:age|size)/ },
    ],
  },
  {
    name: "Fluent Bit",
    image: /fluent-?bit/,
    source: "https://docs.fluentbit.io/manual/pipeline/outputs/file",
    config: [
      {
        text: /^[ \t]*\[OUTPUT\](?:(?!^[ \t]*\[)[\s\S])*?^[ \t]*name[ \t]+file\b(?:(?!^[ \t]*\[)[\s\S])*?(?:^[ \t]*path[ \t]+(\S+)|(?=^[ \t]*\[)|(?![\s\S]))/gim,
        what: "output 'file'",
      },
      { text: /^[ \t]*log_file[ \t]+(\/\S+)/gim, what: "own log" },
    ],
    command: [{ text: /(?:^|\s)(?:-l|--log_file)[ =](\/\S+)/g, what: "own log" }],
  },
  {
    name: "Vector",
    image: /^vector$/,
    source: "https://vector.dev/docs/reference/configuration/sinks/file/",
    config: [
      {
        text: /^[ \t]*\[sinks\.[\w-]+\](?:(?!^[ \t]*\[)[\s\S])*?^[ \t]*type\s*=\s*"file"(?:(?!^[ \t]*\[)[\s\S])*?^[ \t]*path\s*=\s*"([^"]+)"/gm,
        what: "sink 'file'",
      },
    ],
    command: [],
  },
  {
    name: "Logstash",
    image: /logstash/,
    source: "https://www.elastic.co/docs/reference/logstash/plugins/plugins-outputs-file",
    config: [
      { text: /\boutput\s*\{[\s\S]*?\bfile\s*\{[^}]*?\bpath\s*=>\s*"([^"]+)"/g, what: "output 'file'" },
    ],
    command: [],
  },
];

/** Words in a configuration, command or variable that say that somebody rotates or bounds the files. */
export const rotationWords =
  /rotat(?!e_wait)|max_?-?\.?(?:log_?-?)?(?:file_?-?)?(?:size|age|backups?|history|files)|rolling|retention|keep_?files|number_of_files|copytruncate/i;

import type { DurationFormat } from "./durations.ts";

/** One way to tell a server how long an idle connection stays open. */
export interface IdleSetting {
  /** A flag of its command, an environment variable, or a Java property (`-Dname=…`, Spring's `--name=…`). */
  readonly kind: "flag" | "variable" | "property";
  /** Names that mean the same; the first is the one to recommend. Variables are compared without regard to case where `anyCase`. */
  readonly names: readonly string[];
  readonly anyCase?: true;
  readonly format: DurationFormat;
  /** What 0 means: connections are never closed, or none is kept. Left out: not documented, and then nothing is said of it. */
  readonly zero?: "endless" | "none";
  /** What a negative value means. */
  readonly negative?: "endless";
}

/** Where the server's own configuration file says it. */
export interface IdleFile {
  /** Flags that name the file. A file that is named but not in scope makes the value unknown. */
  readonly flags: readonly string[];
  /** Files of these paths are read without being named. */
  readonly path?: RegExp;
  /** Finds the value as group 1; with `g` and `m`. Where matches disagree, the value is unknown. */
  readonly value: RegExp;
  readonly format: DurationFormat;
  readonly zero?: "endless" | "none";
  readonly negative?: "endless";
  /** Matches a file that turns connection reuse off. */
  readonly off?: RegExp;
  /** The server's variables win over the file; otherwise it is the other way round. */
  readonly afterVariables?: true;
}

/** How long a server keeps an idle connection where nobody says: the first entry whose `before` is above the version; the shortest where that is not known. */
export interface IdleDefault {
  readonly before?: string;
  readonly seconds: number;
}

/** What is known of one application server's keep-alive. To teach the linter another server, add one entry to `backendServers`. */
export interface BackendServer {
  /** As messages call it. */
  readonly name: string;
  /** The vendor's manual, where the facts stand. */
  readonly source: string;
  /** Commands that start it: program (without directories, interpreters and wrappers) and arguments, joined by blanks. */
  readonly command?: RegExp;
  /** Official images (`name:tag`) that start it where nothing replaces their entry point. */
  readonly image?: RegExp;
  /** Official images whose tag is the server's version. */
  readonly versionedImage?: RegExp;
  /** Variable that holds further arguments; flags of the command line win over it. */
  readonly argumentsVariable?: string;
  /** In order of precedence. */
  readonly settings: readonly IdleSetting[];
  readonly file?: IdleFile;
  /** Files (`.properties`, YAML) that hold the settings of kind `property` under their names; variables and arguments win over them. */
  readonly propertyFiles?: RegExp;
  readonly defaults: readonly IdleDefault[];
  /** Whether the server, started with these options, closes every connection after one response: then nothing can race. */
  readonly keepsNone?: (option: (names: readonly string[]) => string | undefined) => boolean;
  /** How to raise the timeout where no flag or variable does. */
  readonly advice?: (seconds: number) => string;
}

/** Spring Boot binds `server.x.some-name` from SERVER_X_SOMENAME and, for compatibility, from SERVER_X_SOME_NAME (relaxed binding). */
function springSettings(
  property: string,
  marks: Pick<IdleSetting, "zero" | "negative">,
): readonly IdleSetting[] {
  const variable = property.toUpperCase().replaceAll(".", "_");
  return [
    { kind: "property", names: [property], format: "spring", ...marks },
    {
      kind: "variable",
      names: [variable.replaceAll("-", "_"), variable.replaceAll("-", "")],
      format: "spring",
      ...marks,
    },
  ];
}

/** `application.yaml`, `application-production.properties`: the same names in Spring Boot, Quarkus and Micronaut. */
const springFiles = /\/application(-[\w-]+)?\.(ya?ml|properties)$/;

/** `keepAliveTimeout` came with 8.0 (before it, `server.timeout` of two minutes decided) and became 65 s with 26.0. */
const nodeDefaults: readonly IdleDefault[] = [
  { before: "8.0.0", seconds: 120 },
  { before: "26.0.0", seconds: 5 },
  { seconds: 65 },
];

/**
 * Application servers and their idle timeouts. A default here becomes a finding, so each is from the manual or the source named, not from
 * hearsay: a wrong one is a false alarm.
 */
export const backendServers: readonly BackendServer[] = [
  {
    name: "gunicorn",
    source: "https://docs.gunicorn.org/en/stable/settings.html#keepalive",
    command: /^gunicorn3?( |$)/,
    argumentsVariable: "GUNICORN_CMD_ARGS",
    settings: [{ kind: "flag", names: ["--keep-alive"], format: "seconds", zero: "none" }],
    file: {
      flags: ["-c", "--config"],
      path: /\/gunicorn\.conf\.py$/,
      value: /^keepalive\s*=\s*(\S+)/gm,
      format: "seconds",
      zero: "none",
    },
    defaults: [{ seconds: 2 }],
    // The sync worker "does not support persistent connections"; more than one thread turns it into gthread, which does.
    keepsNone: (option) =>
      (option(["-k", "--worker-class"]) ?? "sync").replace(/^.*SyncWorker$/, "sync") === "sync" &&
      Number(option(["--threads"]) ?? 1) <= 1,
  },
  {
    name: "uvicorn",
    source: "https://www.uvicorn.org/settings/#timeouts",
    command: /^uvicorn( |$)/,
    settings: [
      { kind: "flag", names: ["--timeout-keep-alive"], format: "seconds", zero: "none" },
      { kind: "variable", names: ["UVICORN_TIMEOUT_KEEP_ALIVE"], format: "seconds", zero: "none" },
    ],
    defaults: [{ seconds: 5 }],
  },
  {
    name: "hypercorn",
    source: "https://hypercorn.readthedocs.io/en/latest/how_to_guides/configuring.html",
    command: /^hypercorn( |$)/,
    settings: [{ kind: "flag", names: ["--keep-alive"], format: "seconds" }],
    file: { flags: ["-c", "--config"], value: /^keep_alive_timeout\s*=\s*(\S+)/gm, format: "seconds" },
    defaults: [{ seconds: 5 }],
  },
  {
    // Daphne has no setting for it (`--http-timeout` bounds the application's answer): it is Twisted's HTTPFactory timeout.
    name: "daphne",
    source: "https://docs.twisted.org/en/stable/api/twisted.web.http.HTTPFactory.html",
    command: /^daphne( |$)/,
    settings: [],
    defaults: [{ seconds: 60 }],
    advice: () => "serve the application with a server whose idle timeout can be set",
  },
  {
    name: "waitress",
    source: "https://docs.pylonsproject.org/projects/waitress/en/stable/arguments.html",
    command: /^waitress-serve( |$)/,
    settings: [{ kind: "flag", names: ["--channel-timeout"], format: "seconds" }],
    defaults: [{ seconds: 120 }],
  },
  {
    name: "puma",
    source: "https://puma.io/puma/Puma/DSL.html#persistent_timeout-instance_method",
    command: /^(puma|rails (s|server))( |$)/,
    settings: [{ kind: "variable", names: ["PUMA_PERSISTENT_TIMEOUT"], format: "seconds" }],
    file: {
      flags: ["-C", "--config"],
      path: /\/config\/puma(\/\w+)?\.rb$/,
      value: /^\s*persistent_timeout[ (]+([^\s)]+)/gm,
      format: "seconds",
    },
    defaults: [{ before: "7.0.0", seconds: 20 }, { seconds: 65 }],
    advice: (seconds) => `set 'persistent_timeout ${seconds}' in 'config/puma.rb'`,
  },
  {
    name: "unicorn",
    source: "https://yhbt.net/unicorn/PHILOSOPHY.html",
    command: /^unicorn(_rails)?( |$)/,
    settings: [],
    defaults: [],
    keepsNone: () => true,
  },
  {
    // Passenger Standalone runs an nginx of its own; its template, and with it the idle timeout, changed over the releases: no default.
    name: "Passenger",
    source: "https://www.phusionpassenger.com/docs/references/config_reference/standalone/",
    command: /^passenger start( |$)/,
    settings: [],
    defaults: [],
    advice: (seconds) =>
      `set 'keepalive_timeout ${seconds}s' in the template that '--nginx-config-template' names`,
  },
  {
    name: "Next.js",
    source: "https://nextjs.org/docs/app/api-reference/cli/next#next-start-options",
    command: /^next start( |$)/,
    settings: [{ kind: "flag", names: ["--keepAliveTimeout"], format: "milliseconds" }],
    versionedImage: /^node$/,
    defaults: nodeDefaults,
  },
  {
    name: "Node.js",
    source: "https://nodejs.org/api/http.html#serverkeepalivetimeout",
    command: /^((node|nodejs|pm2-runtime) .|(npm|yarn|pnpm)( run)? (start|serve)(:\w+)?( |$))/,
    versionedImage: /^node$/,
    settings: [],
    defaults: nodeDefaults,
    advice: (seconds) =>
      `set 'server.keepAliveTimeout = ${seconds * 1000}' in the application and annotate the workload 'ingress-lint.dev/keepalive-timeout: "${seconds}"'`,
  },
  {
    name: "Apache httpd",
    source: "https://httpd.apache.org/docs/2.4/mod/core.html#keepalivetimeout",
    command: /^(httpd(-foreground)?|apache2(ctl|-foreground)?)( |$)/,
    image: /^(httpd(:.*)?|php:.*apache.*)$/,
    settings: [],
    file: {
      flags: ["-f"],
      path: /\.conf$/,
      value: /^\s*KeepAliveTimeout\s+(\S+)/gim,
      format: "httpd",
      off: /^\s*KeepAlive\s+Off\s*$/im,
    },
    defaults: [{ seconds: 5 }],
    advice: (seconds) => `set 'KeepAliveTimeout ${seconds}' in the httpd configuration`,
  },
  {
    // The connector of the stock server.xml has connectionTimeout="20000", which keepAliveTimeout takes over.
    name: "Tomcat",
    source: "https://tomcat.apache.org/tomcat-10.1-doc/config/http.html#Standard_Implementation",
    command: /^catalina\.sh run( |$)/,
    image: /^tomcat(:.*)?$/,
    settings: [],
    file: {
      flags: [],
      path: /\/conf\/server\.xml$/,
      value: /\bkeepAliveTimeout="([^"]*)"/g,
      format: "milliseconds",
    },
    defaults: [{ seconds: 20 }],
    advice: (seconds) => `set 'keepAliveTimeout="${seconds * 1000}"' on the connector in 'server.xml'`,
  },
  {
    name: "Spring Boot (Tomcat)",
    source:
      "https://docs.spring.io/spring-boot/appendix/application-properties/index.html#application-properties.server.server.tomcat.keep-alive-timeout",
    propertyFiles: springFiles,
    // Where only the connection timeout is set, Tomcat's keep-alive timeout is the same.
    settings: [
      ...springSettings("server.tomcat.keep-alive-timeout", { negative: "endless" }),
      ...springSettings("server.tomcat.connection-timeout", { negative: "endless" }),
    ],
    defaults: [],
  },
  {
    name: "Spring Boot (Jetty)",
    source:
      "https://docs.spring.io/spring-boot/appendix/application-properties/index.html#application-properties.server.server.jetty.connection-idle-timeout",
    propertyFiles: springFiles,
    settings: springSettings("server.jetty.connection-idle-timeout", {}),
    defaults: [],
  },
  {
    name: "Spring Boot (Undertow)",
    source:
      "https://docs.spring.io/spring-boot/appendix/application-properties/index.html#application-properties.server.server.undertow.no-request-timeout",
    propertyFiles: springFiles,
    settings: springSettings("server.undertow.no-request-timeout", {}),
    defaults: [],
  },
  {
    name: "Spring Boot (Netty)",
    source:
      "https://docs.spring.io/spring-boot/appendix/application-properties/index.html#application-properties.server.server.netty.idle-timeout",
    propertyFiles: springFiles,
    settings: springSettings("server.netty.idle-timeout", {}),
    defaults: [],
  },
  {
    name: "Quarkus",
    propertyFiles: springFiles,
    source: "https://quarkus.io/guides/all-config#quarkus-vertx-http_quarkus-http-idle-timeout",
    settings: [
      { kind: "property", names: ["quarkus.http.idle-timeout"], format: "quarkus", zero: "endless" },
      { kind: "variable", names: ["QUARKUS_HTTP_IDLE_TIMEOUT"], format: "quarkus", zero: "endless" },
    ],
    defaults: [],
  },
  {
    name: "Micronaut",
    propertyFiles: springFiles,
    source:
      "https://docs.micronaut.io/latest/guide/configurationreference.html#io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration",
    settings: [
      {
        kind: "property",
        names: ["micronaut.server.idle-timeout"],
        format: "micronaut",
        negative: "endless",
      },
      {
        kind: "variable",
        names: ["MICRONAUT_SERVER_IDLE_TIMEOUT"],
        format: "micronaut",
        negative: "endless",
      },
    ],
    defaults: [],
  },
  {
    name: "Kestrel",
    source:
      "https://learn.microsoft.com/en-us/dotnet/api/microsoft.aspnetcore.server.kestrel.core.kestrelserverlimits.keepalivetimeout",
    command: /^dotnet \S+\.dll( |$)/,
    settings: [
      {
        kind: "variable",
        names: [
          "Kestrel__Limits__KeepAliveTimeout",
          "ASPNETCORE_Kestrel__Limits__KeepAliveTimeout",
          "DOTNET_Kestrel__Limits__KeepAliveTimeout",
        ],
        anyCase: true,
        format: "timespan",
        negative: "endless",
      },
    ],
    file: {
      flags: [],
      path: /\/appsettings(\.\w+)?\.json$/,
      value: /"Limits"\s*:\s*\{[^{}]*"KeepAliveTimeout"\s*:\s*"([^"]+)"/g,
      format: "timespan",
      negative: "endless",
      afterVariables: true,
    },
    defaults: [{ seconds: 130 }],
  },
  {
    // Without any of the timeouts HAProxy keeps idle connections for ever, hence no default.
    name: "HAProxy",
    source: "https://docs.haproxy.org/3.0/configuration.html#4.2-timeout%20http-keep-alive",
    command: /^haproxy( |$)/,
    image: /^haproxy(:.*)?$/,
    settings: [],
    file: {
      flags: ["-f"],
      path: /\/haproxy\.cfg$/,
      value: /^\s*timeout\s+http-keep-alive\s+(\S+)/gm,
      format: "haproxy",
      zero: "endless",
      off: /^\s*option\s+(httpclose|forceclose)\s*$/m,
    },
    defaults: [],
    advice: (seconds) =>
      `set 'timeout http-keep-alive ${seconds}s' and a 'timeout client' that is no shorter`,
  },
  {
    name: "Caddy",
    source: "https://caddyserver.com/docs/caddyfile/options#timeouts",
    command: /^caddy (run|start)( |$)/,
    image: /^caddy(:.*)?$/,
    settings: [],
    file: {
      flags: ["-c", "--config"],
      path: /\/Caddyfile$/,
      value: /^\s*idle\s+(\S+)/gm,
      format: "plain",
    },
    defaults: [{ seconds: 300 }],
    advice: (seconds) => `set 'idle ${seconds}s' in 'servers { timeouts { } }' of the Caddyfile`,
  },
  {
    name: "Envoy",
    source: "https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts#connection-timeouts",
    command: /^envoy( |$)/,
    image: /^envoyproxy\/envoy(:.*)?$/,
    settings: [],
    file: {
      flags: ["-c", "--config-path"],
      path: /\/envoy\.ya?ml$/,
      value: /common_http_protocol_options:\s*\{?\s*"?idle_timeout"?:\s*"?([\d.]+s)/g,
      format: "protobuf",
      zero: "endless",
    },
    defaults: [{ seconds: 3600 }],
    advice: (seconds) =>
      `set 'common_http_protocol_options.idle_timeout' of the HTTP connection manager to ${seconds}s`,
  },
];

/**
 * nginx as the backend of nginx. Its value is read from the configuration in scope; the default holds only where that is complete (the official
 * image's own nginx.conf says 65s).
 */
export const nginxBackend = {
  name: "nginx",
  source: "https://nginx.org/en/docs/http/ngx_http_core_module.html#keepalive_timeout",
  defaultSeconds: 75,
} as const;

/** Annotation of a workload, its pod template or a Service by which authors state the application's idle timeout. */
export const keepaliveAnnotation = "ingress-lint.dev/keepalive-timeout";

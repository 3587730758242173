import type { BackendServer } from "./backend-servers.ts";

/**
 * How long application servers let open requests finish after SIGTERM, by the settings that say so. The same shape as their idle timeouts; there are no
 * defaults here, because a limit that nobody chose is seldom reached.
 */
export const drainSettings: readonly BackendServer[] = [
  {
    name: "gunicorn",
    source: "https://docs.gunicorn.org/en/stable/settings.html#graceful-timeout",
    command: /^gunicorn3?( |$)/,
    argumentsVariable: "GUNICORN_CMD_ARGS",
    settings: [{ kind: "flag", names: ["--graceful-timeout"], format: "seconds" }],
    file: {
      flags: ["-c", "--config"],
      path: /\/gunicorn\.conf\.py$/,
      value: /^graceful_timeout\s*=\s*(\S+)/gm,
      format: "seconds",
    },
    defaults: [],
  },
  {
    name: "uvicorn",
    source: "https://www.uvicorn.org/settings/#timeouts",
    command: /^uvicorn( |$)/,
    settings: [
      { kind: "flag", names: ["--timeout-graceful-shutdown"], format: "seconds" },
      { kind: "variable", names: ["UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN"], format: "seconds" },
    ],
    defaults: [],
  },
  {
    name: "hypercorn",
    source: "https://hypercorn.readthedocs.io/en/latest/how_to_guides/configuring.html",
    command: /^hypercorn( |$)/,
    settings: [{ kind: "flag", names: ["--graceful-timeout"], format: "seconds" }],
    file: { flags: ["-c", "--config"], value: /^graceful_timeout\s*=\s*(\S+)/gm, format: "seconds" },
    defaults: [],
  },
  {
    name: "Spring Boot",
    source: "https://docs.spring.io/spring-boot/reference/web/graceful-shutdown.html",
    settings: [
      { kind: "property", names: ["spring.lifecycle.timeout-per-shutdown-phase"], format: "spring" },
      {
        kind: "variable",
        names: ["SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE", "SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE"],
        format: "spring",
      },
    ],
    defaults: [],
  },
  {
    name: "Quarkus",
    source: "https://quarkus.io/guides/lifecycle#graceful-shutdown",
    settings: [
      { kind: "property", names: ["quarkus.shutdown.timeout"], format: "quarkus" },
      { kind: "variable", names: ["QUARKUS_SHUTDOWN_TIMEOUT"], format: "quarkus" },
    ],
    defaults: [],
  },
  {
    name: "ASP.NET Core",
    source: "https://learn.microsoft.com/en-us/aspnet/core/fundamentals/host/generic-host#shutdowntimeout",
    settings: [
      {
        kind: "variable",
        names: ["ASPNETCORE_SHUTDOWNTIMEOUTSECONDS", "DOTNET_SHUTDOWNTIMEOUTSECONDS"],
        anyCase: true,
        format: "seconds",
      },
    ],
    defaults: [],
  },
];

/**
 * Whether the official nginx image ends gracefully when the container is stopped: its STOPSIGNAL is SIGQUIT since 1.19.5 (docker-nginx, 2020-11-24); before
 * that it is SIGTERM, nginx's fast shutdown, which drops open requests. Compared with the version of the tag.
 */
export const nginxGracefulSince = "1.19.5";

/** Seconds that ingress-nginx waits after nginx has ended, before it ends itself (`--post-shutdown-grace-period`, pkg/flags/flags.go). */
export const postShutdownSeconds = 10;

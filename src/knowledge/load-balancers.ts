/** How a load balancer's annotation writes a length of time. */
export type BalancerUnit = "seconds" | "minutes" | "milliseconds";

/** Kinds that a configuration can name as what Services get where they do not say (`assume.loadBalancer`). */
export const assumedBalancers = ["aws-nlb", "aws-classic", "azure", "oci", "digitalocean"] as const;
export type AssumedBalancer = (typeof assumedBalancers)[number];

/** One kind of cloud load balancer in front of nginx, as Services or Ingresses ask for it. */
export interface LoadBalancerFact {
  /** As messages call it. */
  readonly name: string;
  /** What `assume.loadBalancer` calls it, in the form that a Service without annotations gets. */
  readonly assumedAs?: AssumedBalancer;
  /** The vendor's manual, where the facts stand. */
  readonly source: string;
  /** What asks for it: a Service of type LoadBalancer, or an Ingress of its own class. */
  readonly kind: "Service" | "Ingress";
  /** Whether annotations and class show that it is this one. First fact that matches. */
  readonly matches: (sign: BalancerSigns) => boolean;
  /**
   * Where the time is set after which a connection without bytes is closed: an annotation, or a `key=value` of one that lists attributes. Undefined: nothing on the
   * object sets it.
   */
  readonly idle?: {
    /** Where several match (one per listener), the shortest counts. */
    readonly annotation: RegExp;
    readonly attribute?: string;
    readonly unit: BalancerUnit;
    /** How to write it, with SECONDS or MINUTES in place of the number. */
    readonly example: string;
  };
  /** Seconds where nothing sets it; undefined where that differs from cloud to cloud. */
  readonly defaultSeconds?: number;
  /** Whether it sends requests of other clients over connections to nginx that it keeps: always for this many seconds, or for the idle time. */
  readonly reuses?: number | "idle";
  /**
   * A manifest of this kind, named by an annotation of the Services behind (plain, or as `{"default": NAME}`), holds the time at `spec[key]` after which any request
   * ends, however busy it is.
   */
  readonly requestLimit?: {
    readonly kind: string;
    readonly annotations: readonly string[];
    readonly key: string;
    readonly defaultSeconds: number;
    readonly example: string;
  };
  /** Annotation that other kinds of the same cloud read, and this one ignores. */
  readonly ignores?: string;
}

/** What a Service or an Ingress shows. */
export interface BalancerSigns {
  annotation(name: string): string | undefined;
  /** Whether any annotation begins so. */
  has(prefix: string): boolean;
  /** `spec.loadBalancerClass`, or the class of an Ingress. */
  readonly className: string | undefined;
}

/** A resource of a Terraform plan that is a load balancer with connections of its own to its targets. */
export interface PlanBalancerFact {
  readonly name: string;
  readonly types: readonly string[];
  matches(values: Readonly<Record<string, unknown>>): boolean;
  readonly reuses: "idle";
}

/**
 * AWS load balancers that speak HTTP to their targets and keep connections for the idle time, `idle_timeout` in seconds, 60 where nobody sets it. Source:
 * docs.aws.amazon.com/elasticloadbalancing (application, "connection idle timeout"; classic, "config-idle-timeout").
 */
export const planBalancers: readonly PlanBalancerFact[] = [
  {
    name: "AWS Application Load Balancer",
    types: ["aws_lb", "aws_alb"],
    matches: (it) => it.load_balancer_type === "application",
    reuses: "idle",
  },
  {
    name: "AWS Classic Load Balancer",
    types: ["aws_elb"],
    matches: ({ listener }) =>
      Array.isArray(listener) &&
      listener.length > 0 &&
      listener.every((it) =>
        isHttp(String((it as { instance_protocol?: unknown } | null)?.instance_protocol)),
      ),
    reuses: "idle",
  },
];

const SERVICE = "service.beta.kubernetes.io/";
const AWS = `${SERVICE}aws-load-balancer-`;
const OCI = `${SERVICE}oci-load-balancer-`;
const DO = `${SERVICE}do-loadbalancer-`;

const isHttp = (protocol: string | undefined): boolean => /^(https?|http2|http3)$/i.test(protocol ?? "");

/**
 * Load balancers whose idle timeout is known. Hetzner's is left out: no annotation for it and no value were found; passthrough load balancers (GCP, OCI's NLB) keep no
 * connections of their own: they are left out.
 */
export const loadBalancers: readonly LoadBalancerFact[] = [
  {
    // 350 s were fixed until 3 September 2024; then TCP listeners got `tcp.idle_timeout.seconds` (60 to 6000), which the AWS Load Balancer Controller sets. TLS
    // listeners still have 350 s.
    name: "AWS Network Load Balancer",
    assumedAs: "aws-nlb",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html",
    kind: "Service",
    matches: (it) =>
      /^(nlb|nlb-ip|external)$/.test(it.annotation(`${AWS}type`) ?? "") ||
      it.className === "service.k8s.aws/nlb",
    idle: {
      annotation: /^service\.beta\.kubernetes\.io\/aws-load-balancer-listener-attributes\.TCP-\d+$/,
      attribute: "tcp.idle_timeout.seconds",
      unit: "seconds",
      example:
        "service.beta.kubernetes.io/aws-load-balancer-listener-attributes.TCP-443: tcp.idle_timeout.seconds=SECONDS",
    },
    defaultSeconds: 350,
    ignores: `${AWS}connection-idle-timeout`,
  },
  {
    // With HTTP listeners it reuses connections to its targets.
    name: "AWS Classic Load Balancer",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-idle-timeout.html",
    kind: "Service",
    matches: (it) => isHttp(it.annotation(`${AWS}backend-protocol`)),
    idle: {
      annotation: /^service\.beta\.kubernetes\.io\/aws-load-balancer-connection-idle-timeout$/,
      unit: "seconds",
      example: `${AWS}connection-idle-timeout: "SECONDS"`,
    },
    defaultSeconds: 60,
    reuses: "idle",
  },
  {
    name: "AWS Classic Load Balancer",
    assumedAs: "aws-classic",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-idle-timeout.html",
    kind: "Service",
    matches: (it) => it.annotation(`${AWS}connection-idle-timeout`) !== undefined,
    idle: {
      annotation: /^service\.beta\.kubernetes\.io\/aws-load-balancer-connection-idle-timeout$/,
      unit: "seconds",
      example: `${AWS}connection-idle-timeout: "SECONDS"`,
    },
    defaultSeconds: 60,
  },
  {
    // 4 to 100 minutes (30 for older ones). Without TCP reset, packets are dropped without a word.
    name: "Azure Load Balancer",
    assumedAs: "azure",
    source: "https://learn.microsoft.com/en-us/azure/load-balancer/load-balancer-tcp-idle-timeout",
    kind: "Service",
    matches: (it) => it.has(`${SERVICE}azure-`),
    idle: {
      annotation: /^service\.beta\.kubernetes\.io\/azure-load-balancer-tcp-idle-timeout$/,
      unit: "minutes",
      example: `${SERVICE}azure-load-balancer-tcp-idle-timeout: "MINUTES"`,
    },
    defaultSeconds: 240,
  },
  {
    // Connections to backends are kept for 300 s, whatever the idle timeout of the listener; "310 seconds" is what the manual asks backends for.
    name: "OCI Load Balancer",
    source: "https://docs.oracle.com/en-us/iaas/Content/Balance/Reference/connectionreuse.htm",
    kind: "Service",
    matches: (it) => it.has(OCI) && isHttp(it.annotation(`${OCI}backend-protocol`)),
    idle: {
      annotation: /^service\.beta\.kubernetes\.io\/oci-load-balancer-connection-idle-timeout$/,
      unit: "seconds",
      example: `${OCI}connection-idle-timeout: "SECONDS"`,
    },
    defaultSeconds: 60,
    reuses: 300,
  },
  {
    name: "OCI Load Balancer",
    assumedAs: "oci",
    source: "https://docs.oracle.com/en-us/iaas/Content/Balance/Reference/connectionreuse.htm",
    kind: "Service",
    matches: (it) => it.has(OCI),
    idle: {
      annotation: /^service\.beta\.kubernetes\.io\/oci-load-balancer-connection-idle-timeout$/,
      unit: "seconds",
      example: `${OCI}connection-idle-timeout: "SECONDS"`,
    },
    defaultSeconds: 300,
  },
  {
    // 30 to 600 s. Connections to backends are kept only with `enable-backend-keepalive`.
    name: "DigitalOcean Load Balancer",
    source: "https://docs.digitalocean.com/products/kubernetes/how-to/configure-load-balancers/",
    kind: "Service",
    matches: (it) =>
      isHttp(it.annotation(`${DO}protocol`)) && it.annotation(`${DO}enable-backend-keepalive`) === "true",
    idle: {
      annotation: /^service\.beta\.kubernetes\.io\/do-loadbalancer-http-idle-timeout-seconds$/,
      unit: "seconds",
      example: `${DO}http-idle-timeout-seconds: "SECONDS"`,
    },
    defaultSeconds: 60,
    reuses: "idle",
  },
  {
    name: "DigitalOcean Load Balancer",
    assumedAs: "digitalocean",
    source: "https://docs.digitalocean.com/products/kubernetes/how-to/configure-load-balancers/",
    kind: "Service",
    matches: (it) => isHttp(it.annotation(`${DO}protocol`)),
    idle: {
      annotation: /^service\.beta\.kubernetes\.io\/do-loadbalancer-http-idle-timeout-seconds$/,
      unit: "seconds",
      example: `${DO}http-idle-timeout-seconds: "SECONDS"`,
    },
    defaultSeconds: 60,
  },
  {
    // Octavia's own default is 50 s, but each cloud has its own.
    name: "OpenStack load balancer",
    source:
      "https://github.com/kubernetes/cloud-provider-openstack/blob/master/docs/openstack-cloud-controller-manager/expose-applications-using-loadbalancer-type-service.md",
    kind: "Service",
    matches: (it) => it.has("loadbalancer.openstack.org/"),
    idle: {
      annotation: /^loadbalancer\.openstack\.org\/timeout-(client|member)-data$/,
      unit: "milliseconds",
      example: 'loadbalancer.openstack.org/timeout-client-data: "MILLISECONDS" (and timeout-member-data)',
    },
  },
  {
    name: "AWS Application Load Balancer",
    source:
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html#connection-idle-timeout",
    kind: "Ingress",
    matches: (it) => it.className === "alb" || it.has("alb.ingress.kubernetes.io/"),
    idle: {
      annotation: /^alb\.ingress\.kubernetes\.io\/load-balancer-attributes$/,
      attribute: "idle_timeout.timeout_seconds",
      unit: "seconds",
      example: "alb.ingress.kubernetes.io/load-balancer-attributes: idle_timeout.timeout_seconds=SECONDS",
    },
    defaultSeconds: 60,
    reuses: "idle",
  },
  {
    // The time for connections to backends is fixed; `timeoutSec` of a BackendConfig bounds a whole response, WebSocket connections too.
    name: "Google Cloud Application Load Balancer",
    source: "https://cloud.google.com/load-balancing/docs/https/request-distribution",
    kind: "Ingress",
    matches: (it) => it.className === "gce" || it.className === "gce-internal",
    reuses: 600,
    requestLimit: {
      kind: "BackendConfig",
      annotations: ["cloud.google.com/backend-config", "beta.cloud.google.com/backend-config"],
      key: "timeoutSec",
      defaultSeconds: 30,
      example: "timeoutSec: SECONDS",
    },
  },
];

const seconds: Readonly<Record<BalancerUnit, number>> = { seconds: 1, minutes: 60, milliseconds: 1e-3 };

/** A whole number in a unit, in seconds; undefined where the text is none. */
export function balancerSeconds(text: string, unit: BalancerUnit): number | undefined {
  return /^\d+$/.test(text.trim()) ? Number(text.trim()) * seconds[unit] : undefined;
}

/** An example with a number of seconds filled in; minutes are rounded up. */
export function balancerExample(example: string, timeoutSeconds: number): string {
  return example
    .replace("MILLISECONDS", String(timeoutSeconds * 1000))
    .replace("MINUTES", String(Math.ceil(timeoutSeconds / 60)))
    .replace("SECONDS", String(timeoutSeconds));
}

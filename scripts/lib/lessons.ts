/** The incident reports that lessons come from. */
export const reports = {
  A: '"incident 8829", a buffer change that took an ingress down',
  B: "a collection of network failure scenarios",
  C: "notes on running the NGINX ingress in production",
  D: "six post-mortems of an incident blog",
  E: "a blue/green proxy that rewrote host names",
} as const;

/** One thing that a report teaches. */
export interface Lesson {
  readonly number: number;
  readonly reports: readonly (keyof typeof reports)[];
  readonly text: string;
  /** Why no rule enforces it, or what else does. */
  readonly instead?: string;
}

const NO_RULE = "no configuration shows it";

/** All lessons, by number; rules refer to them in `lessons`. */
export const lessons: readonly Lesson[] = [
  {
    number: 1,
    reports: ["A"],
    text: "Raising `proxy-buffer-size` without its partners breaks the proxy, and the plan that does it looks clean.",
  },
  {
    number: 2,
    reports: ["A"],
    text: 'The controller wants an integer where somebody wrote `"60s"`, and drops the value with one line in its log.',
  },
  { number: 3, reports: ["A"], text: "Buffered requests and responses eat the memory of the node." },
  {
    number: 4,
    reports: ["A"],
    text: "A controller without its patches meets the storm of retries: HTTP/2 Rapid Reset does the rest.",
  },
  {
    number: 5,
    reports: ["A"],
    text: "An emptyDir for logs without a size limit fills the node's disk, and then nothing on the node starts.",
  },
  {
    number: 6,
    reports: ["A", "D"],
    text: "A log that can no longer be written keeps nginx from starting again; nobody had rotated it.",
  },
  {
    number: 7,
    reports: ["A"],
    text: "Calls without a hard timeout and with more than two retries turn one failure into a storm.",
  },
  { number: 8, reports: ["A"], text: "Circuit breakers that are left at their defaults never trip." },
  {
    number: 9,
    reports: ["A"],
    text: "Liveness probes that share the fate of the traffic restart what is merely busy.",
  },
  {
    number: 10,
    reports: ["A"],
    text: "The scanner had been switched off for this one component, and nobody knew why.",
    instead: "a rule is switched off in the configuration file alone, where a review sees it",
  },
  { number: 11, reports: ["A"], text: "A plan can take the ingress away and look harmless." },
  { number: 12, reports: ["A"], text: "There were no metrics when they were needed." },
  {
    number: 13,
    reports: ["B"],
    text: "The backend closes an idle connection in the moment in which nginx reuses it: 502. The backend has to wait longer than nginx, nginx longer than its clients.",
  },
  {
    number: 14,
    reports: ["B"],
    text: "`ndots: 5` makes five queries of every look-up of an external name.",
  },
  {
    number: 15,
    reports: ["B"],
    text: "Connections that end after exactly so many seconds meet an idle timeout: that of the load balancer in front, mostly.",
  },
  { number: 16, reports: ["B"], text: "A peer speaks one version of TLS only, and it is not yours." },
  {
    number: 17,
    reports: ["B", "D"],
    text: "A pod that is killed for its memory again and again takes requests in between.",
  },
  {
    number: 18,
    reports: ["B"],
    text: "The process runs out of file descriptors before the machine runs out of anything.",
  },
  {
    number: 19,
    reports: ["B"],
    text: "A certificate is renewed without its intermediate: browsers know how to help themselves, other clients do not.",
  },
  {
    number: 20,
    reports: ["B"],
    text: "A job that copies much at once takes the network of its node from everybody else.",
  },
  {
    number: 21,
    reports: ["B", "D"],
    text: "All clients come back at once, and queues and pools are made for one after the other.",
  },
  {
    number: 22,
    reports: ["B"],
    text: "The MTU of a tunnel is that of the wire, and the message that a packet is too big is dropped: large responses hang.",
  },
  {
    number: 23,
    reports: ["B"],
    text: "A pod is killed while it still gets traffic: its removal from the endpoints takes longer than its shutdown.",
  },
  {
    number: 24,
    reports: ["B", "C"],
    text: "The table of tracked connections is full, and packets of everybody are dropped.",
  },
  {
    number: 25,
    reports: ["B"],
    text: "A new node lacks its NAT entry.",
    instead: `${NO_RULE}: run-time state`,
  },
  {
    number: 26,
    reports: ["B"],
    text: "An application never closes the bodies of responses.",
    instead: `${NO_RULE}: application code`,
  },
  {
    number: 27,
    reports: ["C"],
    text: "The accept queue overflows: nginx asks for 511, the kernel allows `somaxconn`, and the smaller one holds.",
  },
  {
    number: 28,
    reports: ["C"],
    text: "`worker_processes auto` counts the node's cores, not those of the container's limit.",
  },
  {
    number: 29,
    reports: ["C"],
    text: "Trust no default: what runs is the configuration that was generated, and nobody reads it. `ingress-lint render` prints it.",
  },
  {
    number: 30,
    reports: ["C"],
    text: "One controller for all environments lets a test take production down.",
  },
  {
    number: 31,
    reports: ["C"],
    text: "The class of an Ingress is to be written down, not left to whoever is there.",
  },
  {
    number: 32,
    reports: ["C"],
    text: "Each reload leaves old workers behind that wait for long-lived connections, until the memory is gone.",
  },
  { number: 33, reports: ["C"], text: "Flags that spare reloads exist in some releases only." },
  { number: 34, reports: ["C"], text: "An autoscaler goes up and down, and every change is a reload." },
  { number: 35, reports: ["C"], text: "Timeouts come from the latency that is expected, not from defaults." },
  { number: 36, reports: ["C"], text: "Kernel defaults are not made for servers." },
  { number: 37, reports: ["D"], text: "Replicas times pool size is more than the database takes." },
  { number: 38, reports: ["D"], text: "A leak reaches the limit; without one it reaches the node." },
  { number: 39, reports: ["D"], text: "Nobody had tried the failover: its quorum could not be reached." },
  {
    number: 40,
    reports: ["D"],
    text: "One broken import stops all scheduled jobs.",
    instead: `${NO_RULE}: an application's environment`,
  },
  {
    number: 41,
    reports: ["D"],
    text: "A certificate expires unseen, or is renewed and nginx keeps serving the old one.",
  },
  { number: 42, reports: ["D"], text: "Logs that nothing rotates get pods evicted." },
  {
    number: 43,
    reports: ["E"],
    text: "A proxy writes another host name, and the server behind it knows only the public one.",
  },
  { number: 44, reports: ["E"], text: "Routes of a blue/green or canary release lead nowhere." },
  { number: 45, reports: ["E"], text: "What was tested before did not have production's hosts." },
  { number: 46, reports: ["A", "C"], text: "Two Ingresses claim one host and path, and one of them loses." },
  {
    number: 47,
    reports: ["C"],
    text: "Know every bit of your configuration: what the machine makes of a file is not always what its author meant.",
  },
];

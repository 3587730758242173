import type { Encapsulation } from "../../knowledge/encapsulation.ts";
import type { Known } from "../value.ts";

/** An MTU that somebody wrote for what goes through a tunnel. */
export interface Tunnel {
  /** For messages: `Calico (FelixConfiguration 'default')`. */
  readonly label: string;
  readonly mtu: Known<number>;
  /** Empty where the number is the wire's own, and the network plugin subtracts what it adds. */
  readonly encapsulations: readonly Encapsulation[];
  readonly overIpv6: boolean;
}

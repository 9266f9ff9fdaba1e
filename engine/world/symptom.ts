import type { FramePath, HttpAttempt } from '../../contract/experiments.js';
import type { ServiceName } from './ipvs-lookup.js';

/** What is wrong, as it was seen: a judge says it, causes explain it. */
export type Symptom =
  | RequestsSymptom
  | ArpSymptom
  | VrrpSymptom
  | TableSymptom
  | HealthSymptom
  | AddressSymptom
  | UnitSymptom;

export type SymptomKind = Symptom['kind'];
export type SymptomOf<K extends SymptomKind> = Extract<Symptom, { kind: K }>;

/** Requests to an address do not do what they should. */
export interface RequestsSymptom {
  readonly kind: 'requests';
  readonly vip: string;
  readonly port: number;
  /** The node that asks. */
  readonly from?: string;
  /** The realservers that should answer; absent: all of the topology. */
  readonly servers?: readonly string[];
  /** Absent: none were made, or only counted. */
  readonly attempts?: readonly HttpAttempt[];
  /** Absent: the provider cannot capture. */
  readonly path?: FramePath;
  /** Requests are counted by server: so many should have come to each. */
  readonly over?: Readonly<Record<string, number>>;
}

/** The wrong ones, or several, or nobody, answered ARP for an address. */
export interface ArpSymptom {
  readonly kind: 'arp';
  readonly vip: string;
  readonly from: string;
  /** Nodes that answered. */
  readonly answered: readonly string[];
  readonly wanted: readonly string[];
}

/** A VRRP group is not as it should be. */
export interface VrrpSymptom {
  readonly kind: 'vrrp';
  readonly what:
    | 'state'
    | 'no-master'
    | 'several-masters'
    | 'wrong-master'
    | 'vip-elsewhere'
    | 'no-answer'
    | 'no-failover'
    | 'slow-failover'
    | 'no-failback'
    | 'failback';
  readonly among: readonly string[];
  readonly instance?: string;
  readonly vip?: string;
  /** Who should be master, or should have come back. */
  readonly expect?: string;
  /** The node whose state it is. */
  readonly node?: string;
}

/** A virtual service, or a server of it, is not in the table as it should be. */
export interface TableSymptom {
  readonly kind: 'table';
  readonly what: 'service' | 'server' | 'scheduler' | 'persistence';
  readonly node: string;
  readonly service: ServiceName;
  /** RIP:port. */
  readonly server?: string;
  readonly found?: string;
  readonly want?: string;
}

/** A realserver does not leave, or not return, as a health check would have it. */
export interface HealthSymptom {
  readonly kind: 'health';
  readonly what: 'stays' | 'not-back';
  /** The director. */
  readonly node: string;
  /** RIP:port. */
  readonly server: string;
  readonly service: ServiceName;
}

/** An address is not on a node. */
export interface AddressSymptom {
  readonly kind: 'address';
  readonly node: string;
  readonly address: string;
  readonly dev: string;
}

/** A unit does not run. */
export interface UnitSymptom {
  readonly kind: 'unit';
  readonly node: string;
  readonly name: string;
}

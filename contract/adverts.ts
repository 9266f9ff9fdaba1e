/** One VRRP advertisement as seen on the wire. */
export interface Advert {
  readonly source: string;
  readonly mac: string;
  readonly vrid: number;
  readonly priority: number;
  readonly version: number;
  /** The node on whose port of the switch it came in; absent where frames are seen by a node. */
  readonly node?: string;
  /** Seconds between two; of version 3 in hundredths. */
  readonly interval?: number;
  readonly vips?: readonly string[];
  /** Version 2: the type of authentication and its eight bytes, as hexadecimal digits. */
  readonly auth?: string;
}

export interface VrrpResult {
  readonly kind: 'vrrp';
  readonly adverts: readonly Advert[];
  readonly at: number;
}

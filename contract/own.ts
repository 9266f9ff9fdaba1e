/**
 * What a record holds under a name that somebody else chose. `record[name]` also finds what every object has: `constructor`,
 * `toString`.
 */
export function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** A student, and what gives them their values. */
export interface Ticket {
  readonly id: string;
  readonly name: string;
  readonly ticket: string;
}

/**
 * Tickets as a CSV file (RFC 4180) that spreadsheets and programs for form letters read: a byte order mark, by which they know UTF-8, and
 * a row that names the columns.
 */
export function ticketsCsv(tickets: readonly Ticket[]): string {
  const rows = tickets.map(({ id, name, ticket }) => [id, name, ticket]);
  const text = [['id', 'name', 'ticket'], ...rows].map((row) => row.map(quoted).join(',')).join('\r\n');
  return `\ufeff${text}\r\n`;
}

function quoted(field: string): string {
  return /[",;\s]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** Whether an error of the file system means that the disk is full (ENOSPC, EDQUOT). */
export function isDiskFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** The command that builds the image again: the way out of a corrupt one. */
export const rebuildCommand = 'lvslab image build --force';

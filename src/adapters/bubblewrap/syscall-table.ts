/** System-call numbers of one architecture, as far as the filter speaks about them. */
export interface SyscallTable {
  /** What `seccomp_data.arch` holds for a native call. */
  readonly arch: number;
  /** Numbers from here on are a second door to the same kernel functions. */
  readonly secondDoor?: number;
  /** The newest call the table knows. Newer ones do not exist for us. */
  readonly lastKnown: number;
  readonly ioctl: number;
  readonly socket: number;
  readonly socketpair: number;
  readonly clone: number;
  readonly prctl: number;
  readonly clone3: number;
  /** Calls that no agent's command needs, and that have undone sandboxes before: refused with EPERM. */
  readonly denied: Readonly<Record<string, number>>;
}
